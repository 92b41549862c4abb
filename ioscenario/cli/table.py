"""``ioscenario table``: input-output analysis of any table in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

import typer

from ioscenario.cli.common import (
    JsonOption,
    collected_warnings,
    print_frame,
    print_json,
    print_result,
)
from ioscenario.cli.tablefile import (
    ALL,
    TABLE_FILES,
    Answer,
    Part,
    Source,
    add,
    concordance_of,
    label_of,
    labels_of,
    number_of,
    operation,
    pair_of,
    share_of,
    split,
    totals_of,
)
from ioscenario.problems import Findings, InputError, Problem, nearest

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.table.balance import Balanced
    from ioscenario.table.iotable import IOTable
    from ioscenario.table.scenarios import Change, How

#: Lines that a ranking prints when nothing else is asked for.
_MOST: Final = 20

_HELP: Final = (
    "Input-output analysis of any table: a printed sheet (csv, tsv, xlsx), the folder or workbook of a published set, "
    "or what `table convert` wrote (csv, xlsx, parquet, netCDF). What is wrong with a table is refused with the "
    "sectors named (exit code 2); --accept CHECK uses it all the same."
)


class Kind(StrEnum):
    """Kinds of multipliers."""

    type1 = "type1"
    type2 = "type2"
    simple = "simple"
    simple2 = "simple2"


class Cut(StrEnum):
    """Kinds of extraction."""

    complete = "complete"
    backward = "backward"
    forward = "forward"
    sales = "sales"
    partial = "partial"


class Forward(StrEnum):
    """Inverses that forward linkages are read from."""

    ghosh = "ghosh"
    leontief = "leontief"


class Norm(StrEnum):
    """Sizes of a field of influence."""

    sum = "sum"
    frobenius = "frobenius"


class Matrix(StrEnum):
    """Parts of a table that can be balanced."""

    Z = "Z"
    use = "use"
    whole = "whole"


class Scaling(StrEnum):
    """Ways of balancing."""

    gras = "gras"
    ras = "ras"


class Rest(StrEnum):
    """What happens to labels that a concordance forgets."""

    refuse = "refuse"
    keep = "keep"


class Average(StrEnum):
    """How the order of factors is dealt with in a decomposition."""

    polar = "polar"
    all = "all"
    first = "first"
    last = "last"


OfOption = Annotated[
    str,
    typer.Option(
        "--of",
        metavar="WHAT",
        help="output, income, value_added, imports, taxes, a component of value added, or an account such as jobs.",
    ),
]
TopOption = Annotated[int | None, typer.Option("--top", min=1, metavar="N", help="Only the first N lines.")]
SortOption = Annotated[bool, typer.Option("--sort", help="The largest first, instead of the order of the table.")]


def register(app: typer.Typer) -> None:
    """Add the group ``table`` to `app`."""
    group = typer.Typer(name="table", help=_HELP, rich_markup_mode=None)
    for name, answer in _COMMANDS.items():
        add(group, name, answer)
    for name, answer in _TABLES.items():
        add(group, name, answer, writes=TABLE_FILES)
    group.command("describe")(describe)
    group.callback(invoke_without_command=True)(_root)
    app.add_typer(group)


def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


# --- looking at a table ----------------------------------------------------------------------


def show(source: Source) -> Answer:
    """Sectors, blocks, units, totals, notes.

    Notes say what the reader recognised, such as rows of totals.
    """
    return described(source.table)


def described(table: IOTable) -> Answer:
    """What a table holds, as an answer."""
    import pandas as pd

    from ioscenario.table.blocks import shown

    blocks = pd.DataFrame(
        [
            {
                "block": name,
                "rows": frame.shape[0],
                "columns": frame.shape[1],
                "lines": ", ".join(_few([shown(label) for label in _lines(name, frame)])),
                "unit": _block_unit(table, name),
            }
            for name, frame in table.blocks.items()
        ]
    )
    totals = table.summary().rename_axis("quantity").to_frame().reset_index()
    sectors = [shown(label) for label in table.labels]
    facts = {
        "table": repr(table),
        "year": table.year,
        "currency": table.currency,
        "source": table.source,
        "regions": table.regions,
        "sectors": sectors,
        "notes": list(table.notes),
    }
    lines = [
        f"{len(sectors)} sectors: {', '.join(sectors)}",
        *([f"source: {table.source}"] if table.source else []),
        *(f"note: {note}" for note in table.notes),
    ]
    return Answer([Part("blocks", repr(table)[1:-1], blocks), Part("totals", "totals", totals)], facts, lines)


def _lines(name: str, frame: pd.DataFrame) -> list[Any]:
    """Labels that tell what a block holds: its categories for final demand, else its rows."""
    return list(frame.columns if name == "final_demand" else frame.index)


def _few(names: list[str], most: int = 8) -> list[str]:
    return names if len(names) <= most else [*names[:3], f"... {len(names)} in all"]


def _block_unit(table: IOTable, name: str) -> str:
    if name != "satellites":
        return table.currency
    return "; ".join(f"{account}: {unit}" for account, unit in table.units.items())


def check(source: Source) -> Answer:
    """Named checks, every problem at once.

    Exit code 2 when something is wrong. The checks are missing, zero_output, negative_output, signs,
    balance, productive, and totals of printed sheets.
    """
    accepted = source.words.get("accept", ())
    problems: list[Problem] = []
    with collected_warnings():
        try:
            table = source.read(strict=("totals",))
        except InputError as error:
            problems += error.problems
            table = source.read(strict=False)
    for name, found in table.findings.items():
        if name not in accepted:
            problems += found
    if problems:
        raise InputError(problems)
    report = table.checks().reset_index()
    spectral = _spectral_radius(table)
    facts = {"table": repr(table), "spectral_radius": spectral}
    line = f"no problems; spectral radius of A {spectral:.4g}"
    return Answer([Part("checks", repr(table)[1:-1], report)], facts, [line])


def _spectral_radius(table: IOTable) -> float:
    from ioscenario.table.leontief import spectral_radius

    return float(spectral_radius(table.A))


def describe(
    letter: Annotated[str | None, typer.Argument(metavar="[LETTER]", help="Z, A, L, B, G, x, ...; none: all.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Name, formula, unit, source of a matrix.

    Money is in the table's currency.
    """
    from dataclasses import asdict

    from ioscenario.table.catalogue import ENTRIES, entry, listing

    if letter is None:
        frame = listing(ENTRIES).reset_index()
        if as_json:
            print_json(frame)
        else:
            print_frame(frame)
        return
    facts = asdict(entry(letter))
    if as_json:
        print_json(facts)
        return
    for key, value in facts.items():
        print_result(f"{key}: {value}")


