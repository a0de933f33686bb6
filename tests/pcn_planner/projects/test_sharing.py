"""Links to look, to edit and to one scenario: unguessable, revocable, and nowhere kept."""

import pytest

from boundaries.errors import DataError
from pcn_planner.projects import sharing

ADA, BEN = "browser of Ada", "browser of Ben"


def test_a_project_is_open_to_its_maker_alone(tmp_path):
    sharing.made(tmp_path, ADA, "k")
    assert sharing.grants(tmp_path, ADA) == {"k": sharing.Grant("k", sharing.EDIT)}
    assert sharing.grants(tmp_path, BEN) == {}
    assert sharing.grants(tmp_path, "") == {}


@pytest.mark.parametrize("may", sharing.RIGHTS)
def test_a_link_lets_in_until_it_is_revoked(tmp_path, may):
    secret = sharing.give(tmp_path, "k", may, scenario="A", whom="the trust", author="Ada")
    assert sharing.taken(tmp_path, BEN, secret) == sharing.Grant("k", may, "A")
    assert sharing.grants(tmp_path, BEN)["k"].may == may
    [link] = sharing.links(tmp_path, "k")
    assert (link.may, link.whom, link.author) == (may, "the trust", "Ada")
    sharing.revoke(tmp_path, link.mark)
    assert sharing.grants(tmp_path, BEN) == {}
    assert sharing.taken(tmp_path, BEN, secret) is None
    assert sharing.links(tmp_path, "k") == []


def test_of_two_rights_the_larger_counts_and_one_revoked_leaves_the_other(tmp_path):
    look, edit = (sharing.give(tmp_path, "k", may) for may in (sharing.LOOK, sharing.EDIT))
    for secret in (edit, look):
        sharing.taken(tmp_path, BEN, secret)
    assert sharing.grants(tmp_path, BEN)["k"].may == sharing.EDIT
    [mark] = [one.mark for one in sharing.links(tmp_path, "k") if one.may == sharing.EDIT]
    sharing.revoke(tmp_path, mark)
    assert sharing.grants(tmp_path, BEN)["k"].may == sharing.LOOK


def test_neither_links_nor_browsers_can_be_read_out_of_the_folder(tmp_path):
    secrets = {sharing.give(tmp_path, "k", sharing.EDIT) for _ in range(20)}
    assert len(secrets) == 20
    assert min(map(len, secrets)) >= 32
    sharing.made(tmp_path, ADA, "k")
    kept = (tmp_path / sharing.NAME).read_bytes()
    assert not [one for one in (*secrets, ADA) if one.encode() in kept]
    [mark, *_] = [one.mark for one in sharing.links(tmp_path, "k")]
    assert sharing.taken(tmp_path, BEN, mark) is None


def test_a_right_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(DataError, match="cannot allow 'all'"):
        sharing.give(tmp_path, "k", "all")
