"""What quantities, jobs and plant are made of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ioscenario.assessment.explain_terms import Factor, Name, Term, Traced, Where, present, product
from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.simulation.demand import growth_index

Terms = tuple[Term, ...]


def part(key: str) -> Name:
    """A name out of the catalogue."""
    return Name("part", key)


# ------------------------------------------------------------------------------------ crop


def land(run: Traced) -> Iterator[tuple[int, Factor, Factor]]:
    """Furrow and drip land: position of the technology, area, its share of the area."""
    share = run.at(run.report.inputs.drip_share)
    area = run.quantity("area", {})
    for place in range(len(TECHNOLOGIES)):
        yield place, area, Factor(part("drip_share"), share, "1", complement=place == 0)


def harvest(run: Traced, where: Where) -> Terms:
    """Area x share of furrow or drip land x its yield."""
    return tuple(
        product(Name("irrigation", TECHNOLOGIES[place]), run.unit("harvest", {}), (area, share, harvested(run, place)))
        for place, area, share in land(run)
    )


def harvested(run: Traced, technology: int) -> Factor:
    """Yield of furrow or drip land with seed, fertiliser and weather of the year."""
    crop = run.report.done[run.place].crop
    assert crop is not None
    grown = float(np.broadcast_to(crop.yields[technology], (1,))[0])
    return run.part("yield", grown, run.parameter("yield_furrow").unit)


def water(run: Traced, where: Where) -> Terms:
    """Area x share x norm."""
    norms = ("water_furrow", "water_drip")
    return tuple(
        product(Name("irrigation", TECHNOLOGIES[place]), "m3", (area, share, run.parameter(norms[place])))
        for place, area, share in land(run)
    )


def drip_area(run: Traced, where: Where) -> Terms:
    """Area x share equipped."""
    _, area, share = list(land(run))[1]
    return (product(part("drip_land"), "ha", (area, share)),)


# ----------------------------------------------------------------------------------- chain


def activity(run: Traced, where: Where) -> Terms:
    """Plant x how much of it is used; of the crop area x yield."""
    process, technology = run.process(where), run.index("technology", where["technology"])
    if process == run.report.topology.crop:
        return (harvest(run, {})[technology],)
    plant = run.quantity("capacity", where)
    if plant.value == 0.0:
        return ()
    used = run.part("use", run.value("activity", where) / plant.value, "1")
    return (product(part("plant_used"), run.unit("activity", where), (plant, used)),)


def capacity(run: Traced, where: Where) -> Terms:
    """Plant of the year before, less its wear, and what came less what was scrapped."""
    process, technology = run.process(where), run.index("technology", where["technology"])
    if run.place == 0 or process == run.report.topology.crop:
        return ()
    unit = run.unit("capacity", where)
    before = run.at(run.report.capacity, process, technology, back=1)
    wear = run.parameter("depreciation", process, technology, year=run.place - 1)
    worn = product(part("wear"), unit, (run.part("plant_before", before, unit), wear), -1.0)
    came = run.value("capacity", where) - before - worn.value
    return (Term(part("plant_before"), before, unit), worn, Term(part("plant_came"), came, unit))


def utilisation(run: Traced, where: Where) -> Terms:
    """Activity over plant, both technologies together."""
    process = run.process(where)
    plant = float(run.report.capacity[run.place, process, :, 0].sum())
    if plant == 0.0:
        return ()
    made = float(run.report.activity[run.place, process, :, 0].sum())
    unit = run.unit("activity", where)
    factors = (run.part("made", made, unit), run.part("plant", plant, unit, divides=True))
    return (product(part("plant_used"), "1", factors),)


def production(run: Traced, where: Where) -> Terms:
    """Main output and co-products of the processes, and supply from outside."""
    chain, good = run.report.topology, run.commodity(where)
    processes, unit = run.members("process"), run.unit("production", where)
    found = []
    for process, commodity in enumerate(chain.output):
        if commodity == good:
            made = float(run.report.activity[run.place, process, :, 0].sum())
            found.append(Term(Name("process", processes[process]), made, unit))
    for link, (process, commodity) in enumerate(chain.coproducts):
        if commodity == good:
            for place, technology in enumerate(TECHNOLOGIES):
                at = {"process": processes[process], "technology": technology}
                ratio = run.parameter("coproduct", link, place)
                found.append(product(Name("technology", technology), unit, (ratio, run.quantity("activity", at))))
    if good in chain.raw:
        left = 0.0 if chain.storable[good] else float(run.report.done[run.place].flows.left[good, 0])
        found.append(Term(part("supply"), run.parameter("supply", good).value - left, unit))
    return present(found)


def imports(run: Traced, where: Where) -> Terms:
    """Imported inputs by user, and final goods bought abroad."""
    found = _by_user(run, where, "input_imported")
    foreign = run.at(np.broadcast_to(run.report.foreign, run.report.imports.shape), run.commodity(where))
    return present((*found, Term(part("foreign_goods"), foreign, run.unit("imports", where))))


def intermediate_use(run: Traced, where: Where) -> Terms:
    """Inputs by user, wherever they come from."""
    home, abroad = (_by_user(run, where, name) for name in ("input_domestic", "input_imported"))
    return present(
        Term(mine.name, mine.value + theirs.value, mine.unit) for mine, theirs in zip(home, abroad, strict=True)
    )


def _by_user(run: Traced, where: Where, variable: str) -> list[Term]:
    """An input by the process that uses it."""
    good, unit = run.commodity(where), run.unit(variable, where)
    return [
        Term(Name("process", run.members("process")[process]), run.at(run.array(variable), process, good), unit)
        for process, commodity in run.report.topology.links
        if commodity == good
    ]


def final_use(run: Traced, where: Where) -> Terms:
    """Home market and procurement: base-year level x growth."""
    good, unit = run.commodity(where), run.unit("final_use", where)
    grown = run.part("market_growth", run.at(growth_index(run.report.inputs.market_growth), good), "1")
    return present(
        product(part(name), unit, (run.parameter(name, good), grown)) for name in ("market_size", "procurement")
    )


def exports(run: Traced, where: Where) -> Terms:
    """What the balance of the good leaves: production + imports - uses - stock change."""
    signs = {"production": 1.0, "imports": 1.0, "intermediate_use": -1.0, "final_use": -1.0, "stock_change": -1.0}
    return present(run.leaf(name, where, sign) for name, sign in signs.items())


def stock_change(run: Traced, where: Where) -> Terms:
    """Carried out less carried in, and what was put aside."""
    good, unit = run.commodity(where), run.unit("stock_change", where)
    out = run.at(run.report.stock, good)
    put = float(np.broadcast_to(run.report.done[run.place].flows.aside[good], (1,))[0])
    into = run.value("stock_change", where) - out - put
    if run.place:
        into = -run.at(run.report.stock, good, back=1)
    named = (("carried_out", out), ("carried_in", into), ("put_aside", put))
    return present(Term(part(key), value, unit) for key, value in named)


def _link(run: Traced, where: Where) -> int | None:
    """Position of the link between a process and an input."""
    pair = (run.process(where), run.commodity(where))
    return next((place for place, link in enumerate(run.report.topology.links) if link == pair), None)


def _needed(run: Traced, where: Where, link: int) -> Terms:
    """Input needed by technology: per unit x output."""
    unit, process = run.unit("input_domestic", where), where["process"]
    return tuple(
        product(
            Name("technology", technology),
            unit,
            (
                run.parameter("input", link, place),
                run.quantity("activity", {"process": process, "technology": technology}),
            ),
        )
        for place, technology in enumerate(TECHNOLOGIES)
    )


def input_domestic(run: Traced, where: Where) -> Terms:
    """What is needed less what is imported of it."""
    link = _link(run, where)
    if link is None:
        return ()
    return present((*_needed(run, where, link), run.leaf("input_imported", where, -1.0)))


def input_imported(run: Traced, where: Where) -> Terms:
    """What is needed less what home producers deliver of it."""
    link = _link(run, where)
    if link is None:
        return ()
    return present((*_needed(run, where, link), run.leaf("input_domestic", where, -1.0)))


def loss(run: Traced, where: Where) -> Terms:
    """Mass of inputs less that of main output and co-products."""
    chain, process, goods = run.report.topology, run.process(where), run.members("commodity")
    if process == chain.crop:
        return ()
    found = []
    for link, (user, commodity) in enumerate(chain.links):
        if user == process:
            used = run.at(run.report.domestic, link) + run.at(run.report.imported, link)
            amount = run.part("used", used, run.pack.structure.commodities[commodity].unit)
            found.append(product(Name("commodity", goods[commodity]), "t", (amount, run.parameter("mass", commodity))))
    made = {chain.output[process]: float(run.report.activity[run.place, process, :, 0].sum())}
    for link, (maker, commodity) in enumerate(chain.coproducts):
        if maker == process:
            ratio = run.report.inputs.coproduct[run.place, link, :, 0]
            made[commodity] = float((ratio * run.report.activity[run.place, process, :, 0]).sum())
    for commodity, quantity in made.items():
        made_here = run.part("made", quantity, run.pack.structure.commodities[commodity].unit)
        factors = (made_here, run.parameter("mass", commodity))
        found.append(product(Name("commodity", goods[commodity]), "t", factors, -1.0))
    return present(found)


def processing_depth(run: Traced, where: Where) -> Terms:
    """Home use of the raw material over its production."""
    raw = run.report.topology.raw_material
    at = {"commodity": run.members("commodity")[raw]}
    if run.value("production", at) == 0.0:
        return ()
    used = run.part("used_at_home", run.at(run.report.used, raw), run.unit("production", at))
    return (product(part("processed"), "1", (used, run.quantity("production", at, divides=True))),)


def domestic_share(run: Traced, where: Where) -> Terms:
    """One less imports over all home use."""
    use = run.value("intermediate_use", where) + run.value("final_use", where)
    if use == 0.0:
        return ()
    whole = run.part("home_use", use, run.unit("imports", where), divides=True)
    bought = product(part("imported_share"), "1", (run.quantity("imports", where), whole), -1.0)
    return (Term(part("whole"), 1.0, "1"), bought)


# ------------------------------------------------------------------------------------- work


def jobs_direct(run: Traced, where: Where) -> Terms:
    """Staff that moves with output, ``l (1-f) Q``, and staff tied to plant, ``l f K u``; of the crop by land."""
    process, technology = run.process(where), run.index("technology", where["technology"])
    if process == run.report.topology.crop:
        return _farm_jobs(run, technology)
    labour = run.parameter("labour", process, technology)
    tied = run.parameter("fixed_labour_share", process)
    moving = run.parameter("fixed_labour_share", process, complement=True)
    plant = (run.quantity("capacity", where), run.parameter("utilisation_max", process))
    return present(
        (
            product(part("moving_staff"), "job", (labour, moving, run.quantity("activity", where))),
            product(part("tied_staff"), "job", (labour, tied, *plant)),
        )
    )


def _farm_jobs(run: Traced, technology: int) -> Terms:
    """Work on the land, and picking of what it brings."""
    _, area, share = list(land(run))[technology]
    picked = harvest(run, {})[technology].factors
    return present(
        (
            product(part("field_work"), "job", (run.parameter("crop_labour"), area, share)),
            product(part("picking"), "job", (run.parameter("picking_labour"), *picked)),
        )
    )
