"""Every parameter moves something; every lever moves what it says, the way it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ioscenario.pack.parameters_table import Parameter
from ioscenario.parameters import FIELDS
from ioscenario.scenario.library import Flat
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate
from ioscenario.simulation.inputs import Array
from tests.flagship.conftest import Run

#: Paths that move nothing in any shipped scenario, with the reason; at most 5 % of all.
EXCEPTIONS = {
    "market.economy.training_success": "people are not short in any shipped scenario",
    "market.economy.investment_gate_low": "where profit draws plant, use is beyond the gate or room is short",
    **{
        f"process.{process}.investment_{what}": "profit draws no capacity here: idle, no buyers, or below its cost"
        for process, what in (
            ("ginning", "response"), ("ginning", "step"), ("spinning", "response"), ("spinning", "step"),
            ("weaving", "response"), ("sewing_garments", "response"),
        )
    },
    **{
        f"policy.{process}.modernisation_grant": "every scenario that rebuilds plant sets the grant itself"
        for process in ("ginning", "spinning", "weaving", "sewing_articles", "sewing_garments")
    },
}

#: Levers whose effect turns later, with the reason; their sign is checked where it sets in.
TURNING = {"export_limit": "what is kept back is ginned and sold in later years"}


def moved(parameter: Parameter, end: str) -> list[float]:
    """Points of the parameter at an end of its range, or 1 % up or down where it has none."""
    if parameter.ranged:
        return list(parameter.highs if end == "high" else parameter.lows)
    low, high = parameter.field.bounds
    sign = 1.0 if end == "high" else -1.0
    step = 1.0 if parameter.field.kind == "count" else 0.01
    ends = [value + sign * step * max(abs(value), 1.0 if step < 1 else 0.0) for value in parameter.values]
    return [min(max(value, low), high) for value in ends]


def test_every_parameter_moves_some_output_in_some_scenario(flagship: Run) -> None:
    pack = flagship.model.pack
    # what the pack does not give stands at a neutral value, and growth of productivity is refused beside vintages
    paths = [path for path, item in pack.parameters.items() if item.given]
    samples = 2 * len(paths) + 1
    draws: dict[str, Array] = {}
    for place, path in enumerate(paths):
        parameter = pack.parameters[path]
        values = np.repeat(np.array(parameter.values)[:, None], samples, axis=1)
        values[:, 2 * place + 1] = moved(parameter, "low")
        values[:, 2 * place + 2] = moved(parameter, "high")
        draws[path] = values
    arrays = simulate(resolve(pack, Design(flagship.flats, draws, samples)))
    alive = np.zeros(samples, dtype=bool)
    for array in arrays.values():
        if array.shape[-1] == 1:
            continue
        runs = array.reshape(-1, len(flagship.flats), samples)
        same = (runs == runs[..., :1]) | (np.isnan(runs) & np.isnan(runs[..., :1]))
        alive |= ~same.all(axis=(0, 1))
    dead = {path for place, path in enumerate(paths) if not alive[2 * place + 1 : 2 * place + 3].any()}
    assert dead == set(EXCEPTIONS), sorted(dead ^ set(EXCEPTIONS))
    assert len(EXCEPTIONS) <= 0.05 * len(paths)


def lever_paths(run: Run) -> list[str]:
    return [path for path, parameter in run.model.pack.parameters.items() if parameter.field.lever]


def raised(parameter: Parameter, now: Array, first: int) -> Operation:
    """The lever a tenth of its value higher from the first year on; lower where that is out of bounds.

    `now` is its path in the scenario. A lever at zero is raised by 0.1.
    """
    low, high = parameter.field.bounds
    if parameter.ranged:
        # beyond what is conceivable other things happen: growers who take all leave processors nothing
        high = max(*parameter.highs, float(now.max()))
    if parameter.field.name == "export_quota":  # none today: nearly nothing may leave instead
        return Operation(parameter.path, "plus", (), (10.0 - float(now.max()),), first, None, "<test>")
    step = 0.1 * max(float(now.max()), 0.0) or 0.1
    room = high - float(now.max())
    if step > room:
        step = room if room > 0.0 else -min(step, float(now.min()) - low)
    return Operation(parameter.path, "plus", (), (step,), first, None, "<test>")


def by_year(array: Array, place: int | None) -> Array:
    """Sum over the variable's own dimensions, or one member of the leading one; (year, run)."""
    values = np.nan_to_num(array)
    if place is not None and values.ndim > 2:
        values = values[:, place]
    return np.asarray(values.sum(axis=tuple(range(1, values.ndim - 1))))


