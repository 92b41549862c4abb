"""Checks of the parameter table: sources, derivations, mass, shares that go together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal

from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.pack import derivation
from ioscenario.pack.parameters_table import ids
from ioscenario.pack.rows import Record, at_cell, at_claim, tables_of
from ioscenario.pack.summary import amount_of
from ioscenario.pack.tables import empty, records
from ioscenario.problems import Problem, nearest

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.structure import Process

#: How far a derivation may be from the value that it explains, relative.
DERIVATION_TOLERANCE: Final = 0.005


def check_sources(pack: Pack) -> Iterator[Problem]:
    """Refuse sources that are not in the list, and numbers with neither source nor grade E."""
    known = set(pack.sources["id"])
    for name, rows in tables_of(pack):
        if name == "sources":
            continue
        for row in rows:
            yield from _row_sources(pack, name, row, known)
    for claim in pack.claims:
        for source in ids(claim.source):
            if source not in known:
                yield at_claim(pack, claim.line, claim.id, "source", "unknown-source", "the id of a source",
                                source, nearest(source, known))  # fmt: skip


def _row_sources(pack: Pack, table: str, row: Record, known: set[str]) -> Iterator[Problem]:
    sources = ids(str(row["source"]))
    # What was inferred has its reasoning, in a note or a derivation, instead of a source.
    if not sources and row.get("grade") != "E" and not row.get("derivation"):
        yield at_cell(pack, table, row, "source", "missing-source", "a source, or grade E for what was inferred")
    for source in sources:
        if source not in known:
            near = nearest(source, known)
            yield at_cell(
                pack, table, {**row, "source": source}, "source", "unknown-source", "the id of a source", near
            )


def check_derivations(pack: Pack) -> Iterator[Problem]:
    """Refuse derivations that cannot be evaluated or do not give the value of their row."""
    for row in records(pack.frame):
        expression, value = str(row["derivation"]), row["value"]
        if not expression or empty(value):
            continue
        try:
            result = derivation.evaluate(expression, pack.facts)
        except ValueError as error:
            yield at_cell(pack, "parameters", row, "derivation", "derivation", str(error))
            continue
        if abs(result - value) > DERIVATION_TOLERANCE * abs(value) + 1e-12:
            expected = f"a derivation that gives the row's value {value:g}; this one gives {result:g}"
            yield at_cell(pack, "parameters", row, "derivation", "derivation", expected)


def _masses(
    pack: Pack, process: Process, technology: str, year: int, *, corner: bool = False
) -> tuple[float, float] | None:
    """Return mass in and mass out per unit of main output; None when a number is missing.

    Parameters
    ----------
    corner
        Inputs at the low ends of their ranges and outputs at the high ends, instead of
        central values. A commodity's mass is the same on both sides and stays central.
    """
    low: Literal["values", "lows"] = "lows" if corner else "values"
    high: Literal["values", "highs"] = "highs" if corner else "values"
    stem = f"process.{process.id}.{technology}"
    mass = {name: amount_of(pack, f"market.{name}.mass", year) for name in pack.structure.commodity}
    inflows = [(amount_of(pack, f"{stem}.input.{name}", year, low), mass[name]) for name in process.inputs]
    outflows = [(amount_of(pack, f"{stem}.coproduct.{name}", year, high), mass[name]) for name in process.coproducts]
    outflows.append((1.0, mass[process.output]))
    sums = []
    for flows in (inflows, outflows):
        total = 0.0
        for amount, unit_mass in flows:
            if amount is None or unit_mass is None:
                return None
            total += amount * unit_mass
        sums.append(total)
    return sums[0], sums[1]


def mass_problems(pack: Pack, *, corner: bool) -> Iterator[Problem]:
    """Yield processes that give more mass than they take, at the years where numbers change."""
    code, where = ("mass-corner", " at the worst ends of the ranges") if corner else ("mass", "")
    for process in pack.structure.industry:
        for technology in TECHNOLOGIES:
            prefixes = (f"process.{process.id}.{technology}.input.", f"process.{process.id}.{technology}.coproduct.")
            own = [item for path, item in pack.parameters.items() if path.startswith(prefixes)]
            years = {pack.structure.base_year, *(year for item in own for year in item.years)}
            for year in sorted(years):
                masses = _masses(pack, process, technology, year, corner=corner)
                if masses is None or masses[0] >= masses[1] * (1 - 1e-9):
                    continue
                given = [item for item in own if item.line]
                # what replaces the pack's rows brought it about
                first = min(given, key=lambda item: (item.path not in pack.replaced, item.line), default=None)
                expected = (
                    f"inputs of at least the mass of the outputs{where}; in {year} "
                    f"{masses[0]:.4g} t go in and {masses[1]:.4g} t come out per unit"
                )
                file = pack.file_of("" if first is None else first.path)
                line = None if first is None else first.line
                yield Problem(code, expected, file, line, None, f"process.{process.id}.{technology}")
                break


def check_mass_balance(pack: Pack) -> Iterator[Problem]:
    """Refuse processes that make mass from nothing."""
    yield from mass_problems(pack, corner=False)


def check_home_shares(pack: Pack) -> Iterator[Problem]:
    """Refuse a largest home share that falls when the supplier becomes modern."""
    for path, parameter in pack.parameters.items():
        if parameter.field.name != "home_share":
            continue
        best = pack.parameters.get(path.replace(".home_share.", ".home_share_max."))
        if best is not None and best.values[0] < parameter.values[0]:
            expected = f"at least {path}, which is {parameter.values[0]:g}"
            file, found = pack.file_of(best.path), f"{best.values[0]:g}"
            yield Problem("home-share", expected, file, best.line or None, None, best.path, found)
