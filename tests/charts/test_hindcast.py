"""Charts of hindcasts and of history: numbers read back from the artists, and whether they can be printed."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from ioscenario.assessment.hindcast import Hindcast
from ioscenario.charts import data, style
from ioscenario.charts.hindcast import hindcast
from ioscenario.charts.history import history
from ioscenario.model import load
from ioscenario.problems import InputError
from ioscenario.results import Results
from tests.assessment.early import START, make
from tests.charts.printable import assert_printable


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Hindcast:
    return load(make(tmp_path_factory.mktemp("early") / "toy")).hindcast(samples=10)


@pytest.fixture(scope="module")
def results() -> Results:
    return load("toy-chain").run()


def drawn(figure: Figure, gid: str) -> Any:
    """The artist of an id."""
    (artist,) = figure.findobj(lambda item: isinstance(item, Artist) and item.get_gid() == gid)
    return cast(Any, artist)


def test_hindcast_shows_its_numbers(found: Hindcast) -> None:
    figure = hindcast(found)
    for name in found.dataset["indicator"].values:
        one = found.dataset.sel(indicator=name)
        seen = drawn(figure, f"model:{name}").get_ydata()
        factor = one["predicted"].sel(year=START).item() / seen[list(one["year"].values).index(START)]
        np.testing.assert_allclose(seen * factor, one["predicted"].values, rtol=1e-9)
        np.testing.assert_allclose(drawn(figure, f"no_change:{name}").get_ydata() * factor, one["no_change"], rtol=1e-9)
        whole = np.where(one["months"].values == 12, one["observed"].values, np.nan)
        np.testing.assert_allclose(drawn(figure, f"observed:{name}").get_ydata() * factor, whole, rtol=1e-9)
        part = np.where(one["months"].values < 12, one["observed"].values, np.nan)
        np.testing.assert_allclose(drawn(figure, f"part:{name}").get_ydata() * factor, part, rtol=1e-9)
        edges = drawn(figure, f"band:{name}").get_paths()[0].vertices[:, 1] * factor
        assert edges.max() == pytest.approx(np.nanmax(one["high"].values))
    table = data(figure)
    assert table is not None
    assert len(table) == found.dataset["observed"].size


@pytest.mark.parametrize(("code", "size"), [("en", "page"), ("ru", "column"), ("kk", "slide")])
def test_hindcast_can_be_printed(found: Hindcast, code: str, size: style.Size) -> None:
    assert_printable(hindcast(found, language=code, size=size), size)


def test_history_goes_on_in_the_scenarios(results: Results) -> None:
    figure = history(results, "production", "shirts")
    seen = drawn(figure, "observed:production:shirts")
    factor = 1.5e6 / seen.get_ydata()[-1]
    assert (np.asarray(seen.get_ydata()) * factor).round(6).tolist() == [1.3e6, 1.4e6, 1.5e6]
    for name in results.scenarios:
        line = drawn(figure, f"production:shirts:{name}").get_ydata() * factor
        path = results.dataset["production"].sel(scenario=name, commodity="shirts").values
        np.testing.assert_allclose(line, path, rtol=1e-9)
    table = data(figure)
    assert table is not None
    assert set(table["kind"]) == {"observed", "model"}
    assert set(table["unit"]) == {"item"}


def test_history_takes_what_was_observed_most_often(results: Results) -> None:
    table = data(history(results, language="ru"))
    assert table is not None
    assert table["indicator"][0] == "production"
    assert table["member"][0] == "shirts"
    with pytest.raises(InputError, match="production:shirts"):
        history(results, "harvest")
