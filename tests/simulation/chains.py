"""Random chains and the linear programme that is their oracle."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from ioscenario.simulation.chain import Flows, Year
from ioscenario.simulation.topology import EXPORT_DEMAND, NO_EXPORTS, OPEN_EXPORTS, Topology

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A chain with one run."""

    topology: Topology
    year: Year


def line_of_processes(rng: np.random.Generator) -> Topology:
    """Commodity 0 is raw, process k makes commodity k+1 from commodity k; no commodity has two users.

    Some processes have a second raw input of their own.
    """
    count = int(rng.integers(1, 7))
    links = [(process, process) for process in range(count)]
    filled = [process > 0 and bool(rng.random() < 0.3) for process in range(count)]
    raw = [0]
    commodities = count + 1
    for process in range(count):
        if rng.random() < 0.3:
            links.append((process, commodities))
            filled.append(False)
            raw.append(commodities)
            commodities += 1
    kinds = [NO_EXPORTS] * commodities
    for process in range(count):
        kinds[process + 1] = int(rng.choice([NO_EXPORTS, EXPORT_DEMAND, OPEN_EXPORTS]))
    return _topology(count, tuple(range(1, count + 1)), links, filled, kinds, raw)


def graph_with_forks(rng: np.random.Generator) -> Topology:
    """Processes with one to three inputs drawn from anything made before: forks and joins."""
    count = int(rng.integers(2, 8))
    raws = int(rng.integers(1, 3))
    links: list[tuple[int, int]] = []
    for process in range(count):
        before = raws + process
        chosen = rng.choice(before, size=min(before, int(rng.integers(1, 4))), replace=False)
        links.extend((process, int(commodity)) for commodity in chosen)
    filled = [commodity >= raws and bool(rng.random() < 0.2) for _, commodity in links]
    kinds = [NO_EXPORTS] * raws + [int(rng.choice([NO_EXPORTS, EXPORT_DEMAND, OPEN_EXPORTS])) for _ in range(count)]
    return _topology(count, tuple(range(raws, raws + count)), links, filled, kinds, list(range(raws)))


def _topology(
    count: int,
    output: tuple[int, ...],
    links: list[tuple[int, int]],
    filled: list[bool],
    exports: list[int],
    raw: list[int],
) -> Topology:
    return Topology(
        output=output,
        order=tuple(range(count)),
        crop=None,
        links=tuple(links),
        filled=tuple(filled),
        coproducts=(),
        exports=tuple(exports),
        storable=tuple(commodity in raw for commodity in range(len(exports))),
        raw=tuple(raw),
        raw_material=0,
    )


def numbers(topology: Topology, rng: np.random.Generator, runs: int = 1) -> Year:
    """Random capacities, coefficients and demand; modern technology needs less of every input."""
    processes, commodities, links = topology.processes, topology.commodities, len(topology.links)
    existing = rng.uniform(0.5, 2.0, (links, runs))
    per_unit = np.stack([existing, existing * rng.uniform(0.6, 1.0, (links, runs))], axis=1)
    capacity = rng.uniform(0.0, 10.0, (processes, 2, runs)) * (rng.random((processes, 2, runs)) < 0.8)
    made = np.isin(np.arange(commodities), topology.output)[:, None]
    kinds = np.array(topology.exports)[:, None]
    wanted = rng.uniform(0.0, 4.0, (commodities, runs))
    raw = np.isin(np.arange(commodities), topology.raw)[:, None]
    share = np.where(np.array(topology.filled)[:, None], rng.uniform(0.1, 1.0, (links, runs)), 1.0)
    return Year(
        technical=capacity,
        capacity=capacity,
        input=per_unit,
        coproduct=np.zeros((0, 2, runs)),
        share=share,
        opening=np.where(raw, rng.uniform(0.0, 12.0, wanted.shape), 0.0),
        home=np.where(made, rng.uniform(0.0, 5.0, wanted.shape) * (rng.random(wanted.shape) < 0.6), 0.0),
        exports=np.where(kinds == OPEN_EXPORTS, np.inf, np.where(kinds == EXPORT_DEMAND, wanted, 0.0)),
        limit=np.ones((commodities, runs)),
        contracted=np.zeros((commodities, runs)),
        aside=np.zeros((commodities, runs)),
        exporters_first=np.zeros(runs, dtype=bool),
    )


def with_coproducts(topology: Topology) -> Topology:
    """The first process brings a co-product that the last uses, if there are two; another is used by nobody."""
    extra = topology.commodities
    first, last = topology.order[0], topology.order[-1]
    used = ((last, extra),) if first != last else ()
    return replace(
        topology,
        links=topology.links + used,
        filled=topology.filled + (False,) * len(used),
        coproducts=((first, extra), (last, extra + 1)),
        exports=(*topology.exports, OPEN_EXPORTS, EXPORT_DEMAND),
        storable=(*topology.storable, False, False),
    )


