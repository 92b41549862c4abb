"""``ioscenario programme``: calls that are refused, and options; what it writes is tested in tests/document."""

from __future__ import annotations

from pathlib import Path

import pytest

from ioscenario.cli.programme import chosen
from ioscenario.problems import Findings
from tests.cli.conftest import Call

TOY = ("--pack", "toy-chain", "--json")


def test_everything_that_is_wrong_with_a_call_is_said_at_once(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    wrong = ("--language", "ru,fr", "--format", "pgn", "--seed", "1", "--chart", "job")
    done = call("programme", *TOY, "--out", out, *wrong)
    assert done.code == 2
    assert [(item["key"], item["nearest"]) for item in done.messages[:2]] == [("--language", None), ("--format", "png")]
    assert [item["key"] for item in done.messages] == ["--language", "--format", "--chart", "--seed", "--out"]
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_an_unknown_scenario_is_refused_with_the_nearest(call: Call, tmp_path: Path) -> None:
    done = call("programme", "more_demnd", *TOY, "--out", tmp_path / "out")
    assert done.code == 2
    assert done.messages[0]["nearest"] == "more_demand"
    assert not (tmp_path / "out").exists()


def test_an_unknown_size_is_a_wrong_call(call: Call, tmp_path: Path) -> None:
    done = call("programme", *TOY, "--size", "poster", "--out", tmp_path / "out")
    assert done.code == 2
    assert "slide" in done.messages[0]["message"]


@pytest.mark.parametrize("words", [["all"], ["en", "all"]])
def test_all_languages(words: list[str]) -> None:
    findings = Findings()
    assert "all" in chosen(words, ("en", "ru", "kk", "all"), "--language", findings)
    assert not len(findings)


def test_slides_of_one_scenario_with_draws(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("programme", "more_demand", *TOY, "--no-assessment", "--samples", "8", "--seed", "3")
    only = ("--chart", "outlook,jobs")
    done = call(*words, *only, "--format", "svg", "--size", "slide", "--language", "kk", "--workers", "1", "--out", out)
    assert done.code == 0
    charts = {item["chart"] for item in done.result["charts"]}
    assert charts == {"outlook", "jobs"}
    text = (out / "charts" / "jobs-kk.svg").read_text(encoding="utf-8")
    assert 'width="960' in text  # points of 33.87 cm
    again = call(*words, "--format", "svg", "--workers", "1", "--out", out)
    assert again.code == 2
    assert again.messages[-1]["code"] == "output-exists"