def label_of(run: Run, parameter: Parameter) -> int | None:
    """Place on the leading axis of the moved variable that the lever is about."""
    structure = run.model.pack.structure
    variable, _ = parameter.field.moves or ("", 0)
    name = parameter.names.get("process") or next(iter(parameter.names.values()), "")
    axis = list(structure.process) if variable in ("capacity", "investment") else list(structure.commodity)
    return axis.index(name) if name in axis else None


def test_levers_move_what_they_say_in_every_scenario(flagship: Run) -> None:
    pack = flagship.model.pack
    pairs = [(flat, path) for flat in flagship.flats for path in lever_paths(flagship)]
    steps = [
        raised(pack.parameters[path], resolved(flagship, flat, path), pack.structure.base_year + 1)
        for flat, path in pairs
    ]
    changed = [
        replace(flat, operations=(*flat.operations, step)) for (flat, _), step in zip(pairs, steps, strict=True)
    ]
    arrays = simulate(resolve(pack, Design((*flagship.flats, *changed))))
    effects: dict[str, list[float]] = {}
    for number, ((flat, path), step) in enumerate(zip(pairs, steps, strict=True)):
        field = pack.parameters[path].field
        variable, sign = field.moves or ("", 0)
        years = by_year(arrays[variable], label_of(flagship, pack.parameters[path]))
        base = years[:, flagship.flats.index(flat)]
        effect = (years[:, len(flagship.flats) + number] - base) * sign * np.sign(step.values[0])
        effect /= max(float(np.abs(base).max()), 1.0)
        effect[np.abs(effect) < 1e-12] = 0.0
        first = float(effect[effect != 0.0][0]) if effect.any() else 0.0
        assert first >= 0.0, f"{path} in {flat.name} sets in the wrong way"
        if field.name not in TURNING:
            assert effect.sum() >= 0.0, f"{path} in {flat.name} moves {variable} the wrong way"
        effects.setdefault(field.name, []).append(first)
    moving = {name for name, values in effects.items() if max(values) > 0.0}
    assert moving == {
        field.name for field in FIELDS if field.lever
    }


def resolved(run: Run, flat: Flat, path: str) -> Array:
    """Path of a lever in a scenario after the base year."""
    from ioscenario.scenario.resolve import path_values

    operations = [item for item in flat.operations if item.path == path]
    years = run.model.pack.structure.years
    return path_values(run.model.pack.parameters[path], years, Design((flat,)), [operations])[1:]


def test_levers_left_at_todays_value_are_the_reference_bit_for_bit(flagship: Run) -> None:
    pack = flagship.model.pack
    reference = flagship.flats[0]
    first = pack.structure.base_year + 1
    still = tuple(
        Operation(path, "plus", (), (0.0,), first, None, "<test>") for path in lever_paths(flagship)
    )
    idle = replace(reference, name="idle", operations=(*reference.operations, *still))
    arrays = simulate(resolve(pack, Design((reference, idle))))
    for name, array in arrays.items():
        if array.shape[-1] > 1:
            np.testing.assert_array_equal(array[..., 1], array[..., 0], err_msg=name)


def test_no_lever_of_a_shipped_scenario_is_idle(flagship: Run) -> None:
    from ioscenario.explore.idle import idle_levers

    assert idle_levers(flagship.model.pack, flagship.flats) == []


def test_scenario_less_itself_is_zero_in_every_sample(flagship: Run) -> None:
    results = flagship.model.run("demand", samples=7, seed=3)
    again = flagship.model.run("demand", samples=7, seed=3)
    np.testing.assert_array_equal(results.dataset["sector_jobs"].values, again.dataset["sector_jobs"].values)
    assert float(abs(results.difference("demand")["sector_jobs"].sel(scenario="demand")).max()) == 0.0
