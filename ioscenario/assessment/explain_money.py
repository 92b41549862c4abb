"""What money flows, prices and effects are made of."""

from __future__ import annotations

from typing import Final

import numpy as np

from ioscenario.assessment.explain_chain import Terms, part
from ioscenario.assessment.explain_terms import Factor, Name, Term, Traced, Where, present, product
from ioscenario.dimensions import CAPITAL_GOODS, COMPONENTS, STREAMS
from ioscenario.simulation import accounts, budget, economy, farm, revenue
from ioscenario.simulation.prices import sector_costs

#: Rows of the economy's coefficients by variable.
ROWS: Final = {
    "value_added": economy.VALUE_ADDED, "jobs": economy.JOBS, "wages": economy.LABOUR,
    "import_bill": economy.IMPORTS, "product_taxes": economy.TAXES,
}  # fmt: skip
#: Direct effects that add up over processes, and the variable that does.
DIRECT: Final = {"jobs": "jobs_direct", "value_added": "value_added_direct", "wages": "labour_cost"}


# ----------------------------------------------------------------------- processes


def output_value(run: Traced, where: Where) -> Terms:
    """Main output and co-products x price; of the crop what found a taker."""
    chain, process, goods = run.report.topology, run.process(where), run.members("commodity")
    good = chain.output[process]
    made = float(run.report.activity[run.place, process, :, 0].sum())
    factors = [run.part("made", made, run.unit("activity", where)), run.quantity("price", {"commodity": goods[good]})]
    if process == chain.crop:
        factors.append(run.part("sold", run.at(run.report.sold), "1"))
    found = [product(Name("commodity", goods[good]), run.money, factors)]
    for link, (maker, commodity) in enumerate(chain.coproducts):
        if maker == process:
            ratio = run.report.inputs.coproduct[run.place, link, :, 0]
            amount = float((ratio * run.report.activity[run.place, process, :, 0]).sum())
            price = run.quantity("price", {"commodity": goods[commodity]})
            beside = run.part("made", amount, _unit(run, commodity))
            found.append(product(Name("commodity", goods[commodity]), run.money, (beside, price)))
    return present(found)


def purchases(run: Traced, process: int) -> Terms:
    """What a process buys, below zero: inputs at home and abroad, electricity, other goods and services."""
    chain, goods, inputs = run.report.topology, run.members("commodity"), run.report.inputs
    if process == chain.crop:
        return (Term(part("purchases"), -run.at(run.report.purchases, process), run.money),)
    found = []
    for link, (user, commodity) in enumerate(chain.links):
        if user == process:
            unit = _unit(run, commodity)
            home = run.part("used_home", run.at(run.report.domestic, link), unit)
            abroad = run.part("used_abroad", run.at(run.report.imported, link), unit)
            price = run.quantity("price", {"commodity": goods[commodity]})
            paid = run.part("import_price", run.at(inputs.import_price, link), price.unit)
            found.append(product(Name("commodity", goods[commodity]), run.money, (home, price), -1.0))
            found.append(product(Name("commodity", goods[commodity]), run.money, (abroad, paid), -1.0))
    made = run.report.activity[run.place, process, :, 0]
    power = float((inputs.electricity[run.place, process, :, 0] * made).sum())
    tariff = run.parameter("electricity_price")
    found.append(product(Name("component", "electricity"), run.money, (run.part("power", power, "kWh"), tariff), -1.0))
    other = float((inputs.other_inputs[run.place, process, :, 0] * made).sum())
    dearer = run.part("dearer", float(sector_costs(inputs)[run.place, process, 0]), "1")
    bought = run.part("at_base_prices", other, run.money)
    found.append(product(Name("component", "other_inputs"), run.money, (bought, dearer), -1.0))
    return present(found)


def value_added_direct(run: Traced, where: Where) -> Terms:
    """Output value less purchases."""
    return present((run.leaf("output_value", where), *purchases(run, run.process(where))))


def labour_cost(run: Traced, where: Where) -> Terms:
    """Jobs x labour cost of a job."""
    process = run.process(where)
    jobs = run.part("jobs", float(run.report.jobs_direct[run.place, process, :, 0].sum()), "job")
    wage = run.part("wage", run.at(run.report.paths.wage, process), f"{run.money}/job")
    return (product(part("pay"), run.money, (jobs, wage)),)