# --- multipliers and structure ---------------------------------------------------------------


def multipliers(
    source: Source,
    what: OfOption = "output",
    kind: Annotated[
        Kind,
        typer.Option(
            "--kind",
            help="type1, type2: in all for each unit of direct effect; simple, simple2: in all for each money of "
            "final demand. 2: with the consumption that wages pay.",
        ),
    ] = Kind.type1,
    households: Annotated[
        str,
        typer.Option(
            "--households",
            metavar="compensation|income|MONEY",
            help="For type2 and simple2: what the consumption of households is divided by.",
        ),
    ] = "compensation",
    sort: SortOption = False,
    top: TopOption = None,
) -> Answer:
    """Multipliers of output, jobs, any account.

    Of income, value added, imports and taxes too; with or without the consumption that wages pay.
    """
    table = source.table
    money = number_of(households)
    closing: Any = households if money is None else money
    found = table.multipliers(what, kind.value, households=closing)
    direct = table.coefficients(what)
    unit = _per_money(table, what)
    title = (
        f"{kind.value} multipliers of {what}"
        + (f", {unit} of final demand" if kind.value.startswith("simple") and unit else "")
        + (f"; direct: {unit} of output" if unit else "")
    )
    frame = found.to_frame("multiplier")
    frame.insert(0, "direct", direct)
    facts = {"of": what, "kind": kind.value, "households": closing, "unit": unit}
    return Answer([Part("multipliers", title, _ranked(frame, "multiplier", sort=sort, top=top))], facts)


def effects(
    source: Source,
    what: OfOption = "output",
    kind: Annotated[Kind, typer.Option("--kind", help="type1, or type2 with what wages buy.")] = Kind.type1,
    sort: SortOption = False,
    top: TopOption = None,
) -> Answer:
    """Direct, indirect, induced effects.

    For each money of final demand for a sector's products.
    """
    if kind not in {Kind.type1, Kind.type2}:
        raise InputError([Problem("call", "type1 | type2", key="--kind", value=kind.value)])
    table = source.table
    found = table.effects(what, "type1" if kind is Kind.type1 else "type2")
    unit = _per_money(table, what)
    title = f"effects on {what}" + (f", {unit} of final demand" if unit else "")
    frame = _ranked(found, "total", sort=sort, top=top)
    return Answer([Part("effects", title, frame)], {"of": what, "kind": kind.value, "unit": unit})


