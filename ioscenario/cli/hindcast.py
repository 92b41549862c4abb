"""``ioscenario hindcast``: starts in years that are over, scored against what happened, and the open forecast."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ioscenario.cli.common import (
    JsonOption,
    LanguageOption,
    PackOption,
    Tongue,
    print_frame,
    print_json,
    print_result,
    wrapped,
)
from ioscenario.cli.folder import refusals, run_folder
from ioscenario.problems import InputError

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.assessment.hindcast import Hindcast
    from ioscenario.language import Language
    from ioscenario.model import Model
    from ioscenario.naming import Names

#: A number that moves a prediction by this share when changed by a tenth is said to matter.
WEIGHTY: Final = 0.01
#: Draws of the interval unless told otherwise.
DRAWS: Final = 500


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("hindcast")(hindcast)


def hindcast(
    entry: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="An entry of hindcast.yaml; none: every entry.")
    ] = None,
    pack: PackOption = None,
    samples: Annotated[int, typer.Option("--samples", min=2, help="Draws of the 90 % interval.")] = DRAWS,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws.")] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the numbers (csv) and charts (png, svg) here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote to --out.")] = False,
    language: LanguageOption = Tongue.en,
    as_json: JsonOption = False,
) -> None:
    """Start the model in an earlier year with the drivers observed since, and score it against what happened.

    Beside it stand no change and the trend. Years that were not observed yet are a forecast, with its interval.
    """
    from ioscenario.assessment.hindcast import find
    from ioscenario.language import Language
    from ioscenario.model import load

    if out is not None:
        problems = refusals(out, force=force)
        if problems:
            raise InputError(problems)
    model = load(pack)
    first = find(model, entry)
    names = [first.id] if entry is not None else [item.id for item in model.pack.hindcasts]
    found = [model.hindcast(name, samples, seed) for name in names]
    files = [] if out is None else _write(found, model, out, language.value)
    if as_json:
        told = [item.facts() | {"table": item.table()} for item in found]
        print_json({"hindcasts": told, "calibration": model.pack.calibration, "out": out, "files": files})
        return
    say = Language(language.value)
    held = next((item.overall["coverage"] for item in found if item.overall["years"]), float("nan"))
    for item in found:
        _print(item, say, held)
    _print_calibration(model, say)
    if out is not None:
        print_result(say("run.written", folder=out, files=", ".join(files)))


# ------------------------------------------------------------------------- telling


def _print(found: Hindcast, say: Language, held: float) -> None:
    """One hindcast: its scores, years, breaks and forecast; `held` is how often intervals held in a hindcast."""
    print_result(found.title(say.code))
    for line in wrapped(found.note(say.code)):
        print_result(line)
    scored = found.scores[found.scores["years"] > 0]
    if len(scored):
        print_result("")
        print_frame(_scores(found, scored, say), title=say("hindcast.scores"))
        for text in (_told(found, scored, say), say("hindcast.how")):
            for line in wrapped(text):
                print_result(line)
        print_result("")
        print_frame(_years(found, say), title=say("hindcast.by_year"))
    if len(found.forecast):
        print_result("")
        print_frame(_forecast(found, say), title=_forecast_title(found, say))
        if not math.isnan(held):
            for line in wrapped(say("hindcast.warned", share=_share(held, say))):
                print_result(line)
    if found.breaks:
        print_result("")
        print_result(say("hindcast.breaks"))
        names = dict(zip(_keys(found), _names(found, say), strict=True))
        for item in found.breaks:
            about = names.get((item["indicator"], item["label"]), "")
            for line in wrapped(f"{item['year']} {about}. {item['text'][say.code]}".replace(" .", ".")):
                print_result(line)
    if len(found.later):
        moving = int((found.later["effect"] >= WEIGHTY).sum())
        for line in wrapped(say("hindcast.later", len(found.later), moving=moving)):
            print_result(line)
    print_result("")


def _names(found: Hindcast, say: Language) -> list[str]:
    return [str(name) for name in found.dataset[f"name_{say.code}"].values]


def _keys(found: Hindcast) -> list[tuple[str, str]]:
    data = found.dataset
    return [(str(v), str(m)) for v, m in zip(data["variable"].values, data["label"].values, strict=True)]


def _scores(found: Hindcast, scored: pd.DataFrame, say: Language) -> pd.DataFrame:
    """Scores in the reader's words."""
    import pandas as pd

    names = dict(zip(found.dataset["indicator"].values.tolist(), _names(found, say), strict=True))
    shares = {
        "mape": "mape", "bias": "bias", "mape_no_change": "no_change", "mape_trend": "trend", "skill": "skill",
        "gaining": "gaining", "coverage": "coverage",
    }  # fmt: skip
    frame: dict[str, list[Any]] = {
        say("hindcast.indicator"): [names[str(name)] for name in scored.index],
        say("hindcast.years"): scored["years"].tolist(),
    }
    for column, word in shares.items():
        signed = column in ("bias", "skill")
        frame[say(f"hindcast.{word}")] = [_share(value, say, signed) for value in scored[column]]
    return pd.DataFrame(frame)