def operating_margin(run: Traced, where: Where) -> Terms:
    """Output value + support - purchases - charges - labour cost."""
    process = run.process(where)
    paid = budget.running_support(run.report.inputs, run.report.charged)
    years = len(run.report.inputs.years)
    shape = (years, run.report.topology.processes, 1)
    support = [
        Term(Name("lever", lever), run.at(np.broadcast_to(array, shape), process), run.money)
        for lever, array in paid.items()
    ]
    charges: list[Term] = []
    if process == run.report.topology.crop:
        charge = run.at(farm.water_charge(run.report.inputs, run.report.area))
        charges.append(Term(Name("tax", "water_charge"), -charge, run.money))
    bought = Term(part("purchases"), -run.at(run.report.purchases, process), run.money)
    return present(
        (run.leaf("output_value", where), *support, bought, *charges, run.leaf("labour_cost", where, -1.0))
    )


def unit_cost(run: Traced, where: Where) -> Terms:
    """The components."""
    unit = run.unit("unit_cost", where)
    parts = ((name, run.value("unit_cost_component", {**where, "component": name})) for name in COMPONENTS)
    return present(Term(Name("component", name), value, unit) for name, value in parts)


def investment(run: Traced, where: Where) -> Terms:
    """The streams, each capacity ordered x cost of a unit of it."""
    return present(investment_by_stream(run, {**where, "stream": stream})[0] for stream in STREAMS)


def investment_by_stream(run: Traced, where: Where) -> Terms:
    """Capacity ordered x cost of a unit of it."""
    process, stream = run.process(where), STREAMS.index(where["stream"])
    ordered = float(run.report.done[run.place].ordered[stream, process, 0])
    unit = run.unit("capacity", where)
    factors = (run.part("ordered", ordered, unit), run.parameter("capex", process))
    return (product(Name("stream", where["stream"]), run.money, factors),)


def farm_income(run: Traced, where: Where) -> Terms:
    """Revenue + subsidies - purchases - water charge - own part of new drip lines."""
    if run.report.topology.crop is None:
        return ()
    found = farm.farm(run.report.inputs, run.report.area, run.report.harvest * run.report.sold)
    signs = {
        "revenue": 1.0, "price_subsidy": 1.0, "area_subsidy": 1.0, "fertiliser_subsidy": 1.0, "elite_seed_subsidy": 1.0,
        "purchases": -1.0, "water_charge": -1.0, "drip_lines": -1.0,
    }  # fmt: skip
    kinds = {"revenue": "part", "purchases": "part", "drip_lines": "part", "water_charge": "tax"}
    return present(
        Term(Name(kinds.get(name, "lever"), name), sign * run.at(getattr(found, name)), run.money)
        for name, sign in signs.items()
    )


def price(run: Traced, where: Where) -> Terms:
    """The pack's path, and what the border, last year's cost and a glut did to it."""
    good = run.commodity(where)
    path = run.pack.parameters[run.paths["price", (good,)]]
    planned = run.at(run.planned["price"], good)
    moved = run.value("price", where) - planned
    unit = run.unit("price", where)
    return present((Term(Name("path", path.path), planned, unit), Term(part("price_moved"), moved, unit)))


# ---------------------------------------------------------------- effects around the chain


def by_effect(variable: str, run: Traced, where: Where) -> Terms:
    """Direct: in the chain. Indirect: what a unit bought brings x purchases. Induced: the same of spending."""
    if where["effect"] == "direct":
        return _direct(variable, run)
    assert run.report.inputs.economy is not None
    if where["effect"] == "indirect":
        return _indirect(variable, run)
    around = run.report.inputs.economy
    row = np.ones(around.sectors) if variable == "gross_output" else around.coefficients[ROWS[variable]]
    again = float(row @ around.spending)
    again += {"import_bill": around.household_imports, "product_taxes": around.household_taxes}.get(variable, 0.0)
    spent = run.part("spending", run.at(run.report.around.outside.everything, -1), run.money)
    unit = run.unit(variable, where)
    rate = run.part("per_spending", again, "1" if unit == run.money else f"{unit}/{run.money}")
    return (product(part("spending_again"), unit, (rate, spent)),)


def _indirect(variable: str, run: Traced) -> Terms:
    """Effect of a unit bought x purchases, by channel."""
    around, bought = run.report.inputs.economy, run.report.around.bought
    assert around is not None
    row = np.ones(around.sectors) if variable == "gross_output" else around.coefficients[ROWS[variable]]
    answer = row @ around.response
    unit = run.unit(variable, {"effect": "indirect"})
    per = "1" if unit == run.money else f"{unit}/{run.money}"
    return present(
        product(
            _channel(run, place),
            unit,
            (run.part("per_purchase", float(answer[place]), per), run.part("bought", run.at(bought, place), run.money)),
        )
        for place in range(bought.shape[1])
    )


def _channel(run: Traced, place: int) -> Name:
    """Name of a channel of purchases: other inputs of a process, electricity, goods of investment."""
    processes = run.members("process")
    if place < len(processes):
        return Name("process", processes[place])
    return part(f"channel_{('electricity', *CAPITAL_GOODS)[place - len(processes)]}")


