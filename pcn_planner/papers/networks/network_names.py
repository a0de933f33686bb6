"""What networks are called: the same in every paper of a pack."""

from pcn_planner.papers.facts import Facts
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.proposal.wording.naming import readable

NO_FACTS = Facts({})


def name_in(network: str, tables: PlanTables | None, facts: Facts = NO_FACTS) -> str:
    """What people call a network: as facts say, else as a plan does, else its id as written."""
    planned = "" if tables is None else str(tables.networks["name"].get(network, ""))
    name = facts.get(network, "network_name") or readable(planned)
    return network if name.casefold() in {"", readable(network).casefold()} else name
