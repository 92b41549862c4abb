"""The answer to a goal in sentences, in three languages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ioscenario.language import Language
from ioscenario.naming import names_in, path_name

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.explore.goal import Aim
    from ioscenario.explore.goalanswer import GoalAnswer
    from ioscenario.explore.indicators import Indicator


#: Mixes that cost no more than this above the best, as a share, are as good.
TIE: Final = 1e-3


def sentences(answer: GoalAnswer, language: str) -> list[str]:
    """What came of a goal: reached or not, at what cost, what binds, and how surely.

    Parameters
    ----------
    answer
        The answer.
    language
        ``en``, ``ru`` or ``kk``.
    """
    say = Language(language)
    first = _reached(answer, say) if answer.feasible else _missed(answer, say)
    told = (_lost, _fresh, _one_more, _levers)
    said = (_asked(answer, say), first, *(part(answer, say) for part in told))
    return [line for part in (*said, _effort(answer, say)) for line in part]


def indicator_name(answer: GoalAnswer, item: Indicator, say: Language, per: str = "") -> str:
    """Name of an indicator with its members."""
    data = answer.results.dataset
    name = say(f"variable.{item.variable}") + (f" / {say(f'variable.{per}')}" if per else "")
    members = []
    for dim, member in item.where.items():
        named = f"{dim}_name_{say.code}"
        members.append(str(data[named].sel({dim: member}).values) if named in data.coords else member)
    return say("chart.sweep.members", name=name, members=", ".join(members)) if members else name


def amount(value: float, unit: str, say: Language) -> str:
    """A value of an indicator with its unit; a share in per cent."""
    return say.percent(value, 1) if unit == "1" else say.quantity(value, unit, significant=4)


def wanted(aim: Aim, say: Language) -> str:
    """What a target asks for."""
    return say("goalseek.at_least" if aim.target.at_least else "goalseek.at_most",
               value=amount(aim.target.value, aim.unit, say))  # fmt: skip


def lever_name(answer: GoalAnswer, path: str, say: Language) -> str:
    """What a lever is, and of what."""
    return path_name(say, path, names_in(answer.results.dataset.attrs, say.code))


def _reached(answer: GoalAnswer, say: Language) -> Iterator[str]:
    """At what cost."""
    scenarios = _titles(answer, say)
    yield say(
        "goalseek.reached", len(answer.targets), cost=say(f"appraisal.{answer.goal.minimise}"),
        amount=say.quantity(answer.cost, answer.money), scenario=scenarios[answer.goal.reference.name],
    )  # fmt: skip
    if answer.cost_range is not None:
        low, high = (say.quantity(value, answer.money) for value in answer.cost_range)
        yield say("goalseek.cost_range", low=low, high=high)
    if answer.start_cost:
        yield say("goalseek.start_cost", amount=say.quantity(answer.start_cost, answer.money),
                  scenario=scenarios[answer.goal.start.name])  # fmt: skip


def _lost(answer: GoalAnswer, say: Language) -> Iterator[str]:
    """Targets that are reached in their year and not kept."""
    for aim, (_, row) in zip(answer.goal.aims, answer.targets.iterrows(), strict=True):
        if not math.isnan(row["lost"]):
            name = indicator_name(answer, aim.target.indicator, say, aim.per)
            yield say("goalseek.lost", indicator=name, year=row["year"], lost=int(row["lost"]))


def _one_more(answer: GoalAnswer, say: Language) -> Iterator[str]:
    """What more of each target would cost."""
    if not answer.feasible:
        return
    for aim, (_, row) in zip(answer.goal.aims, answer.targets.iterrows(), strict=True):
        told = {"indicator": indicator_name(answer, aim.target.indicator, say, aim.per), "year": row["year"]}
        if math.isnan(row["one_more"]):
            yield say("goalseek.no_more", **told)
        elif row["one_more"] > 0.0:
            yield say("goalseek.one_more", **told, amount=say.quantity(row["one_more"], answer.money))


def _missed(answer: GoalAnswer, say: Language) -> Iterator[str]:
    """What cannot be had, and what stands in the way."""
    worst = -answer.targets["margin_share"].min()
    chance = answer.goal.chance
    if chance is not None and worst <= 0.0:  # each in so many draws, but not in the same ones
        yield say("goalseek.missed_jointly", share=say.percent(chance.at_least, 0))
    else:
        yield say("goalseek.missed", share=say.percent(worst, 1))
    for aim, (_, row) in zip(answer.goal.aims, answer.targets.iterrows(), strict=True):
        if row["reached"]:
            continue
        name = indicator_name(answer, aim.target.indicator, say, aim.per)
        sign = 1.0 if aim.target.at_least else -1.0
        told = {"indicator": name, "year": row["year"], "wanted": wanted(aim, say)}
        if sign * (row["alone"] - row["wanted"]) < 0.0:
            key = "goalseek.missed_alone" if aim.target.at_least else "goalseek.missed_alone_most"
            yield say(key, **told, alone=amount(row["alone"], aim.unit, say))
        else:
            yield say("goalseek.missed_together", **told, value=amount(row["value"], aim.unit, say))
    names = _names(answer, say)
    for year, rows in answer.limits.groupby("year"):
        listed = [f"{names[row['process']]} – {say('limit.' + str(row['limit']))}" for row in rows.to_dict("records")]
        yield say("goalseek.limits", year=year, limits="; ".join(listed))


def _asked(answer: GoalAnswer, say: Language) -> Iterator[str]:
    """How surely the targets are to be reached: all that follows is to be read so."""
    chance = answer.goal.chance
    if chance is not None:
        key = "goalseek.asked_together" if chance.together else "goalseek.asked"
        yield say(key, share=say.percent(chance.at_least, 0))


def _fresh(answer: GoalAnswer, say: Language) -> Iterator[str]:
    """How surely they are, in the draws of the search and in others."""
    rows = list(zip(answer.goal.aims, answer.targets.to_dict("records"), strict=True))
    names = [indicator_name(answer, aim.target.indicator, say, aim.per) for aim, _ in rows]
    if answer.goal.chance is not None:
        for name, (_, row) in zip(names, rows, strict=True):
            yield say(
                "goalseek.fresh", indicator=name, share=say.percent(row["probability"], 0),
                fresh=say.percent(row["probability_fresh"], 0), low=say.percent(row["low_fresh"], 0),
                high=say.percent(row["high_fresh"], 0),
            )  # fmt: skip
        if answer.goal.chance.together and len(rows) > 1:
            yield say("goalseek.fresh_together", share=say.percent(answer.together, 0))
    elif answer.feasible and not math.isnan(answer.together):
        listed = [f"{name}, {row['year']} – {say.percent(row['probability_fresh'], 0)}"
                  for name, (_, row) in zip(names, rows, strict=True)]  # fmt: skip
        yield say("goalseek.drawn", shares="; ".join(listed))
        if len(rows) > 1:
            yield say("goalseek.drawn_together", share=say.percent(answer.together, 0))


def _levers(answer: GoalAnswer, say: Language) -> Iterator[str]:
    """Levers at an end of their range, not needed, or paid for by others."""
    mix = answer.mix
    for at, key in (("high", "at_end"), ("low", "at_low_end"), ("as_is", "as_is")):
        if (mix["at"] == at).any():
            yield say(f"goalseek.{key}", levers=_listed(answer, mix[mix["at"] == at], say))
    if "beyond" in mix and (mix["beyond"] > 1e-6).any():
        helping = mix[mix["beyond"] > 1e-6].sort_values("beyond", ascending=False)
        yield say("goalseek.beyond", levers=_listed(answer, helping, say))
    others = mix[(mix["at"] != "as_is") & ~mix["payer"].str.contains("budget")]
    if len(others):
        yield say("goalseek.others_pay", levers=_listed(answer, others, say))
    rows = zip(answer.goal.aims, answer.targets.to_dict("records"), strict=True)
    assumed = [f"{indicator_name(answer, aim.target.indicator, say, aim.per)}, {row['year']}"
               for aim, row in rows if row["assumed"]]  # fmt: skip
    if assumed:
        yield say("goalseek.assumed", targets="; ".join(assumed))


def _effort(answer: GoalAnswer, say: Language) -> Iterator[str]:
    """What the search can say for itself."""
    evidence = answer.evidence
    if answer.feasible:
        same = sum(cost <= evidence.basins[0] * (1.0 + TIE) for cost in evidence.basins if evidence.basins[0] > 0.0)
        if evidence.gap is None:
            yield say("goalseek.basins", starts=say.number(evidence.starts, 0))
        elif same > 1:
            yield say("goalseek.ties", same, starts=say.number(evidence.starts, 0), share=say.percent(TIE, 1))
        else:
            yield say("goalseek.gap", starts=say.number(evidence.starts, 0), share=say.percent(evidence.gap, 1))
    # three digits tell enough, and the word has to agree with the number that is shown
    runs, seconds = float(f"{evidence.runs:.3g}"), say.number(evidence.seconds, 1)
    yield say("goalseek.effort", runs, seconds=seconds, seed=evidence.seed)


def _listed(answer: GoalAnswer, rows: pd.DataFrame, say: Language) -> str:
    return "; ".join(lever_name(answer, str(path), say) for path in rows.index)


def _titles(answer: GoalAnswer, say: Language) -> dict[str, str]:
    """Titles of scenarios by name."""
    data = answer.results.dataset
    titles = data[f"scenario_title_{say.code}"].values
    return dict(zip(map(str, data["scenario"].values), map(str, titles), strict=True))


def _names(answer: GoalAnswer, say: Language) -> dict[str, str]:
    """Names of processes by id."""
    data = answer.results.dataset
    return dict(zip(map(str, data["process"].values), map(str, data[f"process_name_{say.code}"].values), strict=True))


def payer_name(payer: str, say: Language) -> str:
    """Who pays, in the language where the catalogue knows the payer."""
    key = f"payer.{re.sub(r'[^a-z]+', '_', payer).strip('_')}"
    return say(key) if say.has(key) else payer


__all__: Sequence[str] = ("amount", "indicator_name", "lever_name", "payer_name", "sentences", "wanted")
