"""The chart of an audit shows what the audit says, in every language, and can be printed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

import ioscenario as ios
from ioscenario.assessment.audit import Audit
from ioscenario.charts import style
from ioscenario.charts.claims import claims, pages
from ioscenario.dimensions import LANGUAGES
from ioscenario.problems import InputError
from tests.charts.printable import assert_printable


@cache
def audited() -> Audit:
    """The claims of the toy chain."""
    return ios.load("toy-chain").claims(samples=40)


def drawn(figure: Any, gid: str) -> Any:
    """The one thing with an id."""
    (found,) = figure.findobj(lambda item: item.get_gid() == gid)
    return found


def test_bars_and_diamonds_are_the_numbers_over_the_central_value() -> None:
    figure = claims(audited())
    frame = audited().frame.set_index("reading")
    for claim, reading in (("shirts_2025", "as_stated"), ("jobs_promise", "norms"), ("jobs_promise", "with_buyers")):
        told = frame.loc[reading]
        bar = drawn(figure, f"model:{claim}:{reading}").get_xdata()
        assert list(bar) == pytest.approx([told["q05"] / told["model"], told["q95"] / told["model"]])
        mark = drawn(figure, f"claim:{claim}:{reading}").get_xdata()
        assert list(mark) == pytest.approx([told["claimed_low"] / told["model"]])


def test_a_claim_of_another_sign_has_no_diamond() -> None:
    figure = claims(audited())
    assert not figure.findobj(lambda item: item.get_gid() == "claim:jobs_promise:added")


def test_a_range_on_both_sides_of_zero_has_no_bar() -> None:
    first, *others = audited().findings
    wide = replace(first, model=replace(first.model, low=-first.model.high))
    figure = claims(replace(audited(), findings=(wide, *others)))
    assert not figure.findobj(lambda item: str(item.get_gid()).endswith("shirts_2025:as_stated"))


def test_the_numbers_are_kept() -> None:
    kept = style.data(claims(audited()))
    assert kept is not None
    assert kept["reading"].tolist() == audited().frame["reading"].tolist()


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_can_be_printed(code: str) -> None:
    for size in ("column", "slide") if code == "en" else ("column",):
        for figure in pages(audited(), language=code, size=size):
            assert_printable(figure, size)


def test_pages_part_between_claims_and_lose_none() -> None:
    parts = [style.data(claims(audited(), page, room=3.0)) for page in (1, 2)]
    assert [set(part["claim"]) for part in parts if part is not None] == [{"shirts_2025"}, {"jobs_promise"}]
    with pytest.raises(InputError, match="page from 1 to 1"):
        claims(audited(), 2)