def linkages(
    source: Source,
    forward: Annotated[
        Forward, typer.Option("--forward", help="Forward linkages by the Ghosh or the Leontief inverse.")
    ] = Forward.ghosh,
    by: Annotated[str | None, typer.Option("--sort", metavar="MEASURE", help="The largest of it first.")] = None,
    top: TopOption = None,
) -> Answer:
    """Backward and forward linkages, key sectors.

    An index above 1 is above the average sector: backward, it pulls more from its suppliers; forward,
    more of it goes to others. --json and --out have every measure: direct, total, index, variation,
    eigenvector, pure.
    """
    table = source.table
    found = table.linkages(forward=forward.value)
    if by is not None and (by not in found.columns or by == "key"):
        known = [str(name) for name in found.columns if name != "key"]
        expected = f"one of {', '.join(known)}"
        raise InputError([Problem("call", expected, key="--sort", value=by, nearest=nearest(by, known))])
    frame = _ranked(found, by or "", sort=by is not None, top=top)
    names = [*frame.index.names, "backward", "forward", "backward_index", "forward_index", *([by] if by else []), "key"]
    title = f"linkages (forward: {forward.value})"
    return Answer([Part("linkages", title, frame, [str(name) for name in names])], {"forward": forward.value})


def extraction(
    source: Source,
    sector: Annotated[
        list[str] | None,
        typer.Option("--sector", metavar="S", help="Taken out; several: together. None: each on its own."),
    ] = None,
    kind: Annotated[
        Cut,
        typer.Option(
            "--kind",
            help="complete: purchases, sales and final demand; backward: purchases; forward: sales, by the supply "
            "model; sales: its sales to others; partial: a --share of purchases and sales.",
        ),
    ] = Cut.complete,
    share: Annotated[float, typer.Option("--share", min=0.0, max=1.0, help="Part that is taken out.")] = 1.0,
    sort: SortOption = False,
    top: TopOption = None,
) -> Answer:
    """Output lost without a sector."""
    table = source.table
    facts: dict[str, object] = {"kind": kind.value, "currency": table.currency}
    money = _unit(table.currency)
    if not sector:
        if share != 1.0:
            raise InputError([Problem("call", "--sector together with --share", key="--share", value=str(share))])
        each = _ranked(table.extraction(None, kind.value), "loss", sort=sort, top=top)
        return Answer([Part("extraction", f"output lost without each sector, {kind.value}{money}", each)], facts)
    chosen = labels_of(table.labels, sector, "--sector")
    found = table.extraction(chosen, kind.value, share=share)
    x = table.x
    frame = x.to_frame("output").assign(loss=found.loss, share=(found.loss / x).where(x != 0.0))
    title = f"output lost without {', '.join(sector)}, {kind.value}{money}"
    facts |= {"sectors": list(sector), "share_taken": share, "loss": found.total, "share": found.share}
    line = f"lost in all: {found.total:,.6g} {table.currency}".rstrip() + f", {found.share:.3%} of all output"
    return Answer([Part("extraction", title, _ranked(frame, "loss", sort=sort, top=top))], facts, [line])


def paths(
    source: Source,
    sector: Annotated[
        list[str] | None,
        typer.Option("--sector", metavar="S", help="Final demand of these sectors only; none: of all."),
    ] = None,
    what: OfOption = "output",
    top: Annotated[int, typer.Option("--top", min=1, metavar="N", help="So many paths.")] = _MOST,
    share: Annotated[
        float, typer.Option("--share", min=0.0, max=1.0, help="Only paths with this share of the whole effect.")
    ] = 0.0,
    amount: Annotated[
        float | None,
        typer.Option("--amount", metavar="MONEY", help="Final demand for each --sector, instead of the table's."),
    ] = None,
) -> Answer:
    """Largest chains of purchases.

    Structural paths: the chains behind an effect, exact, the largest first.

    "a <- b" reads: final demand for a makes a buy from b.
    """
    from ioscenario.table.blocks import shown

    table = source.table
    demand = None
    if sector:
        chosen = labels_of(table.labels, sector, "--sector")
        demand = table.f[chosen] * 0.0 + amount if amount is not None else table.f[chosen]
    elif amount is not None:
        raise InputError([Problem("call", "--sector together with --amount", key="--amount", value=str(amount))])
    found = table.paths(what, f=demand, most=top, share=share)
    found["path"] = [" <- ".join(shown(label) for label in path) for path in found["path"]]
    unit = table.unit(what)
    title = f"paths of {what}" + (f", {unit}" if unit else "")
    return Answer([Part("paths", title, found)], {"of": what, "unit": unit, "sectors": sector or []})


def influence(
    source: Source,
    norm: Annotated[
        Norm, typer.Option("--norm", help="Size of the field: sum of its cells, or root of their squares.")
    ] = Norm.sum,
    change: Annotated[
        str, typer.Option("--change", metavar="PERCENT", help="Change of an output that counts as noticeable.")
    ] = "1%",
    top: Annotated[int, typer.Option("--top", min=1, metavar="N", help="So many coefficients.")] = _MOST,
) -> Answer:
    """Coefficients that matter most.

    By their field of influence, and by how little they may rise: the limit is the relative rise of a
    coefficient at which some output moves by --change.
    """
    table = source.table
    share = share_of(change)
    if share is None or share <= 0.0:
        raise InputError([Problem("call", "a percentage above zero, such as 1%", key="--change", value=change)])
    field = _cells(table.influence(norm.value), "influence").sort_values("influence", ascending=False, kind="stable")
    limits = _cells(table.inverse_important(change=share), "limit").dropna().sort_values("limit", kind="stable")
    limits.insert(2, "coefficient", _at(table.A, limits))
    field.insert(2, "coefficient", _at(table.A, field))
    parts = [
        Part("influence", f"field of influence ({norm.value})", field.head(top).reset_index(drop=True)),
        Part("limits", f"rise that moves some output by {change}", limits.head(top).reset_index(drop=True)),
    ]
    return Answer(parts, {"norm": norm.value, "change": share})


