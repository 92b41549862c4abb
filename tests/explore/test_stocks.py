"""Goods that pile up are told."""

from __future__ import annotations

import warnings

import pytest

import ioscenario as ios


def test_a_ban_on_exports_piles_up_the_crop() -> None:
    ban = ios.Scenario(name="ban", extends="baseline", settings={"policy.lint.export_limit": "0 %"})
    with pytest.warns(UserWarning, match="ban: more than a year's production of seed_cotton lies in stock from 20"):
        ios.load("kazakhstan-cotton").run(ban)


def test_no_shipped_scenario_piles_anything_up() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        ios.load("kazakhstan-cotton").run()