def _direct(variable: str, run: Traced) -> Terms:
    """The chain itself, by process or good."""
    processes, chain, inputs = run.members("process"), run.report.topology, run.report.inputs
    if variable in DIRECT:
        array = run.array(DIRECT[variable])
        whole = array.sum(axis=2) if variable == "jobs" else array
        unit = run.unit(variable, {"effect": "direct"})
        return present(Term(Name("process", name), run.at(whole, place), unit) for place, name in enumerate(processes))
    goods = run.members("commodity")
    if variable == "gross_output":
        return present(
            product(
                Name("commodity", goods[good]),
                run.money,
                (run.quantity("production", {"commodity": goods[good]}), _base_price(run, good)),
            )
            for good, seller in enumerate(chain.sellers)
            if seller is not None
        )
    around = inputs.economy
    channels = run.report.around.bought if around is not None else np.zeros((len(inputs.years), 0, 1))
    weights = np.zeros(0) if around is None else around.imports if variable == "import_bill" else around.taxes
    found = [
        Term(_channel(run, place), float(weights[place]) * run.at(channels, place), run.money)
        for place in range(channels.shape[1])
    ]
    if variable == "import_bill":
        for link, (_, commodity) in enumerate(chain.links):
            unit = _unit(run, commodity)
            paid = run.part("base_import_price", float(inputs.import_price[0, link, 0]), f"{run.money}/{unit}")
            used = run.part("used_abroad", run.at(run.report.imported, link), unit)
            found.append(product(Name("commodity", goods[commodity]), run.money, (used, paid)))
    return present(found)


def _unit(run: Traced, commodity: int) -> str:
    """Unit of a commodity."""
    return run.pack.structure.commodities[commodity].unit


def _base_price(run: Traced, good: int) -> Factor:
    """Price of the base year as a factor."""
    at = {"commodity": run.members("commodity")[good]}
    return run.part("base_price", float(run.report.inputs.price[0, good, 0]), run.unit("price", at))


def by_sector(variable: str, run: Traced, where: Where) -> Terms:
    """A process: its direct effect. Another sector: what each purchase and all spending bring it."""
    processes = run.members("process")
    if where["sector"] in processes:
        return ()
    around, everything = run.report.inputs.economy, run.report.around.outside.everything
    assert around is not None
    place = run.index("sector", where["sector"]) - len(processes)
    row = ROWS[variable.removesuffix("_by_sector")]
    answer = around.coefficients[row, place] * np.append(around.response[place], around.spending[place])
    unit = run.unit(variable, where)
    names = [*(_channel(run, number) for number in range(everything.shape[1] - 1)), part("spending_again")]
    return present(
        Term(name, float(answer[number]) * run.at(everything, number), unit) for number, name in enumerate(names)
    )


def final_deliveries(run: Traced, where: Where) -> Terms:
    """Output less use in the chain less use by other sectors, at base-year prices."""
    report, process = run.report, run.process(where)
    found = []
    for good, seller in enumerate(report.topology.sellers):
        if seller == process:
            name = run.members("commodity")[good]
            made = run.quantity("production", {"commodity": name})
            used = run.part("used_at_home", run.at(report.used, good), made.unit)
            found.append(product(part("produced"), run.money, (made, _base_price(run, good))))
            found.append(product(part("used_in_chain"), run.money, (used, _base_price(run, good)), -1.0))
    if report.inputs.economy is not None:
        taken = run.at(economy.taken(report.inputs.economy, report.around.bought), process)
        found.append(Term(part("used_by_others"), -taken, run.money))
    return present(found)


# ------------------------------------------------------------------- published reading


def bridge(run: Traced, where: Where) -> Terms:
    """Factor x quantity x price, or factor x jobs, or a branch outside the chain that grows on its own."""
    line = run.report.topology.bridge[run.index("line", where["line"])]
    unit, place = run.unit("bridge", where), line.position
    weight = [] if line.factor == 1.0 else [run.part("line_factor", line.factor, "1")]
    if line.measure in ("production", "exports"):
        at = {"commodity": run.members("commodity")[place]}
        factors = [*weight, run.quantity(line.measure, at), run.quantity("price", at)]
    elif line.measure == "jobs_direct":
        jobs = float(run.report.jobs_direct[run.place, place, :, 0].sum())
        factors = [*weight, run.part("jobs", jobs, "job")]
    else:
        grown = run.value("bridge", where) / line.factor if line.factor else 0.0
        base = run.parameter(line.measure, place)
        growth = run.part("branch_growth", grown / base.value if base.value else 0.0, "1")
        factors = [*weight, base, growth]
    return (product(Name("line", where["line"]), unit, factors),)