def _cells(matrix: pd.DataFrame, name: str) -> pd.DataFrame:
    """A matrix as rows: row, column, number."""
    import numpy as np
    import pandas as pd

    from ioscenario.table.blocks import shown

    n, m = matrix.shape
    rows, columns = ([shown(label) for label in axis] for axis in matrix.axes)
    return pd.DataFrame({"row": np.repeat(rows, m), "column": np.tile(columns, n), name: matrix.to_numpy().ravel()})


def _at(matrix: pd.DataFrame, cells: pd.DataFrame) -> Any:
    """Numbers of a matrix for what is left of its cells."""
    return matrix.to_numpy().ravel()[cells.index.to_numpy()]


def regions(source: Source, what: OfOption = "value_added") -> Answer:
    """Accounts and spillovers of regions.

    Production, consumption, imports and exports of every region in terms of a quantity.
    """
    table = source.table
    if len(table.regions) < 2:
        raise InputError([Problem("no-regions", "a table of several regions", file=str(source.file))])
    unit = table.unit(what)
    parts = [
        Part("accounts", f"{what} by region{_unit(unit)}", table.accounts(what)),
        Part("spillovers", f"multipliers of {what} that stay, spill over and come back", table.spillovers(what)),
    ]
    return Answer(parts, {"of": what, "unit": unit})


# --- models ----------------------------------------------------------------------------------


def quantity(
    source: Source,
    demand: Annotated[
        list[str] | None,
        typer.Option(
            "--demand",
            metavar="SECTOR[:CATEGORY]=CHANGE",
            help="Final demand. CHANGE: +100, -100, +10%, -10%, or add:100, set:100, scale:1.1. SECTOR may be all.",
        ),
    ] = None,
    flow: Annotated[
        list[str] | None,
        typer.Option("--flow", metavar="SELLER:BUYER=CHANGE", help="A flow at the output of today; either may be all."),
    ] = None,
    coefficient: Annotated[
        list[str] | None,
        typer.Option("--coefficient", metavar="SELLER:BUYER=CHANGE", help="An input coefficient; either may be all."),
    ] = None,
    sort: SortOption = False,
    top: TopOption = None,
) -> Answer:
    """What a change of demand or technology brings.

    Changes of demand are made first, then those of flows, then those of coefficients, each in the order written.
    """
    import pandas as pd

    table = source.table
    findings = Findings()
    changes = _demand_changes(table, demand or (), findings)
    changes += _input_changes(table, "flow", flow or (), findings)
    changes += _input_changes(table, "coefficient", coefficient or (), findings)
    findings.raise_if_any()
    if not changes:
        raise InputError([Problem("call", "at least one --demand, --flow or --coefficient", key="table quantity")])
    after = table.scenarios({"changed": changes}).output["changed"]
    frame = _compared(table.x, after)
    technology = bool(flow or coefficient)
    totals = pd.DataFrame(list(_totals(table, after, technology=technology)))
    parts = [
        Part("output", f"output{_unit(table.currency)}", _ranked(frame, "change", sort=sort, top=top)),
        Part("totals", "in all", totals),
    ]
    lines = ["Income, value added, imports and taxes are left out: other technology changes what a sector pays."]
    return Answer(parts, {"changes": [*(demand or ()), *(flow or ()), *(coefficient or ())]}, lines * technology)


def _totals(table: IOTable, after: pd.Series, *, technology: bool) -> Iterable[dict[str, object]]:
    """Everything the table knows of, before and after, with coefficients as they were."""
    from ioscenario.table.blocks import shown

    accounts = [str(label[-1]) if isinstance(label, tuple) else str(label) for label in table.satellites.index]
    paid = [] if technology else ["income", "value_added", "imports", "taxes"]
    for what in dict.fromkeys(["output", *paid, *accounts]):
        try:
            before, each = float(table.direct(what).sum()), table.coefficients(what)
        except InputError:  # the table has no such block
            continue
        total = float(each.to_numpy() @ after.to_numpy())
        share = total / before - 1.0 if before else float("nan")
        yield {
            "quantity": shown(what),
            "unit": table.unit(what),
            "before": before,
            "after": total,
            "change": total - before,
            "share": share,
        }


