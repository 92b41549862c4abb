"""The split of a difference between two scenarios, for reading."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ioscenario.assessment.explain_words import Words
from ioscenario.problems import InputError, Problem, nearest

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from ioscenario.charts.style import Size
    from ioscenario.pack.loading import Pack
    from ioscenario.scenario.library import Flat

#: Columns of a table, in order.
COLUMNS: Final = ("shapley", "low", "high", "share", "standard_error", "alone", "last")
#: Quantiles of contributions over the draws.
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, eq=False)
class Attribution:
    """What brings about the difference of a scenario from another one.

    Parameters
    ----------
    pack
        The pack.
    scenario, reference
        The scenarios compared.
    dataset
        Every indicator in every year; see :func:`ioscenario.assessment.attribution.attribute`.
    year
        Year shown unless another is asked for.
    titles
        Titles of the scenario's ancestors by name and language.
    """

    pack: Pack = field(repr=False)
    scenario: Flat
    reference: Flat
    dataset: xr.Dataset = field(repr=False)
    year: int
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @property
    def by(self) -> str:
        """What the difference is split by."""
        return str(self.dataset.attrs["by"])

    @property
    def exact(self) -> bool:
        """Whether every order was looked at."""
        return str(self.dataset.attrs["method"]) == "exact"

    @property
    def indicators(self) -> list[str]:
        """Labels of the indicators."""
        return [str(name) for name in self.dataset["indicator"].values]

    def chosen(self, indicator: str | None = None, year: int | None = None) -> xr.Dataset:
        """One indicator in one year; with draws the means, which add up, and their ``low`` and ``high`` ends.

        Parameters
        ----------
        indicator
            Its label; None: the first.
        year
            A year; None: that of the attribution.

        Raises
        ------
        InputError
            For an indicator or a year that was not asked for.
        """
        label = self.indicators[0] if indicator is None else indicator
        when = self.year if year is None else year
        if label not in self.indicators:
            near = nearest(str(label), self.indicators)
            expected = "one of the indicators of the attribution"
            raise InputError([Problem("unknown-indicator", expected, value=str(label), nearest=near)])
        years = self.dataset["year"].values.tolist()
        if when not in years:
            raise InputError([Problem("unknown-year", f"a year from {years[0]} to {years[-1]}", value=str(when))])
        found = self.dataset.sel(indicator=label, year=when)
        if "sample" not in found.dims:
            return found
        ends = found[["shapley", "difference"]].quantile([LOW, HIGH], "sample", skipna=False)
        low, high = (ends.sel(quantile=q, drop=True) for q in (LOW, HIGH))
        spread: dict[str, xr.DataArray] = {"low": low["shapley"], "high": high["shapley"]}
        spread |= {"difference_low": low["difference"], "difference_high": high["difference"]}
        return found.mean("sample", skipna=False).assign(spread)

    def table(self, indicator: str | None = None, year: int | None = None) -> pd.DataFrame:
        """Parts in rows, the largest contribution first, in the unit of the indicator.

        Returns
        -------
        pandas.DataFrame
            ``shapley`` adds up to the difference; ``share`` of it; ``standard_error``, zero where exact;
            ``alone``: the gain if only this part is set; ``last``: what is lost without it; ``paths``. With
            draws these are means, and ``low`` and ``high`` the 5 % and 95 % quantiles of ``shapley``.
        """
        found = self.chosen(indicator, year)
        spread = [name for name in ("low", "high") if name in found]
        names = ["shapley", "standard_error", "alone", "last", *spread, "paths"]
        frame = found[names].to_dataframe()[names]
        whole = float(found["difference"])
        frame["share"] = frame["shapley"] / whole if whole else float("nan")
        order = np.argsort(-frame["shapley"].abs().to_numpy(), kind="stable")
        return frame.iloc[order][[name for name in (*COLUMNS, "paths") if name in frame]]

    def names(self, language: str = "en") -> dict[str, str]:
        """Names of the parts in a language."""
        words, titles = Words(self.pack, language), {name: item[language] for name, item in self.titles.items()}
        return {str(name): words.player(self.by, str(name), titles) for name in self.dataset["part"].values}

    def title(self, language: str = "en", indicator: str | None = None, year: int | None = None) -> str:
        """The difference in words."""
        words, found = Words(self.pack, language), self.chosen(indicator, year)
        return words.say(
            "attribution.title",
            name=self.indicator_name(language, indicator),
            year=int(found["year"]),
            scenario=self.scenario.title_in(language),
            reference=self.reference.title_in(language),
            total=shown(words, float(found["difference"]), str(found["unit"].values)),
        )

    def indicator_name(self, language: str, indicator: str | None = None) -> str:
        """Name of an indicator with its members."""
        found = self.chosen(indicator)
        words, label = Words(self.pack, language), str(found["indicator"].values)
        name = words.say(f"variable.{found['variable'].values}")
        members = [item for item in label.partition("[")[2].rstrip("]").split(", ") if item]
        return f"{name} ({', '.join(map(words.anything, members))})" if members else name

    def method(self, language: str = "en") -> str:
        """How the split was made, as a sentence."""
        say, attributes = Words(self.pack, language).say, self.dataset.attrs
        if not attributes["players"]:
            return say("attribution.nothing")
        exact, sampled = int(attributes["players"]), int(attributes["orders"])
        text = say("attribution.exact", exact) if self.exact else say("attribution.sampled", sampled)
        draws = int(attributes["samples"])
        return f"{text} {say('attribution.draws', draws)}" if draws else text

    def shown_table(self, language: str = "en", indicator: str | None = None, year: int | None = None) -> pd.DataFrame:
        """The table with names and formatted numbers, and the whole as the last row."""
        import pandas as pd

        words, found = Words(self.pack, language), self.chosen(indicator, year)
        frame, names, unit = self.table(indicator, year), self.names(language), str(found["unit"].values)
        columns = [name for name in COLUMNS if name in frame and not (name == "standard_error" and self.exact)]
        sizes = [float(value) for value in frame[["shapley", "alone"]].to_numpy().ravel()]
        factor, scaled = words.say.scale(sizes, unit)

        def cell(name: str, value: float) -> str:
            if not np.isfinite(value):
                return "–"
            if name == "share":
                return words.say.percent(value, 1)
            return words.say.number(value / factor, signed=name != "standard_error")

        rows = [[names[str(part)], *(cell(name, row[name]) for name in columns)] for part, row in frame.iterrows()]
        whole = {"shapley": float(found["difference"]), "share": 1.0 if float(found["difference"]) else float("nan")}
        whole |= {end: float(found[f"difference_{end}"]) for end in ("low", "high") if end in found}
        rows.append([words.say("attribution.whole"), *(cell(n, whole[n]) if n in whole else "" for n in columns)])
        heads = [words.say("attribution.part"), *(words.say(f"attribution.{name}") for name in columns)]
        heads[1] = f"{heads[1]}, {scaled}"
        return pd.DataFrame(rows, columns=heads)

    def text(self, language: str = "en", indicator: str | None = None, year: int | None = None) -> str:
        """The whole as text."""
        table = self.shown_table(language, indicator, year).to_string(index=False)
        return f"{self.title(language, indicator, year)}\n{table}\n{self.method(language)}"

    def chart(
        self, indicator: str | None = None, year: int | None = None, *, language: str = "en", size: Size = "column"
    ) -> Figure:
        """The split as a waterfall; see :func:`ioscenario.charts.attribution.attribution`."""
        from ioscenario.charts.attribution import attribution

        return attribution(self, indicator, year, language=language, size=size)

    def facts(self) -> dict[str, Any]:
        """Everything for programs: every indicator in the year, and in all years."""
        attributes = self.dataset.attrs
        found = {}
        for label in self.indicators:
            one = self.chosen(label)
            frame = self.table(label)
            found[label] = {
                "unit": str(one["unit"].values),
                **{name: float(one[name]) for name in ("reference", "scenario", "difference")},
                "parts": frame.reset_index(names="part"),
            }
        keys = ("by", "method", "players", "orders", "samples", "seed")
        return {
            "scenario": self.scenario.name,
            "reference": self.reference.name,
            "year": self.year,
            **{key: attributes[key] for key in keys},
            "indicators": found,
        }

    def __repr__(self) -> str:
        return f"<Attribution: {self.title()}>"

    def _repr_html_(self) -> str:
        parts = []
        for label in self.indicators:
            table = self.shown_table("en", label).to_html(index=False, escape=True)
            parts.append(f"<p>{html.escape(self.title('en', label))}</p>{table}")
        return "".join(parts) + f"<p>{html.escape(self.method())}</p>"


def shown(words: Words, value: float, unit: str) -> str:
    """A difference with its sign and unit; of shares in per cent."""
    if unit == "1":
        return words.say.percent(value, 2, signed=True)
    return words.quantity(value, unit, signed=True, significant=3)
