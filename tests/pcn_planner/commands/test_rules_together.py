"""Rules that each hold alone hold together: what comes of them is verified, whoever is named."""

import pytest

from tests.support.area_files import LISTS, pcn, write
from tests.support.asked_options import files

TODAY = ["--current", "pcn_code", "--within", "ccg_code"]
TOGETHER = {
    "set_apart_and_not_to_move": [
        *TODAY, "--weights", "change=1", "--alone", "P09", "--stay", "P09", "--band", "20000:60000",
    ],
    "alternatives_of_few_moves": [
        "--current", "pcn_code", "--band", "20000:60000", "--soft-ceiling", "--moves-max", "3",
        "--alternatives", "1", "--near", "2%", "--different", "5000",
    ],
    "a_level_above_an_approved_network_in_pieces": [
        *TODAY, "--weights", "balance=1", "--apart", "P10,P03,P05", "--approved", "all",
        "--tiers", "tiers.toml",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", TOGETHER)
def test_their_plan_is_verified(name, tmp_path):
    table = files(tmp_path)
    asked = [tmp_path / one if one.endswith(".toml") else one for one in TOGETHER[name]]
    ended = pcn("plan", table, *asked, "--out", tmp_path / "out")
    assert ended.exit_code == 0, ended.output
    assert "checks passed" in ended.output


def test_a_level_counts_its_band_as_the_networks_do(tmp_path):
    table = write(tmp_path, twice=[2_000 * size for size in LISTS])
    levels = tmp_path / "tiers.toml"
    levels.write_text('[[tiers]]\nname="place"\nband=[100000,190000]\n', "utf-8")
    asked = ("--size", "twice", "--band", "40000:120000", "--tiers", levels)
    ended = pcn("plan", table, *asked, "--out", tmp_path / "out")
    assert ended.exit_code == 0, ended.output
    assert "2 units of place, none outside the band" in " ".join(ended.output.split())
