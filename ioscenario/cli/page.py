"""The page of a run that a reader opens first: main results, charts, files; pictures stay beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ioscenario.document.compose import CHARTS, chart_name
from ioscenario.document.page import Group, Leaf, Page, Section, html
from ioscenario.language import Language

if TYPE_CHECKING:
    from ioscenario.results import Results


def write_page(
    results: Results, folder: Path, pictures: Sequence[str], sections: Sequence[Section], language: str
) -> None:
    """Write ``index.html`` into a run's folder.

    Parameters
    ----------
    results
        What was simulated.
    folder
        The run's folder, with the other files already in it.
    pictures
        Names of the picture files in ``charts/``.
    sections
        Tables of the page; the first is open, the others are folded.
    language
        Language of the page.
    """
    say, attributes = Language(language), results.dataset.attrs
    page = Page(
        title=str(attributes[f"pack_title_{language}"]),
        language=say,
        sections=sections,
        groups=groups(results, pictures, say),
        files=sorted(path.name for path in folder.iterdir() if path.is_file()),
        footer=(
            str(attributes[f"source_line_{language}"]),
            say("run.made", version=attributes["version"], date=attributes["date"]),
        ),
    )
    (folder / "index.html").write_text(html(page), encoding="utf-8")


def groups(results: Results, pictures: Sequence[str], say: Language) -> list[Group]:
    """Charts of all scenarios first, then those of each scenario."""
    titles = results.dataset[f"scenario_title_{say.code}"].to_series()
    own = {
        scenario: [name for name in pictures if name.endswith(f"-{scenario}-{say.code}.svg")]
        for scenario in results.scenarios
    }
    taken = {name for names in own.values() for name in names}
    across = [_leaf(name, "", say) for name in pictures if name not in taken]
    found = [Group("across", say("document.across"), tuple(across))]
    found += [
        Group(f"scenario-{scenario}", str(titles[scenario]), tuple(_leaf(name, scenario, say) for name in names))
        for scenario, names in own.items()
    ]
    return [group for group in found if group.leaves]


def _leaf(name: str, scenario: str, say: Language) -> Leaf:
    stem = name.removesuffix(f"-{say.code}.svg")
    chart = stem.removesuffix(f"-{scenario}") if scenario else stem
    title = chart_name(chart, say)
    return Leaf(stem, title, f"{CHARTS}/{name}", title, files=(f"{CHARTS}/{name}",))
