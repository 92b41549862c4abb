"""What a reader should know of a pack before trusting it: evidence, fits, what stays unexplained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from ioscenario.pack.parameters_table import GRADES, ROLES
from ioscenario.pack.tables import empty, records

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.pack.loading import Pack

#: Published indicators that a bridge leads to.
INDICATORS: Final = ("output", "jobs")


def amount_of(pack: Pack, path: str, year: int, which: Literal["values", "lows", "highs"] = "values") -> float | None:
    """Return a parameter's value in a year, None when the pack lacks it."""
    parameter = pack.parameters.get(path)
    return None if parameter is None else parameter.at(year, which)


def summary(pack: Pack) -> dict[str, Any]:
    """Return what a reader should know of a pack before trusting it.

    Returns
    -------
    dict
        ``parameters`` (given, default), ``grades`` and ``roles`` (counts of given
        parameters), ``fitted`` (path, indicator, label, year, target, unit, tolerance),
        ``unexplained`` (by indicator: lines with value and share of the published total).
    """
    given = [item for item in pack.parameters.values() if item.given]
    grades = Counter(item.grade or "none" for item in given)
    roles = Counter(item.role for item in pack.parameters.values())
    keys = ("path", "indicator", "label", "year", "target", "unit", "tolerance")
    return {
        "parameters": {"given": len(given), "default": len(pack.parameters) - len(given)},
        "grades": {name: grades[name] for name in (*GRADES, "none") if grades[name]},
        "roles": {name: roles[name] for name in ROLES if roles[name]},
        "fitted": [{key: _plain(row[key]) for key in keys} for row in records(pack.fitted)],
        "unexplained": unexplained(pack),
    }


def _plain(value: Any) -> Any:
    if empty(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def unexplained(pack: Pack) -> dict[str, list[dict[str, Any]]]:
    """Return the lines of the bridge that nothing in the model explains.

    Returns
    -------
    dict
        By indicator, rows of ``line, kind, value, share``: residual lines with their
        value in the base year, the difference with what the published figures of the
        other lines leave of the published total. Value and share are None where a line
        has no published figure: only a run can tell the difference then.
    """
    rows, found = records(pack.bridge), {}
    for indicator in INDICATORS:
        lines = [row for row in rows if row["indicator"] == indicator]
        total = next((row["published"] for row in lines if row["kind"] == "difference"), None)
        if total is None or empty(total) or not total:
            continue
        entries = []
        for row in lines:
            if row["kind"] in ("residual", "difference"):
                value = _residual(pack, row) if row["kind"] == "residual" else _difference(lines, total)
                share = None if value is None else value / total
                entries.append({"line": row["line"], "kind": row["kind"], "value": value, "share": share})
        found[indicator] = entries
    return found


def _residual(pack: Pack, row: Mapping[str, Any]) -> float | None:
    amount = amount_of(pack, f"market.{row['label']}.{row['indicator']}", pack.structure.base_year)
    return None if amount is None or empty(row["factor"]) else amount * float(row["factor"])


def _difference(lines: Iterable[Mapping[str, Any]], total: float) -> float | None:
    published = [row["published"] for row in lines if row["kind"] != "difference"]
    return None if any(empty(value) for value in published) else total - sum(published)


def with_differences(facts: Mapping[str, Any], bridge: pd.DataFrame) -> dict[str, Any]:
    """Return a summary in which the differences are those that a run tells.

    Parameters
    ----------
    facts
        What `summary` returned.
    bridge
        The bridge of the base year with columns line, value, share.
    """
    told = {row["line"]: row for row in records(bridge)}
    unexplained = {
        indicator: [
            row if row["value"] is not None else {**row, **{key: told[row["line"]][key] for key in ("value", "share")}}
            for row in rows
        ]
        for indicator, rows in facts["unexplained"].items()
    }
    return {**facts, "unexplained": unexplained}


def render(facts: Mapping[str, Any], *, fits: bool = True) -> Iterator[str]:
    """Yield a summary as lines of text; without `fits` the fitted parameters are only counted."""
    counts = facts["parameters"]
    yield f"parameters: {counts['given']} given, {counts['default']} by default"
    for name in ("grades", "roles"):
        yield f"{name}: " + ", ".join(f"{key} {count}" for key, count in facts[name].items())
    fitted = facts["fitted"]
    yield f"fitted parameters: {len(fitted)}"
    for row in fitted if fits else ():
        target = " ".join(str(row[key]) for key in ("indicator", "label", "year") if row[key])
        within = "" if row["tolerance"] is None else f" within {100 * row['tolerance']:g} %"
        yield f"  {row['path']} to {target} = {row['target']} {row['unit']}{within}"
    for indicator, rows in facts["unexplained"].items():
        yield f"unexplained {indicator}:"
        for row in rows:
            told = "a run tells it"
            if row["value"] is not None:
                told = f"{row['value']:.6g}, {row['share']:.1%} of the published total"
            yield f"  {row['line']} ({row['kind']}): {told}"
