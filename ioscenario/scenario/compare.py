"""What two scenarios do differently: settings as written and values by year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ioscenario.scenario.library import Flat
from ioscenario.scenario.operations import Operation, apply
from ioscenario.scenario.paths import pack_path
from ioscenario.scenario.rationing import Rule

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

#: Significant digits of a value in a table: enough for any parameter, too few for rounding to show.
DIGITS: Final = 12


@dataclass(frozen=True)
class Difference:
    """One path on which two scenarios differ.

    Parameters
    ----------
    path, unit
        The path and its canonical unit.
    first, second
        Settings of the path in each scenario, in the written form with canonical units,
        ancestors' first; each with the place where it is written.
    first_values, second_values
        Values by year at the pack's central values, canonical unit.
    """

    path: str
    unit: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    first_values: tuple[float, ...]
    second_values: tuple[float, ...]


@dataclass(frozen=True)
class Comparison:
    """All differences of two scenarios.

    Parameters
    ----------
    first, second
        Names of the scenarios.
    years
        Years of the values.
    rationing
        The choices of the two, None where neither a scenario nor an ancestor makes one.
    differences
        Paths that differ, in the order of the pack.
    """

    first: str
    second: str
    years: tuple[int, ...]
    rationing: tuple[Rule | None, Rule | None]
    differences: tuple[Difference, ...]

    def frame(self) -> pd.DataFrame:
        """Return the values as a table.

        Returns
        -------
        DataFrame
            One row for each path and scenario (index), with columns unit, settings and
            one column for each year.
        """
        import pandas as pd

        rows = [
            {"path": item.path, "scenario": name, "unit": item.unit, "settings": "; ".join(settings)}
            | dict(zip(self.years, values, strict=True))
            for item in self.differences
            for name, settings, values in (
                (self.first, item.first, item.first_values),
                (self.second, item.second, item.second_values),
            )
        ]
        columns = ["path", "scenario", "unit", "settings", *self.years]
        return pd.DataFrame(rows, columns=columns).set_index(["path", "scenario"])

    def _repr_html_(self) -> str:
        return str(self.frame().to_html())


def compare(first: Flat, second: Flat, pack: Pack) -> Comparison:
    """Return what two scenarios do differently.

    Parameters
    ----------
    first, second
        Scenarios with their ancestors applied.
    pack
        The pack they were read against.

    Returns
    -------
    Comparison
        Paths whose settings differ, even where they come to the same values.
    """
    years = pack.structure.years
    found = [
        Difference(
            path,
            parameter.unit,
            settings_text(first.operations, parameter),
            settings_text(second.operations, parameter),
            *(central_values(item.operations, parameter, years) for item in (first, second)),
        )
        for path, parameter in pack.parameters.items()
        if _done(first, path) != _done(second, path)
    ]
    return Comparison(first.name, second.name, years, (first.rationing, second.rationing), tuple(found))


def _done(scenario: Flat, path: str) -> list[Operation]:
    """Operations on a path, wherever they are written."""
    return [replace(item, where="") for item in scenario.operations if item.path == path]


def central_values(operations: Iterable[Operation], parameter: Parameter, years: tuple[int, ...]) -> tuple[float, ...]:
    """Return a path by year at the pack's central values after the operations on it."""
    values = pack_path(parameter, years)
    for operation in operations:
        if operation.path == parameter.path:
            values = apply(operation, values, years)
    return tuple(float(f"{value:.{DIGITS}g}") for value in values[:, 0])


def settings_text(operations: Iterable[Operation], parameter: Parameter) -> tuple[str, ...]:
    """Return the settings of one path in the written form, each with its place."""
    return tuple(f"{as_setting(item, parameter)} ({item.where})" for item in operations if item.path == parameter.path)


def as_setting(operation: Operation, parameter: Parameter) -> str:
    """Return an operation in the form of a scenario file.

    Parameters
    ----------
    operation
        The operation.
    parameter
        The parameter it is about.

    Returns
    -------
    str
        Such as ``{from: 2027, to: 2031, value: 30 %}``, with values in the canonical
        unit, shares and rates in per cent. A series is shown by its points.
    """
    values = [_value(value, parameter, operation.kind == "times") for value in operation.values]
    if operation.years:
        points = ", ".join(f"{year}: {value}" for year, value in zip(operation.years, values, strict=True))
        return f"{{{points}}}" if operation.kind == "line" else f"{{{operation.kind}: {{{points}}}}}"
    key = "value" if operation.kind == "set" else operation.kind
    until = "" if operation.end is None else f", to: {operation.end}"
    return f"{{from: {operation.start}{until}, {key}: {values[0]}}}"


def _value(value: float, parameter: Parameter, is_factor: bool) -> str:
    """A value as a scenario file would have it."""
    percent = parameter.field.kind in ("share", "rate") and not is_factor
    shown = Decimal(f"{value * (100 if percent else 1):.{DIGITS}g}")
    number = format(shown.normalize(), "f")
    if percent:
        return f"{number} %"
    return number if is_factor or parameter.unit == "1" else f"{number} {parameter.unit}"