class _Said(NamedTuple):
    """A change as it was said."""

    name: str
    how: How
    value: float


_CHANGE: Final = "+100, -100, +10%, -10%, add:100, set:100 or scale:1.1"


def _said(texts: Iterable[str], option: str, name: str, findings: Findings) -> list[_Said]:
    """Changes as they were said; what cannot be understood goes to `findings`."""
    said = []
    for left, text in split(texts, option, f"{name}=CHANGE, where CHANGE is {_CHANGE}", findings):
        done = operation(text)
        if done is None:
            findings.add("change", _CHANGE, key=f"{option} {left}", value=text)
        else:
            said.append(_Said(left, *done))
    return said


def _demand_changes(table: IOTable, texts: Iterable[str], findings: Findings) -> list[Change]:
    """Changes of final demand: of a sector in all, or in one category."""
    from ioscenario.table.scenarios import Change

    changes = []
    for name, how, value in _said(texts, "--demand", "SECTOR[:CATEGORY]", findings):
        whole = label_of(table.labels, name)
        pair = (whole, None) if whole is not None or name == ALL else pair_of(table.labels, table.categories, name)
        if pair is None:
            _unknown(findings, table, "--demand", name, "a sector, or SECTOR:CATEGORY")
        else:
            changes.append(Change("demand", how, value, row=pair[0], column=pair[1]))
    return changes


def _input_changes(
    table: IOTable, on: Literal["flow", "coefficient"], texts: Iterable[str], findings: Findings
) -> list[Change]:
    """Changes of flows or coefficients."""
    from ioscenario.table.scenarios import Change

    changes = []
    for name, how, value in _said(texts, f"--{on}", "SELLER:BUYER", findings):
        pair = pair_of(table.labels, table.labels, name)
        if pair is None:
            _unknown(findings, table, f"--{on}", name, "SELLER:BUYER, both sectors of the table or all")
        else:
            changes.append(Change(on, how, value, row=pair[0], column=pair[1]))
    return changes


def _unknown(
    findings: Findings, table: IOTable, option: str, name: str, expected: str = "a sector of the table"
) -> None:
    """Record a name that means nothing, with the sector that it is near to."""
    from ioscenario.table.blocks import shown

    known = [shown(label) for label in table.labels]
    close = [nearest(part, known) for part in (name, *name.split(":")) if part not in known]
    findings.add("unknown-label", expected, key=option, value=name, nearest=next(filter(None, close), None))


def price(
    source: Source,
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--change",
            metavar="SECTOR=10%",
            help="Primary costs (value added, imports, taxes) of the sector rise by 10% of what they are; a number "
            "such as 0.02 is added to them for each money of output. SECTOR may be all.",
        ),
    ] = None,
    component: Annotated[
        str | None,
        typer.Option("--component", metavar="NAME", help="The percentage is of this cost only: income, taxes, ..."),
    ] = None,
    fix: Annotated[
        list[str] | None,
        typer.Option("--fix", metavar="SECTOR=+20%", help="The price of the sector itself is given: +20%, or 1.2."),
    ] = None,
    sort: SortOption = False,
    top: TopOption = None,
) -> Answer:
    """Prices when costs or some prices change.

    1 is the price of today.
    """
    table = source.table
    findings = Findings()
    changes = _cost_changes(table, change or (), component, findings)
    fixed = _fixed_prices(table, fix or (), findings)
    findings.raise_if_any()
    if not changes and not fixed:
        raise InputError([Problem("call", "at least one --change or --fix", key="table price")])
    priced = table.price(changes or None, fixed=fixed or None)
    prices = priced.price if fixed else priced
    frame = prices.to_frame("price")
    frame["change"] = frame["price"] - 1.0
    parts = [
        Part("prices", "prices, 1 today", _ranked(frame, "change", sort=sort, top=top)),
        Part("baskets", "what final demand of today costs, home products", _baskets(table, frame["change"])),
    ]
    lines = [f"{name}: primary costs {amount:+.4g} for each money of output" for name, amount in _named(changes)]
    facts = {"costs": dict(_named(changes)), "fixed": dict(_named(fixed)), "component": component}
    return Answer(parts, facts, lines)


def _named(numbers: Mapping[Any, float], most: int = 10) -> list[tuple[str, float]]:
    from ioscenario.table.blocks import shown

    return [(shown(label), number) for label, number in list(numbers.items())[:most]]