def _share(value: float, say: Language, signed: bool = False) -> str:
    """A share in per cent; nothing where there is none."""
    return say.number(value) if math.isnan(value) else say.percent(value, 0, signed=signed)


def _told(found: Hindcast, scored: pd.DataFrame, say: Language) -> str:
    """What the scores say as a whole."""
    overall = found.overall
    compared = scored["skill"].dropna()
    texts = [
        say("hindcast.wins", len(compared), wins=int((compared > 0.0).sum())),
        say("hindcast.overall", model=_share(overall["predicted"], say), no_change=_share(overall["no_change"], say)),
    ]
    if not math.isnan(overall["coverage"]):
        texts.append(say("hindcast.covered", share=_share(overall["coverage"], say)))
    return " ".join(texts)


def _years(found: Hindcast, say: Language) -> pd.DataFrame:
    """Observed and predicted, year by year."""
    import pandas as pd

    table = found.table()
    table = table[table["scored"]]
    rows = [
        (row[f"name_{say.code}"], row["year"], *_amounts(row, ("observed", "predicted"), say), _span(row, say),
         _share(row["error"], say, signed=True))
        for row in table.to_dict("records")
    ]  # fmt: skip
    words = ("indicator", "year", "observed", "predicted", "interval", "mape")
    return pd.DataFrame(rows, columns=[say(f"hindcast.{word}") for word in words])


def _forecast(found: Hindcast, say: Language) -> pd.DataFrame:
    """The forecast with its interval."""
    import pandas as pd

    names = dict(zip(found.dataset["indicator"].values.tolist(), _names(found, say), strict=True))
    rows = [
        (names[row["indicator"]], row["year"], *_amounts(row, ("predicted",), say), _span(row, say))
        for row in found.forecast.to_dict("records")
    ]
    words = ("indicator", "year", "predicted", "interval")
    return pd.DataFrame(rows, columns=[say(f"hindcast.{word}") for word in words])


def _forecast_title(found: Hindcast, say: Language) -> str:
    years = sorted(set(found.forecast["year"].tolist()))
    shown = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    date = str(found.dataset.attrs["vintage"])
    return say("hindcast.forecast", years=shown, date=date) if date else say("hindcast.forecast_plain", years=shown)


def _amounts(row: dict[Any, Any], columns: tuple[str, ...], say: Language) -> list[str]:
    return [say.quantity(float(row[name]), str(row["unit"])) for name in columns]


def _span(row: dict[Any, Any], say: Language) -> str:
    """The interval in the unit of its upper end; nothing where there is none."""
    low, high = float(row["low"]), float(row["high"])
    if math.isnan(low):
        return say.number(low)
    factor, unit = say.scale(high, str(row["unit"]))
    return f"{say.number(low / factor)}–{say.number(high / factor)} {unit}"


def _print_calibration(model: Model, say: Language) -> None:
    """What was fitted to history, where the pack says so."""
    import pandas as pd

    from ioscenario.naming import names_of

    table = model.pack.calibration
    if table is None or table.empty:
        return
    names = names_of(model.pack, say.code)
    rows = [_fitted(row, names, say) for row in table.to_dict("records")]
    words = ("parameter", "value", "interval", "prior")
    columns = [*(say(f"hindcast.{word}") for word in words), say("column.unit"), say("hindcast.observations")]
    print_frame(pd.DataFrame(rows, columns=columns), title=say("hindcast.calibration"))


def _fitted(row: dict[Any, Any], names: Names, say: Language) -> tuple[str, ...]:
    """A parameter that was fitted: name, estimate, interval and earlier range in one unit, and the years."""
    from ioscenario.naming import measure, path_name

    path, ends = str(row["path"]), ("estimate", "low", "high", "prior_low", "prior_high")
    factor, unit = measure(say, path, str(row["unit"]), [float(row[end]) for end in ends])
    value, low, high, prior_low, prior_high = (say.number(float(row[end]) / factor) for end in ends)
    interval = f"{low}–{high}" if row["informative"] == "yes" else say("hindcast.untold")
    years = str(row["years"]).replace(";", ", ")
    return path_name(say, path, names), value, interval, f"{prior_low}–{prior_high}", unit, years


# ------------------------------------------------------------------------- writing


def _write(found: list[Hindcast], model: Model, out: Path, language: str) -> list[str]:
    """Numbers and charts in a folder; nothing under its final name until all is there."""
    from ioscenario.charts import save
    from ioscenario.charts.hindcast import hindcast as drawn

    facts = {
        "version": str(found[0].dataset.attrs["version"]),
        "pack": model.pack.name,
        "hindcasts": [item.id for item in found],
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    files: list[str] = []
    with run_folder(out, facts) as folder:
        for item in found:
            stem = f"hindcast-{item.id}"
            tables = {"scores": item.scores.reset_index(), "years": item.table(), "forecast": item.forecast}
            for name, table in tables.items():
                table.to_csv(folder / f"{stem}-{name}.csv", index=False, encoding="utf-8")
                files.append(f"{stem}-{name}.csv")
            figure = drawn(item, language=language)
            for kind in ("png", "svg"):
                save(figure, folder / f"{stem}-{language}.{kind}")
                files.append(f"{stem}-{language}.{kind}")
    return files
