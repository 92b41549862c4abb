"""``ioscenario goalseek``: the least-cost mix of levers that reaches targets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ioscenario.cli.common import (
    JsonOption,
    LanguageOption,
    PackOption,
    StrictOption,
    Tongue,
    collected_warnings,
    plain,
    print_frame,
    print_json,
    print_result,
    print_warnings,
)
from ioscenario.cli.folder import refusals, run_folder
from ioscenario.cli.pack import enclosing_pack
from ioscenario.problems import InputError

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.explore.goalanswer import GoalAnswer
    from ioscenario.language import Language

#: Front, written as netCDF.
FRONT: Final = "front.nc"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("goalseek")(goalseek)


def goalseek(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A goal file; see docs/goalseek.md.")],
    pack: PackOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the scenario, tables and charts here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote to --out.")] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Seed of the search and its draws, instead of the file's.")
    ] = None,
    language: LanguageOption = Tongue.en,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Search for the mix of levers that reaches targets at the least public cost.

    That no mix within the ranges does is an answer too: it comes with the best that can be reached, and
    with what limits.
    """
    from ioscenario.language import Language
    from ioscenario.model import load

    if out is not None and (found := refusals(out, force=force)):
        raise InputError(found)
    with collected_warnings() as warned:
        answer = load(pack or enclosing_pack(file)).goal_seek(file, seed=seed)
    print_warnings(warned, as_json=as_json, strict=strict)
    say = Language(language.value)
    files = [] if out is None else write_answer(answer, out, say)
    if as_json:
        front = {} if answer.front is None else {"front": answer.front.to_dict()}
        print_json({**answer.facts(), **front, "out": out, "files": files})
        return
    _print(answer, say)
    if out is not None:
        print_result(say("goalseek.written", folder=out, files=", ".join(files)))


def _print(answer: GoalAnswer, say: Language) -> None:
    """The answer in sentences and tables."""
    for line in answer.summary(say.code):
        print_result(line)
    print_result()
    print_frame(mix_frame(answer, say), title=say("goalseek.mix"))
    print_result()
    print_frame(targets_frame(answer, say), title=say("goalseek.targets"))
    if answer.front is None:
        return
    for place in range(answer.front.sizes["objective"]):
        item = answer.goal.objectives[place].indicator
        from ioscenario.explore.goalwords import indicator_name

        print_result()
        title = say("goalseek.front", indicator=indicator_name(answer, item, say), year=item.year)
        print_frame(front_frame(answer, place, say), title=title)


def mix_frame(answer: GoalAnswer, say: Language) -> pd.DataFrame:
    """Levers as a table for reading."""
    import pandas as pd

    from ioscenario.explore.goalwords import lever_name, payer_name

    def word(name: str) -> str:
        return say(f"goalseek.column.{name}")

    rows = []
    for path, row in answer.mix.iterrows():
        value = say("goalseek.not_set") if row["at"] == "as_is" else say.number(row["value"], None)
        rows.append(
            {
                word("lever"): path, word("name"): lever_name(answer, str(path), say), word("value"): value,
                word("low"): say.number(row["low"], None), word("high"): say.number(row["high"], None),
                word("unit"): "" if row["unit"] == "1" else row["unit"], word("payer"): payer_name(row["payer"], say),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def targets_frame(answer: GoalAnswer, say: Language) -> pd.DataFrame:
    """Targets as a table for reading."""
    import pandas as pd

    from ioscenario.explore.goalwords import amount, indicator_name, wanted

    rows = []
    for aim, (_, row) in zip(answer.goal.aims, answer.targets.iterrows(), strict=True):
        cells = {
            "target": indicator_name(answer, aim.target.indicator, say, aim.per), "year": str(row["year"]),
            "wanted": wanted(aim, say), "start": amount(row["start"], aim.unit, say),
            "value": amount(row["value"], aim.unit, say), "reached": say("yes" if row["reached"] else "no"),
        }  # fmt: skip
        if "alone" in row:
            cells["alone"] = amount(row["alone"], aim.unit, say)
        if "probability" in row:
            cells["probability"] = say.percent(row["probability"], 0)
        rows.append({say(f"goalseek.column.{name}"): cell for name, cell in cells.items()})
    return pd.DataFrame(rows)


def front_frame(answer: GoalAnswer, place: int, say: Language) -> pd.DataFrame:
    """One front as a table for reading: cost, value, and the levers that differ between its points."""
    import pandas as pd

    from ioscenario.explore.goalwords import amount, indicator_name

    assert answer.front is not None  # asked only where there is one
    front, objective = answer.front.isel(objective=place), answer.goal.objectives[place]
    rows = []
    for point in range(front.sizes["point"]):
        if front["cost"].isnull()[point]:
            break
        at_knee = say("goalseek.knee") if point == int(front["knee"]) else ""
        rows.append(
            {
                say("goalseek.column.cost"): say.quantity(float(front["cost"][point]), answer.money),
                indicator_name(answer, objective.indicator, say): amount(
                    float(front["value"][point]), objective.unit, say
                ),
                "": at_knee,
            }
        )
    return pd.DataFrame(rows)


def write_answer(answer: GoalAnswer, out: Path, say: Language) -> list[str]:
    """Scenario, tables, the answer as JSON, the front; nothing under its final name until all is there.

    Returns
    -------
    list of str
        Names of the files, the scenario first.
    """
    from ioscenario.charts import save
    from ioscenario.charts.front import front as drawn

    attributes = answer.results.dataset.attrs
    facts = {
        "version": attributes["version"],
        "pack": attributes["pack"],
        "pack_hash": attributes["pack_hash"],
        "goal": answer.goal.name,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    scenario = f"{answer.scenario.name}.yaml"
    with run_folder(out, facts) as folder:
        answer.to_yaml(folder / scenario)
        answer.mix.to_csv(folder / "mix.csv", encoding="utf-8")
        answer.targets.to_csv(folder / "targets.csv", encoding="utf-8")
        answer.limits.to_csv(folder / "limits.csv", index=False, encoding="utf-8")
        text = json.dumps(plain(answer.facts()), ensure_ascii=False, indent=2)
        (folder / "answer.json").write_text(text + "\n", encoding="utf-8")
        (folder / "answer.txt").write_text("\n".join(answer.summary(say.code)) + "\n", encoding="utf-8")
        if answer.front is not None:
            answer.front.to_netcdf(folder / FRONT, engine="h5netcdf")
            for place, item in enumerate(answer.goal.objectives):
                stem = f"front-{item.indicator.variable}-{item.indicator.year}-{say.code}"
                stem = "-".join([stem.removesuffix(f"-{say.code}"), *item.indicator.where.values(), say.code])
                figure = drawn(answer, place, language=say.code)
                for kind in ("png", "svg"):
                    save(figure, folder / f"{stem}.{kind}")
        names = sorted(path.name for path in folder.iterdir())
    return [scenario, *(name for name in names if name != scenario)]