def _cost_changes(table: IOTable, texts: Iterable[str], component: str | None, findings: Findings) -> dict[Any, float]:
    """Change of primary costs for each money of output, by sector."""
    costs = table.primary_costs() if component is None else table.coefficients(component)
    of = dict(zip(table.labels, costs.to_numpy().tolist(), strict=True))
    found: dict[Any, float] = {}
    for name, text in split(texts, "--change", "SECTOR=10%", findings):
        share, number, label = share_of(text), number_of(text), label_of(table.labels, name)
        if share is None and (number is None or component is not None):
            findings.add("change", "a percentage, such as 10%", key=f"--change {name}", value=text)
        elif label is None and name != ALL:
            _unknown(findings, table, "--change", name)
        else:
            chosen = table.labels if label is None else [label]
            found |= {item: float(number or 0.0) if share is None else share * of[item] for item in chosen}
    return found


def _fixed_prices(table: IOTable, texts: Iterable[str], findings: Findings) -> dict[Any, float]:
    """Given prices, 1 today."""
    found: dict[Any, float] = {}
    for name, text in split(texts, "--fix", "SECTOR=+20% or SECTOR=1.2", findings):
        share, number, label = share_of(text), number_of(text), label_of(table.labels, name)
        if share is None and (number is None or text[0] in "+-"):
            findings.add("change", "a change such as +20%, or a price such as 1.2", key=f"--fix {name}", value=text)
        elif label is None:
            _unknown(findings, table, "--fix", name)
        else:
            found[label] = 1.0 + share if share is not None else float(number or 0.0)
    return found


def _baskets(table: IOTable, change: pd.Series) -> pd.DataFrame:
    """Change of the cost of each category of final demand."""
    spent = table.final_demand
    total = spent.sum(axis=0)
    dearer = spent.mul(change, axis=0).sum(axis=0)
    return (dearer / total).where(total != 0.0).rename("change").rename_axis(spent.columns.names).to_frame()


def ghosh(
    source: Source,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--inputs", metavar="SECTOR=CHANGE", help="Primary inputs: +100, +10%, set:100, scale:1.1 ..."),
    ] = None,
    sort: SortOption = False,
    top: TopOption = None,
) -> Answer:
    """Output that primary inputs push through.

    The supply-driven model: each sector sells in fixed shares.
    """
    table = source.table
    if not inputs:
        raise InputError([Problem("call", "at least one --inputs SECTOR=CHANGE", key="table ghosh")])
    primary = table.x - table.Z.sum(axis=0)
    changed = _changed(table, primary, inputs, "--inputs")
    after = table.ghosh([changed.get(label, number) for label, number in primary.items()])
    frame = _ranked(_compared(table.x, after), "change", sort=sort, top=top)
    return Answer([Part("output", f"output{_unit(table.currency)}", frame)], {"inputs": inputs})


def mixed(
    source: Source,
    output: Annotated[
        list[str] | None,
        typer.Option("--output", metavar="SECTOR=CHANGE", help="Output that is given: set:100, +100, -10% ..."),
    ] = None,
    sort: SortOption = False,
    top: TopOption = None,
) -> Answer:
    """Output of some sectors given.

    The mixed model: the other sectors follow, and so does the final demand that is left for the given ones.
    """
    table = source.table
    if not output:
        raise InputError([Problem("call", "at least one --output SECTOR=CHANGE", key="table mixed")])
    found = table.mixed(_changed(table, table.x, output, "--output"))
    frame = _compared(table.x, found.output)
    frame["final_demand"] = found.final_demand
    frame["final_demand_change"] = frame["final_demand"] - table.f
    title = f"output, and the final demand that goes with it{_unit(table.currency)}"
    return Answer([Part("output", title, _ranked(frame, "change", sort=sort, top=top))], {"output": output})


def _changed(table: IOTable, base: pd.Series, texts: Iterable[str], option: str) -> dict[Any, float]:
    """New numbers of the sectors of which a change is said; changes follow one another."""
    old: dict[Any, float] = dict(zip(base.index, base.to_numpy().tolist(), strict=True))
    findings = Findings()
    after: dict[Any, float] = {}
    for name, how, value in _said(texts, option, "SECTOR", findings):
        label = label_of(table.labels, name)
        if label is None and name != ALL:
            _unknown(findings, table, option, name)
            continue
        for item in table.labels if label is None else [label]:
            number = after[item] if item in after else old[item]
            after[item] = {"set": value, "add": number + value, "scale": number * value}[how]
    findings.raise_if_any()
    return after


def decompose(
    source: Source,
    later: Annotated[Path, typer.Argument(metavar="LATER", help="A later table of the same sectors and prices.")],
    what: OfOption = "output",
    method: Annotated[
        Average, typer.Option("--method", help="Mean of the two polar orders, of all orders, or one order.")
    ] = Average.polar,
    sort: SortOption = False,
    top: TopOption = None,
) -> Answer:
    """What changed between two tables.

    Structural decomposition by technology, final demand and intensity.
    """
    table = source.table
    found = table.decompose(source.beside(later).table, what, method=method.value)
    total = found.select_dtypes("number").sum()
    facts = {"of": what, "method": method.value, "total": {str(key): float(value) for key, value in total.items()}}
    lines = ["in all: " + ", ".join(f"{key} {value:,.6g}" for key, value in total.items())]
    title = f"change of {what}{_unit(table.unit(what))}"
    return Answer([Part("change", title, _ranked(found, "change", sort=sort, top=top))], facts, lines)


