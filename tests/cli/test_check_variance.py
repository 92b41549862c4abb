"""``check`` says what the uncertainty of a pack rests on."""

from __future__ import annotations

import pytest

from ioscenario.pack.loading import find_pack
from tests.cli.conftest import Call

LINE = "variance of sector_jobs 2030 by grade of the uncertain parameters: E 100% (67), interactions 0%"


def test_check_of_a_pack_prints_the_shares(call: Call) -> None:
    folder = find_pack("toy-chain")
    assert LINE in call("check", folder).out.splitlines()
    told = call("check", folder, "--json").result["facts"]["variance_by_grade"]
    assert (told["indicator"], told["year"], told["left_out"]) == ("sector_jobs", 2030, 0)
    assert told["shares"][0]["grade"] == "E"
    assert told["shares"][0]["share"] == pytest.approx(1.0, abs=1e-9)


def test_check_may_leave_them_out(call: Call) -> None:
    folder = find_pack("toy-chain")
    assert "variance of" not in call("check", folder, "--no-variance").out
    assert "variance_by_grade" not in call("check", folder, "--no-variance", "--json").result["facts"]


def test_check_of_a_file_does_not_draw(call: Call) -> None:
    assert "variance" not in call("check", find_pack("toy-chain") / "scenarios" / "more_demand.yaml").out
