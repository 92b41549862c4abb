"""Chart: what the scenarios make of the chain, year by year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from ioscenario.charts import lines, style
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import HasDataset, Values, View, inner

COLUMNS = 2
#: Height of a panel's axes, at least, and of what stands above and below it, cm.
PANEL, HEAD, FOOT = 3.4, 1.0, 0.7


@dataclass(frozen=True)
class Panel:
    """One indicator of the chart."""

    gid: str
    title: str
    unit: str
    variable: str
    where: dict[str, str]


@style.house
def goods(results: HasDataset, *, language: str = "en") -> Figure:
    """Output of final goods, exports of the raw material and processing depth by scenario.

    Parameters
    ----------
    results
        Results of a run.
    language
        ``en``, ``ru`` or ``kk``.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for each final good, one for exports of the raw material and one for the
        share of it that is processed at home. Lines carry the id
        ``<variable>:<commodity>:<scenario>``; their values are in the panel's unit.
    """
    view = View(results, language)
    words = view.language
    panels = _panels(view)
    names = _name_width(view)
    height = max(PANEL, lines.label_room(view, view.scenarios, names - lines.LEADER) + 0.1)
    rows = -(-len(panels) // COLUMNS)
    cell = style.WIDTH / COLUMNS
    titles = [style.wrap(panel.title, cell - 0.3, style.PANEL_SIZE, bold=True) for panel in panels]
    heads = [HEAD + 0.36 * max(_breaks(titles[row * COLUMNS : (row + 1) * COLUMNS])) for row in range(rows)]
    sheet = Sheet(
        _title(view, panels),
        sum(heads) + rows * (height + FOOT) - 0.2,
        source=view.source,
        note=words("chart.goods.note", scenario=inner(view.scenario_titles[view.reference])) + view.sample_note,
        alt=words("chart.goods.alt", last=view.years[-1], first=view.base_year),
    )
    for number, (panel, title) in enumerate(zip(panels, titles, strict=True)):
        row, column = divmod(number, COLUMNS)
        bottom = sheet.body - sum(heads[: row + 1]) - height - row * (height + FOOT)
        place = lines.Place(column * cell + lines.TICKS, bottom, cell - lines.TICKS - names, height)
        unit = _draw(sheet, view, panel, place, names)
        sheet.panel_title(column * cell + style.LEFT, bottom + height + 0.2, title, unit)
    return sheet.figure


def _breaks(titles: list[str]) -> list[int]:
    return [title.count("\n") for title in titles]


def _panels(view: View) -> list[Panel]:
    """The indicators, goods in the pack's order."""
    units = view.coordinate("commodity_unit")
    raw = str(view.full.attrs["raw_material"])
    final = [name for name, is_final in view.coordinate("commodity_final").items() if is_final]
    found = [
        Panel(f"production:{name}", view.commodity_names[name], str(units[name]), "production", {"commodity": name})
        for name in final
    ]
    exports = view.language("chart.goods.exports", name=inner(view.commodity_names[raw]))
    depth = view.language("chart.goods.depth", name=inner(view.commodity_names[raw]))
    found.append(Panel(f"exports:{raw}", exports, str(units[raw]), "exports", {"commodity": raw}))
    found.append(Panel("processing_depth:", depth, "1", "processing_depth", {}))
    return found


def _name_width(view: View) -> float:
    """Width for the names of scenarios: what the longest word or half the longest name needs."""
    titles = view.scenario_titles.values()
    word = max(style.text_width(word) for title in titles for word in title.split(" "))
    half = max(style.text_width(title) for title in titles) * 0.55
    return min(max(word, half) * 1.05 + lines.LEADER + 0.1, 3.3)


def _draw(sheet: Sheet, view: View, panel: Panel, place: lines.Place, names: float) -> str:
    """Draw one panel; its unit."""
    series = {name: view.values(panel.variable, scenario=name, **panel.where) for name in view.scenarios}
    factor, unit = view.language.scale(np.concatenate(list(series.values())), panel.unit)
    bands = {name: view.band(panel.variable, scenario=name, **panel.where) for name in view.scenarios}
    scaled: dict[str, Values] = {name: values / factor for name, values in series.items()}
    band = {name: (pair[0] / factor, pair[1] / factor) for name, pair in bands.items() if pair}
    lines.scenario_lines(sheet, view, place, scaled, names=names, gid=panel.gid, band=band)
    return unit


def _title(view: View, panels: list[Panel]) -> str:
    """How far the scenarios move the output of final goods."""
    words = view.language
    moves = []
    for panel in panels:
        if panel.variable != "production":
            continue
        ends = [view.values("production", scenario=name, **panel.where) for name in view.scenarios]
        changes = sorted(float(values[-1] / values[0] - 1) for values in ends if values[0] > 0)
        if not changes:
            continue
        low, high = (words.percent(change, 0, signed=True) for change in (changes[0], changes[-1]))
        key = "chart.goods.move" if low == high else "chart.goods.range"
        moves.append(words(key, name=inner(panel.title), low=low, high=high))
    return words("chart.goods.title", first=view.base_year, last=view.years[-1], moves="; ".join(moves))