# --- new tables -------------------------------------------------------------------------------


def balance(
    source: Source,
    rows: Annotated[Path, typer.Option("--rows", metavar="CSV", help="New totals of rows: label, total.")],
    columns: Annotated[Path, typer.Option("--columns", metavar="CSV", help="New totals of columns: label, total.")],
    matrix: Annotated[
        Matrix,
        typer.Option(
            "--matrix",
            help="Z: intermediate flows; use: these and final demand; whole: imports, taxes and value added too, "
            "which gives a new table.",
        ),
    ] = Matrix.Z,
    method: Annotated[
        Scaling, typer.Option("--method", help="gras: flows of both signs; ras: refuses negative flows.")
    ] = Scaling.gras,
    keep: Annotated[bool, typer.Option("--keep", help="Lines that a file does not name keep their totals.")] = False,
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0.0, help="Allowed difference of all rows and all columns, as a share.")
    ] = 1e-10,
    most: Annotated[
        float | None,
        typer.Option("--most-multiplier", min=1.0, metavar="M", help="Refuse lines scaled by more than M or 1/M."),
    ] = None,
) -> Answer:
    """New totals by RAS or GRAS, with evidence.

    Evidence is multipliers, deviations, changes of sign, iterations. Whether the totals can be met is
    settled first; if not, every reason is given (exit code 2). With --matrix whole the new table is written
    by --out and is a table again; accounts such as jobs belong to the old output and are left out of it.
    """
    from ioscenario.table.balance import gras, ras

    table = source.table
    flows, places = stacked(table, matrix)
    wanted = [_wanted(path, flows, axis, keep) for axis, path in ((0, rows), (1, columns))]
    scale = ras if method is Scaling.ras else gras
    found = scale(flows, *wanted, tolerance=tolerance, most_multiplier=most)
    lines = found.lines.reset_index()
    lines["label"] = lines["label"].astype(str)
    facts = {
        "method": method.value,
        "matrix": matrix.value,
        "iterations": found.iterations,
        "deviation": found.deviation,
        "largest_multiplier": found.largest_multiplier,
        "sign_changes": found.sign_changes,
        "vanished": [list(map(str, cell)) for cell in found.vanished],
        "turned": [list(map(str, line)) for line in found.turned],
    }
    parts = [
        Part("matrix", f"balanced {matrix.value}{_unit(table.currency)}", found.matrix.rename_axis("row")),
        Part("lines", repr(found), lines),
    ]
    if matrix is not Matrix.whole:
        return Answer(parts, facts)
    return Answer(parts, facts, table=_rebalanced(table, found, places))


def stacked(table: IOTable, matrix: Matrix) -> tuple[pd.DataFrame, dict[str, tuple[slice, slice]]]:
    """Blocks of a table as one matrix with labels as text, and where each block stands in it.

    Parameters
    ----------
    table
        A table.
    matrix
        Which blocks.

    Returns
    -------
    tuple
        The matrix; a label that several blocks have is put behind the name of its block,
        as in ``imports: steel``. Rows and columns of every block.
    """
    import pandas as pd

    left = ("Z", *(("imports", "product_taxes", "value_added") if matrix is Matrix.whole else ()))
    right = (
        {} if matrix is Matrix.Z else dict(zip(left, ("final_demand", "final_imports", "final_taxes"), strict=False))
    )
    n, blocks = table.n, table.blocks
    k = 0 if matrix is Matrix.Z else len(table.categories)
    bands, labels, places, start = [], [], {}, 0
    for name in left:
        wide = [block for block in (name, right.get(name)) if block in blocks]
        if not wide:
            continue
        first = blocks[wide[0] or name]
        band = pd.DataFrame(0.0, index=range(len(first)), columns=range(n + k))
        for block in wide:
            columns = slice(0, n) if block == name else slice(n, n + k)
            band.iloc[:, columns] = blocks[block or name].to_numpy()
            places[block or name] = slice(start, start + len(first)), columns
        bands.append(band)
        labels += [(name, label) for label in first.index]
        start += len(first)
    heads = [("Z", label) for label in table.labels] + [("final_demand", label) for label in table.categories[:k]]
    whole = pd.concat(bands, ignore_index=True)
    return whole.set_axis(_distinct(labels), axis=0).set_axis(_distinct(heads), axis=1), places


