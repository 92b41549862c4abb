"""One at a time, against runs made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ioscenario.explore.designs import OneAtATime, latin_hypercube
from ioscenario.explore.tornado import tornado
from ioscenario.problems import InputError
from tests.explore import toy
from tests.explore.made import FIRST, linear, made, names


def test_ends_of_a_sum() -> None:
    found = tornado(made(OneAtATime(tuple(names(3))), "one_at_a_time", {FIRST: linear(2.0, -4.0, 0.0)}))
    found = found.isel(scenario=0, indicator=0)
    assert float(found["central"]) == -1.0
    assert found["low"].values.tolist() == [-2.0, 1.0, -1.0]
    assert found["high"].values.tolist() == [0.0, -3.0, -1.0]
    assert found["swing"].values.tolist() == [2.0, 4.0, 0.0]
    assert int(found["left_out"]) == 0


def test_swing_reaches_to_the_central_value_where_both_ends_are_on_one_side() -> None:
    data = made(OneAtATime(("x1",)), "one_at_a_time", {FIRST: lambda position: (position[0] - 0.5) ** 2})
    assert tornado(data)["swing"].values.tolist() == [[[0.25]]]


def test_failed_ends_are_left_out_and_counted() -> None:
    design = OneAtATime(tuple(names(2)))
    found = tornado(made(design, "one_at_a_time", {FIRST: linear(1.0, 2.0)}, failed=np.array([3])))
    found = found.isel(scenario=0, indicator=0)
    assert int(found["left_out"]) == 1
    assert np.isnan(found["low"].sel(path="x2"))
    assert float(found["high"].sel(path="x2")) == 2.5
    assert np.isnan(found["swing"].sel(path="x2"))


def test_ends_are_those_of_the_model_with_that_number() -> None:
    paths = ["market.shirts.size", "process.tailor.existing.labour"]
    asked = {"name": "x", "uncertain": paths, "design": {"kind": "one_at_a_time"}, "keep": {"variables": [FIRST]}}
    sweep = toy.MODEL.sweep(asked, progress=False)
    found = sweep.tornado(FIRST).isel(scenario=0, indicator=0)
    assert float(found["central"]) == pytest.approx(total(), rel=1e-12)
    for path in paths:
        for end in ("low", "high"):
            expected = total(path, toy.MODEL.pack.parameters[path].at(2025, f"{end}s"))  # type: ignore[arg-type]
            assert float(found[end].sel(path=path)) == pytest.approx(expected, rel=1e-12)


def total(path: str | None = None, value: float = 0.0) -> float:
    """Jobs of the sector in the last year, with another value of a path."""
    table = toy.MODEL.parameters.copy()
    if path is not None:
        parameter = toy.MODEL.pack.parameters[path]
        table.loc[table["path"] == path, ["value", "low", "high"]] = value
        table.loc[table["path"] == path, "unit"] = parameter.unit
    return float(toy.MODEL.with_parameters(table).run("baseline").dataset[FIRST][0, -1])


def test_other_designs_and_parts_of_one_are_refused() -> None:
    with pytest.raises(InputError, match="a sweep with the design one_at_a_time for a tornado"):
        tornado(made(latin_hypercube(names(2), 10, 0), "latin_hypercube", {FIRST: linear(1, 2)}))
    data = made(OneAtATime(tuple(names(2))), "one_at_a_time", {FIRST: linear(1, 2)})
    with pytest.raises(InputError, match="all 5 samples"):
        tornado(data.isel(sample=slice(4)))
