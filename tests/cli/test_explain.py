"""``ioscenario explain``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ioscenario as ios
from tests.cli.conftest import Call

TOY = ("--pack", "toy-chain")


def test_json_has_what_the_model_explains(call: Call) -> None:
    told = call("explain", "jobs_direct", "--scenario", "more_demand", "--year", "2029", "--where", "process=mill",
                *TOY, "--json").result  # fmt: skip
    found = ios.load("toy-chain").explain("jobs_direct", "more_demand", 2029, {"process": "mill"})
    assert told["value"] == found.value
    assert told["where"] == {"process": "mill"}
    assert told["limits"] == found.limits
    assert [row["path"] for row in told["parameters"]] == found.parameters.index.tolist()
    assert told["parameters"][0]["effect"] == found.parameters["effect"].iloc[0]
    assert sum(term["value"] for term in told["terms"]["terms"]) == pytest.approx(found.value, rel=1e-9)
    assert told["attribution"] is None


def test_attribution_adds_up_in_json(call: Call) -> None:
    told = call("explain", "sector_jobs", "--scenario", "more_capacity", "--attribute", "--by", "place",
                "--reference", "more_demand", *TOY, "--json").result  # fmt: skip
    split = told["attribution"]
    found = split["indicators"]["sector_jobs"]
    assert (split["by"], split["reference"], split["method"]) == ("place", "more_demand", "exact")
    assert sum(part["shapley"] for part in found["parts"]) == pytest.approx(found["difference"], abs=1e-9)
    assert found["scenario"] == told["value"]


@pytest.mark.parametrize(("language", "words"), [("en", "What it is made of"), ("ru", "Из чего"), ("kk", "Неден")])
def test_text_in_three_languages(call: Call, language: str, words: str) -> None:
    done = call("explain", "sector_jobs", "--scenario", "more_demand", "--attribute", "--rows", "2", *TOY,
                "--language", language)  # fmt: skip
    assert done.code == 0
    assert done.err == ""
    assert words in done.out
    model = ios.load("toy-chain")
    assert model.explain("sector_jobs", "more_demand").title(language) in done.out
    assert model.attribute("sector_jobs", "more_demand").title(language) in done.out
    assert done.out.count("\nprocess.") + done.out.count("\nmarket.") + done.out.count("\npolicy.") == 2


def test_files_are_those_named_and_hold_all_rows(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "why"
    told = call("explain", "sector_jobs", "--scenario", "more_demand", "--attribute", *TOY, "--out", out,
                "--samples", "5", "--json").result  # fmt: skip
    assert {path.name for path in out.iterdir()} == {*told["files"], "ioscenario-run.json"}
    rows = pd.read_csv(out / "parameters.csv")
    assert rows["path"].tolist() == [row["path"] for row in told["parameters"]]
    steps = pd.read_csv(out / "attribution-en.csv").set_index("part")["contribution"]
    assert steps.drop("difference").sum() == pytest.approx(steps["difference"], abs=1e-9)
    assert told["interval"]["q05"] <= told["interval"]["q95"]
    again = call("explain", "sector_jobs", *TOY, "--out", out)
    assert again.code == 2
    assert call("explain", "sector_jobs", *TOY, "--out", out, "--force").code == 0
    assert not (out / "attribution-en.csv").exists()


def test_everything_wrong_is_told_at_once(call: Call) -> None:
    done = call("explain", "jobs_dirct", "--year", "1990", *TOY, "--json")
    assert done.code == 2
    assert {item["code"] for item in done.messages} == {"unknown-variable", "unknown-year"}
    assert next(item["nearest"] for item in done.messages if item["code"] == "unknown-variable") == "jobs_direct"
    done = call("explain", "jobs", "--where", "effect", "--attribute", *TOY, "--json")
    assert [item["key"] for item in done.messages] == ["--where", "--attribute"]
    done = call("explain", "jobs", "--orders", "10", *TOY, "--json")
    assert [item["code"] for item in done.messages] == ["call"]
    done = call("explain", "jobs", "--scenario", "more_demnd", *TOY, "--json")
    assert done.messages[0]["nearest"] == "more_demand"
    done = call("explain", "jobs", "--scenario", "more_demand", "--attribute", "--by", "levers", *TOY, "--json")
    assert done.messages[0]["nearest"] == "lever"