def _distinct(labels: list[tuple[str, Any]]) -> list[str]:
    """Labels as text, each once."""
    from ioscenario.table.blocks import shown

    plain = [shown(label) for _, label in labels]
    own = {text for (block, _), text in zip(labels, plain, strict=True) if block == "Z"}
    return [
        text if block == "Z" or (text not in own and plain.count(text) == 1) else f"{block}: {text}"
        for (block, _), text in zip(labels, plain, strict=True)
    ]


def _wanted(path: Path, flows: pd.DataFrame, axis: int, keep: bool) -> dict[str, float]:
    """Totals of every line, from a file and, if wanted, from the old matrix."""
    given = totals_of(path)
    known = [str(label) for label in flows.axes[axis]]
    findings = Findings()
    for label in given:
        if label not in known:
            findings.add("unknown-label", ("a row", "a column")[axis] + " of the matrix", file=str(path), value=label,
                         nearest=nearest(label, known))  # fmt: skip
    for label in known:
        if label not in given and not keep:
            findings.add("missing-label", f"a total for {label}, or --keep", file=str(path))
    findings.raise_if_any()
    old = flows.sum(axis=1) if axis == 0 else flows.sum(axis=0)
    return {label: given.get(label, float(old[label])) for label in known}


def _rebalanced(table: IOTable, found: Balanced, places: Mapping[str, tuple[slice, slice]]) -> IOTable:
    """The table with its blocks cut out of the balanced matrix."""
    import pandas as pd

    numbers = found.matrix.to_numpy()
    blocks = {
        name: pd.DataFrame(numbers[place], index=table.blocks[name].index, columns=table.blocks[name].columns)
        for name, place in places.items()
    }
    note = f"balanced to new totals: {found!r}; satellite accounts and household income left out"
    gone: dict[str, Any] = {"satellites": None, "units": None, "household_income": None}
    return table.replace(**blocks, **gone, notes=(*table.notes, note))


def aggregate(
    source: Source,
    concordance: Annotated[
        Path,
        typer.Option("--concordance", metavar="CSV", help="Columns old, new; or old labels by new ones with 0 and 1."),
    ],
    rest: Annotated[Rest, typer.Option("--rest", help="Sectors that it forgets: refuse, or keep them.")] = Rest.refuse,
    areas: Annotated[
        Path | None, typer.Option("--region-concordance", metavar="CSV", help="The same for regions.")
    ] = None,
) -> Answer:
    """Fewer sectors or regions.

    Every total stays what it was. --out writes the new table.
    """
    found = source.table.aggregate(
        concordance_of(concordance), regions=None if areas is None else concordance_of(areas), rest=rest.value
    )
    told = described(found)
    return Answer(told.parts, told.facts, told.lines[:1], found)


def convert(source: Source) -> Answer:
    """Write as csv, xlsx, parquet or netCDF.

    Without loss: what is written is read back and compared first.
    """
    import tempfile

    from ioscenario.cli.tablefile import write_table
    from ioscenario.readers import read_table

    if source.out is None:
        raise InputError(
            [Problem("call", f"--out with a file ending in {', '.join(TABLE_FILES)}", key="table convert")]
        )
    table = source.table
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / f"table{source.out.suffix.lower()}"
        write_table(table, trial)
        if not read_table(trial, "ioscenario").equals(table):
            raise RuntimeError(f"{trial.suffix} does not hold this table without loss")
    told = described(table)
    return Answer(told.parts, told.facts, (), table)


# --- frames -----------------------------------------------------------------------------------


def _unit(unit: str) -> str:
    return f", {unit}" if unit else ""


def _per_money(table: IOTable, what: str) -> str:
    """Unit of a coefficient: that of the quantity for each money."""
    unit, money = table.unit(what), table.currency
    return f"{unit} per {money}" if unit and money and unit != money else ""


def _compared(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Before, after, change, and the change as a share."""
    frame = before.to_frame("before").assign(after=after)
    frame["change"] = frame["after"] - frame["before"]
    frame["share"] = (frame["change"] / frame["before"]).where(frame["before"] != 0.0)
    return frame


def _ranked(frame: pd.DataFrame, column: str, *, sort: bool, top: int | None) -> pd.DataFrame:
    """The frame sorted by a column, the largest first, and cut."""
    if sort:
        frame = frame.sort_values(column, ascending=False, kind="stable", na_position="last")
    return frame if top is None else frame.head(top)


_COMMANDS: Final[dict[str, Callable[..., Answer]]] = {
    "show": show,
    "check": check,
    "multipliers": multipliers,
    "effects": effects,
    "linkages": linkages,
    "extraction": extraction,
    "paths": paths,
    "influence": influence,
    "quantity": quantity,
    "price": price,
    "ghosh": ghosh,
    "mixed": mixed,
    "decompose": decompose,
    "regions": regions,
}

#: Commands whose ``--out`` takes a whole table.
_TABLES: Final[dict[str, Callable[..., Answer]]] = {"balance": balance, "aggregate": aggregate, "convert": convert}
