"""``ioscenario hindcast``: what it prints, writes and refuses."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.assessment.early import make
from tests.cli.conftest import Call

SMALL = ("--samples", "5")


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("early") / "toy")


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("From 2023", "better than no change in", "Strike.", "Forecast for 2026")),
    ("kk", ("2023 жылдан", "өзгеріссіз нұсқадан дәлірек", "Ереуіл.", "2026 болжамы")),
])  # fmt: skip
def test_printed(call: Call, early: Path, language: str, words: tuple[str, ...]) -> None:
    done = call("hindcast", "--pack", early, "--language", language, *SMALL)
    assert done.code == 0
    assert done.err == ""
    for word in words:
        assert word in " ".join(done.out.split())


def test_json(call: Call, early: Path) -> None:
    done = call("hindcast", "since_2023", "--pack", early, "--json", *SMALL)
    (found,) = done.result["hindcasts"]
    assert found["id"] == "since_2023"
    assert found["samples"] == 5
    shirts = next(row for row in found["scores"] if row["indicator"] == "production[shirts]")
    assert shirts["years"] == 1
    assert shirts["mape"] > 0
    assert shirts["mape_trend"] is None
    assert {row["year"] for row in found["forecast"]} == {2026}
    assert [item["year"] for item in found["breaks"]] == [2024]


def test_written(call: Call, early: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("hindcast", "--pack", early, "--out", out, *SMALL).code == 0
    scores = pd.read_csv(out / "hindcast-since_2023-scores.csv")
    years = pd.read_csv(out / "hindcast-since_2023-years.csv")
    assert len(scores) == 3
    assert {"observed", "predicted", "low", "high", "no_change"} <= set(years.columns)
    assert (out / "hindcast-since_2023-en.png").stat().st_size > 10_000
    again = call("hindcast", "--pack", early, "--out", out, *SMALL)
    assert again.code == 2
    assert "--force" in again.err


def test_refused(call: Call, early: Path) -> None:
    unknown = call("hindcast", "since_2032", "--pack", early, "--json")
    assert unknown.code == 2
    assert unknown.messages[0]["nearest"] == "since_2023"
    none = call("hindcast", "--pack", "kazakhstan-leather")
    assert none.code == 2
    assert "hindcast.yaml" in none.err
