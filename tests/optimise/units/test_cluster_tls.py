"""A cluster with certificates is used by whoever has them, and by nobody else."""

import shutil
import subprocess

import pytest
from distributed import LocalCluster, Security

from boundaries.errors import DataError
from optimise.problem.plan import Status
from optimise.solve import solve
from optimise.units.cluster import Scheduler
from tests.support.middle_areas import middle_area

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="no openssl here to make certificates with")
PROBLEM = middle_area(20, 19, lists=(7, 20)).problem()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A certificate that is its own authority, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    made = {"cert": str(folder / "cert.pem"), "key": str(folder / "key.pem")}
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-out", made["cert"], "-keyout", made["key"]],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def address(files):
    everybody = ("scheduler", "worker", "client")
    ours = {f"tls_{who}_{what}": files[what] for who in everybody for what in files}
    security = Security(tls_ca_file=files["cert"], require_encryption=True, **ours)
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, security=security, host="127.0.0.1",
        protocol="tls://", dashboard_address="127.0.0.1:0",
    ) as started:  # fmt: skip
        yield started.scheduler_address


def test_whoever_has_the_certificates_solves_there(files, address):
    security = {
        "tls_ca_file": files["cert"], "tls_client_cert": files["cert"],
        "tls_client_key": files["key"], "require_encryption": True,
    }  # fmt: skip
    assert address.startswith("tls://")
    assert solve(PROBLEM, scheduler=Scheduler(address, security)).status is Status.OPTIMAL


def test_whoever_has_none_is_refused(address, monkeypatch):
    monkeypatch.setattr("optimise.units.cluster.ANSWER_S", 1)
    with pytest.raises(DataError, match="--scheduler-security"):
        solve(PROBLEM, scheduler=Scheduler(address))
