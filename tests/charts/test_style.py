"""What is drawn can be seen by every reader: contrast, colours, and how text is broken and charts are enlarged."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from ioscenario.charts import style
from ioscenario.charts.enlarging import enlarge
from ioscenario.charts.view import View
from tests.charts.everything import Given
from tests.charts.test_layout import NAMES, kept, made_up

#: Colours as they are seen with a missing cone: Machado, Oliveira and Fernandes (2009), severity 1.
SEEN = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
HUES = (
    style.GREEN,
    style.ORANGE,
    style.SKY,
    style.BLUE,
    style.PURPLE,
    style.VERMILLION,
    style.OLIVE,
    style.REFERENCE,
)


def linear(colour: Any) -> Any:
    """Linear red, green and blue of a colour."""
    share = np.array(to_rgb(colour))
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(colour: Any, ground: Any = "white") -> float:
    """Contrast of WCAG 2.2: 1 for the same luminance, 21 for black on white."""
    dark, light = sorted(float(linear(item) @ TO_XYZ[1]) for item in (colour, ground))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: Any) -> Any:
    """CIELAB of linear red, green and blue."""
    ratio = TO_XYZ @ np.clip(rgb, 0.0, 1.0) / np.array([0.9505, 1.0, 1.089])
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_contrast_by_published_pairs() -> None:
    assert contrast("black") == pytest.approx(21.0)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.005)  # the lightest grey for text on white


@pytest.mark.parametrize("colour", [style.INK, style.SOFT, style.REFERENCE, style.CLAIM])
def test_type_stands_out_from_paper(colour: str) -> None:
    assert contrast(colour) >= 4.5


@pytest.mark.parametrize("colour", HUES)
def test_marks_stand_out_from_paper(colour: str) -> None:
    assert contrast(colour) >= 3.0


@pytest.mark.parametrize("cones", list(SEEN))
def test_colours_are_told_apart_by_every_reader(cones: str) -> None:
    seen = {colour: lab(SEEN[cones] @ linear(colour)) for colour in HUES}
    near = {pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(HUES, 2)}
    assert min(near.values()) >= 16.5


@pytest.mark.parametrize("name", NAMES)
def test_text_and_lines_of_charts_stand_out(name: str) -> None:
    figure = kept(name, "en")
    texts = {item.get_color() for item in figure.findobj(Text) if item.get_text().strip()}
    pale = [colour for colour in texts if contrast(colour) < 4.5 and contrast(colour) > 1.01]
    assert not pale  # white type stands on colours of its own
    lines = [item for item in figure.findobj(Line2D) if ":" in str(item.get_gid() or "")]
    faint = [item.get_gid() for item in lines if contrast(item.get_color()) < 3.0]
    assert not faint


def test_a_scenario_has_its_colour_in_every_subset() -> None:
    whole = made_up().dataset.assign_attrs(scenario_order="now renewal renewal_access")
    part = whole.sel(scenario=["now", "renewal_access"])
    colours = [View(Given(dataset), "en").scenario_colours for dataset in (whole, part)]
    assert colours[1] == {name: colours[0][name] for name in ("now", "renewal_access")}
    assert colours[0]["now"] == style.REFERENCE


def test_a_scenario_of_the_users_own_comes_after_those_of_the_pack() -> None:
    named = made_up().dataset.assign_coords(scenario=["now", "mine", "renewal"])
    colours = View(Given(named.assign_attrs(scenario_order="now renewal")), "en").scenario_colours
    assert list(colours) == ["now", "renewal", "mine"]


def test_enlarging_multiplies_all_that_is_measured_in_points() -> None:
    figure = Figure(figsize=(2.0, 1.0))
    axes = figure.add_subplot()
    (line,) = axes.plot([0, 1], [0, 1], linewidth=1.5, marker="o", markersize=4.0)
    dots = axes.scatter([0.5], [0.5], s=9.0, linewidth=0.5)
    note = axes.annotate("x", (0.5, 0.5), xytext=(3.0, 0.0), textcoords="offset points", size=8.0)
    axes.tick_params(labelsize=8.0, length=2.5)
    enlarge(figure, 2.0)
    assert tuple(figure.get_size_inches()) == (4.0, 2.0)
    assert (line.get_linewidth(), line.get_markersize()) == (3.0, 8.0)
    assert dots.get_sizes()[0] == 36.0
    assert note.get_fontsize() == 16.0
    assert note.xyann == (6.0, 0.0)
    assert axes.xaxis.get_tick_params()["labelsize"] == 16.0
    assert axes.xaxis.get_tick_params()["length"] == 5.0
