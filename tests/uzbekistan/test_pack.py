"""The pack itself: checked, sourced, and free of what it is to test."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from ioscenario.pack.checks import check_pack
from ioscenario.pack.derivation import FACT_ID
from ioscenario.pack.loading import find_pack
from tests.uzbekistan.conftest import NAME, Run

#: Facts that say what happened to mills after the start: they may stand in `history.csv`, scenarios and texts alone.
OUTCOMES = {
    "K30", "K31", "K33", "UZ_USE_2018", "UZ_USE_2019", "UZ_USE_2020", "UZ_USE_2021", "UZ_USE_2024",
    "UZ_EXPORTS_MY2019", "UZ_EXPORTS_MY2021", "UZ_EXPORTS_2018", "UZ_EXPORTS_USD_2019", "UZ_EXPORTS_USD_2020",
    "UZ_DEPTH_2019", "UZ_MILLS_2019", "UZ_MILLS_2020",
}  # fmt: skip

#: Facts whose figure, not whose id, stands in the README.
README_ONLY = {
    "COTLOOK_HIGH", "COTLOOK_LOW", "K30", "K32", "UZ_DEPTH_2019", "UZ_EXPORTS_USD_2019", "UZ_EXPORTS_USD_2020",
    "UZ_PRIVATE", "UZ_SOUM_2020",
    "UZ_TEXTILES_2020", "UZ_TEXTILES_2021", "UZ_USE_2021", "UZ_YARN_SHARE_2020", "UZ_YARN_SHARE_2021",
}  # fmt: skip


def rows(file: str) -> list[dict[str, str]]:
    path: Path = find_pack(NAME) / file
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_pack_has_no_problems_and_says_how_much_is_inferred() -> None:
    report = check_pack(find_pack(NAME))
    assert report.good, report.text
    assert not report.warnings, report.text
    grades = Counter(row["grade"] for row in rows("parameters.csv"))
    assert grades["E"] / grades.total() > 0.5
    assert "four rows in five are grade E" in (find_pack(NAME) / "README.md").read_text(encoding="utf-8")


def test_what_is_inferred_has_a_range_and_a_reason() -> None:
    for row in rows("parameters.csv"):
        assert row["note"], row["path"]
        if row["grade"] == "E" and row["role"] == "uncertain":
            assert float(row["low"]) < float(row["high"]), row["path"]


def test_no_parameter_rests_on_what_happened_to_mills_after_the_start() -> None:
    for row in rows("parameters.csv"):
        used = set(FACT_ID.findall(row["derivation"]))
        # The crops of 2018-2025 are observed drivers and say so.
        if row["path"] != "market.lint.supply":
            assert not used & OUTCOMES, row["path"]
    # The share of officials for 2017 stands beside the one used; nothing else cites the claim to be tested.
    cited = {row["path"] for row in rows("parameters.csv") if "K33" in row["source"].split(";")}
    assert cited == {"market.lint.committed_exports"}


def test_the_largest_step_is_the_pace_before_the_reform_and_not_the_episode(uzbek: Run) -> None:
    facts = uzbek.model.pack.facts
    pace = (facts["UZ_MILLS_2013"] / facts["UZ_MILLS_2010"]) ** (1 / 3) - 1
    assert uzbek.model.pack.parameters["process.spinning.investment_step"].at(2017) == round(pace, 3)


def test_every_fact_is_used_or_cited() -> None:
    """Nothing is collected for show: a derivation, the history, a scenario, a claim or the README rests on it."""
    folder = find_pack(NAME)
    files = [folder / name for name in ("README.md", "claims.yaml", "hindcast.yaml")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in (*files, *(folder / "scenarios").glob("*.yaml")))
    used = {name for row in rows("parameters.csv") for name in FACT_ID.findall(row["derivation"])}
    for file in ("parameters.csv", "history.csv", "enterprises.csv"):
        used |= {name for row in rows(file) for name in row["source"].split(";")}
    idle = {row["id"] for row in rows("facts.csv") if not {row["id"], row["source"]} & used and row["id"] not in text}
    assert idle <= README_ONLY