def with_policies(topology: Topology, year: Year, rng: np.random.Generator) -> Year:
    """The same year with co-products, stocks, contracts, limits, quotas, staff limits, any rule in each run."""
    runs = year.capacity.shape[-1]
    shape = (topology.commodities, runs)

    def some(part: float, low: float, high: float, otherwise: float) -> Array:
        return np.where(rng.random(shape) < part, rng.uniform(low, high, shape), otherwise)

    staff = rng.random((topology.processes, runs)) < 0.3
    return year._replace(
        coproduct=rng.uniform(0.0, 1.0, (len(topology.coproducts), 2, runs)),
        opening=year.opening + some(0.2, 0.0, 3.0, 0.0),
        limit=some(0.3, 0.0, 1.0, 1.0),
        contracted=some(0.3, 0.0, 1.0, 0.0),
        aside=some(0.2, 0.0, 2.0, 0.0),
        quota=some(0.3, 0.0, 3.0, 1e15),
        exporters_first=np.array(rng.random(runs) < 0.3),
        ceiling=np.where(staff, rng.uniform(0.0, 10.0, staff.shape), np.inf),
        among=np.array(rng.integers(0, 3, runs), dtype=np.int8),
        rank=np.stack([rng.permutation(topology.processes) for _ in range(runs)], axis=-1),
        margin=rng.uniform(-0.2, 1.0, (topology.processes, 2, runs)),
    )


def most(case: Case, weights: Array | None = None) -> Array:
    """Activity of the linear programme, (process,); see `best`."""
    return np.asarray(best(case, weights).sum(axis=1))


def best(case: Case, weights: Array | None = None) -> Array:
    """Activity of the linear programme, (process, technology): weighted activity as large as possible.

    Variables: activity by process and technology, home-made input by link, home
    deliveries and exports by commodity, and for each process a switch that lets the
    existing technology run only when modern capacity is full (without it the optimum
    would waste input to sell more of it). Run 0 of the case. Weights: (process, technology), 1 by default.
    """
    topology, year = case.topology, case.year
    processes, commodities, links = topology.processes, topology.commodities, len(topology.links)
    at_switch = 2 * processes + links + 2 * commodities
    size = at_switch + processes
    at_link, at_home, at_export = 2 * processes, 2 * processes + links, 2 * processes + links + commodities
    upper = np.concatenate(
        [year.capacity[..., 0].ravel(), np.full(links, np.inf), year.home[:, 0], year.exports[:, 0], np.ones(processes)]
    )
    rows, right, equal, equal_right = [], [], [], []
    for process in range(processes):
        existing, modern = year.capacity[process, :, 0]
        row = np.zeros(size)
        row[[2 * process, at_switch + process]] = 1.0, -existing
        rows.append(row)
        right.append(0.0)
        row = np.zeros(size)
        row[[2 * process + 1, at_switch + process]] = -1.0, modern
        rows.append(row)
        right.append(0.0)
    for link, (process, _) in enumerate(topology.links):
        need = np.zeros(size)
        need[[2 * process, 2 * process + 1]] = year.input[link, :, 0]
        if topology.filled[link]:
            row = -need * year.share[link, 0]
            row[at_link + link] = 1.0
            rows.append(row)
            right.append(0.0)
        else:
            need[at_link + link] = -1.0
            equal.append(need)
            equal_right.append(0.0)
    for commodity in range(commodities):
        use = np.zeros(size)
        for link in topology.users_of[commodity]:
            use[at_link + link] = 1.0
        use[[at_home + commodity, at_export + commodity]] = 1.0
        maker = topology.maker[commodity]
        if maker is None:
            rows.append(use)
            right.append(year.opening[commodity, 0])
        else:
            use[[2 * maker, 2 * maker + 1]] = -1.0
            equal.append(use)
            equal_right.append(year.opening[commodity, 0])
    worth = np.ones((processes, 2)) if weights is None else weights
    cost = np.concatenate([-worth.ravel(), np.zeros(size - 2 * processes)])
    bounds = [(0.0, None if np.isinf(limit) else limit) for limit in upper]
    found = linprog(
        cost,
        A_ub=np.array(rows),
        b_ub=right,
        A_eq=np.array(equal),
        b_eq=equal_right,
        bounds=bounds,
        integrality=(np.arange(size) >= at_switch).astype(np.int64),
        method="highs",
    )
    assert found.status == 0, found.message
    assert found.x is not None
    return np.asarray(found.x[: 2 * processes].reshape(processes, 2))


def imbalance(case: Case, flows: Flows) -> float:
    """Largest imbalance over commodities, each term summed anew from activity and coefficients."""
    topology, year = case.topology, case.year
    worst = 0.0
    for commodity in range(topology.commodities):
        maker = topology.maker[commodity]
        supply = year.opening[commodity] + (0.0 if maker is None else flows.activity[maker].sum(axis=0))
        for beside, (process, product) in enumerate(topology.coproducts):
            if product == commodity:
                supply = supply + (year.coproduct[beside] * flows.activity[process]).sum(axis=0)
        used = sum((flows.domestic[link] for link in topology.users_of[commodity]), np.zeros_like(supply))
        gone = used + flows.home[commodity] + flows.exports[commodity] + flows.aside[commodity] + flows.left[commodity]
        worst = max(worst, float(np.max(np.abs(supply - gone) / np.maximum(supply, 1.0))))
    for link, (process, _) in enumerate(topology.links):
        need = (year.input[link] * flows.activity[process]).sum(axis=0)
        worst = max(worst, float(np.max(np.abs(need - flows.domestic[link] - flows.imported[link]))))
    return worst