def sector(variable: str, run: Traced, where: Where) -> Terms:
    """Lines of the bridge, or without one the processes other than the crop."""
    chain = run.report.topology
    indicator, own = {"sector_jobs": ("jobs", "jobs_direct")}.get(variable, ("output", "output_value"))
    lines = [place for place, line in enumerate(chain.bridge) if line.indicator == indicator]
    without_raw = variable == "sector_output_processed"
    if not lines:
        array = run.array(own)
        whole = array.sum(axis=2) if own == "jobs_direct" else array
        kept = [p for p in chain.order if not (without_raw and chain.output[p] == chain.raw_material)]
        processes, unit = run.members("process"), run.unit(variable, {})
        return present(Term(Name("process", processes[place]), run.at(whole, place), unit) for place in kept)
    names = run.members("line")
    return present(
        Term(Name("line", names[place]), run.at(run.report.bridge, place), run.unit(variable, {}),
             (), bridge(run, {"line": names[place]})[0].factors)
        for place in lines
        if not (without_raw and _of_raw(run, place))
    )  # fmt: skip


def _of_raw(run: Traced, place: int) -> bool:
    """Whether a line of the bridge is about the raw material."""
    line, chain = run.report.topology.bridge[place], run.report.topology
    return line.measure in ("production", "exports") and line.position == chain.raw_material


# ------------------------------------------------------------------------ public money


def public_revenue(run: Traced, where: Where) -> Terms:
    """Rate x what the tax is paid on, where one rate is paid on one thing."""
    processes, names = revenue.industry(run.report.inputs), run.members("process")
    if where["tax"] == "labour_tax":
        rate = run.parameter("labour_tax_rate")
        pay = ((names[place], run.quantity("labour_cost", {"process": names[place]})) for place in processes)
        return present(product(Name("process", name), run.money, (rate, cost)) for name, cost in pay)
    if where["tax"] == "profit_tax":
        rate = run.parameter("profit_tax_rate")
        profit = run.report.value_added_direct - run.report.labour_cost
        earned = ((names[place], run.part("profit", run.at(profit, place), run.money)) for place in processes)
        return present(
            product(Name("process", name), run.money, (rate, gain)) for name, gain in earned if gain.value > 0.0
        )
    if where["tax"] == "water_charge":
        factors = (run.parameter("water_tariff"), run.quantity("water", {}))
        return (product(Name("tax", "water_charge"), run.money, factors),)
    return ()


def revenue_by_effect(run: Traced, where: Where) -> Terms:
    """Direct: the taxes. Beyond: labour tax, profit tax and taxes on products."""
    if where["effect"] == "direct":
        taxes = run.members("tax")
        return present(Term(Name("tax", tax), run.value("public_revenue", {"tax": tax}), run.money) for tax in taxes)
    wages, added = run.quantity("wages", where), run.quantity("value_added", where)
    surplus = run.part("surplus", added.value - wages.value, run.money)
    return present(
        (
            product(Name("tax", "labour_tax"), run.money, (run.parameter("labour_tax_rate"), wages)),
            product(Name("tax", "profit_tax"), run.money, (run.parameter("profit_tax_rate"), surplus)),
            run.leaf("product_taxes", where),
        )
    )


def additional_share(run: Traced, where: Where) -> Terms:
    """(1 - deadweight)(1 - displacement)(1 - leakage)."""
    names = ("deadweight", "displacement", "leakage")
    return (product(part("additional"), "1", [run.parameter(name, complement=True) for name in names]),)


def discount_factor(run: Traced, where: Where) -> Terms:
    """The product of 1 / (1 + r) over the years since the base year."""
    rates = run.report.inputs.discount_rate
    grown = [
        run.part("one_and_rate", 1.0 + float(rates[year, 0]), "1", divides=True) for year in range(1, run.place + 1)
    ]
    return (product(part("worth_today"), "1", grown),)


def social_benefit(run: Traced, where: Where) -> Terms:
    """Value added + duties - opportunity cost of labour - use of capital, with suppliers."""
    report, inputs = run.report, run.report.inputs
    suppliers = [run.at(report.around.suppliers(row)) for row in (economy.VALUE_ADDED, economy.LABOUR)]
    added = float(report.value_added_direct[run.place, :, 0].sum())
    duties = run.at(revenue.transferred(inputs, report.imported, report.exports))
    pay = run.part("pay_and_suppliers", float(report.labour_cost[run.place, :, 0].sum()) + suppliers[1], run.money)
    used = run.at(accounts.capital_used(inputs, report.capacity, report.drip_area))
    return present(
        (
            Term(part("added_chain"), added, run.money),
            Term(part("added_suppliers"), suppliers[0], run.money),
            Term(part("duties"), duties, run.money),
            product(part("labour_elsewhere"), run.money, (run.parameter("labour_opportunity"), pay), -1.0),
            Term(part("capital_used"), -used, run.money),
        )
    )
