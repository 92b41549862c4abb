"""What results rest on besides the pack: settings of scenarios, choices, version, draws."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    from ioscenario.language import Language
    from ioscenario.results import Results

#: Columns of the table of settings.
COLUMNS: Final = (
    "scenario", "path", "setting", "kind", "years", "values", "unit", "from", "to", "where", "role", "rationing",
)  # fmt: skip

#: Role of the parameters that policy sets.
LEVER: Final = "lever"


def settings(results: Results) -> pd.DataFrame:
    """Every setting in force, in the order in which each scenario applies them.

    Parameters
    ----------
    results
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`: the setting as a scenario file writes it and in numbers
        (canonical unit), where it is written, the parameter's role, the scenario's choice
        of rationing. A scenario that sets nothing has one row without a path.
    """
    rows: list[dict[str, object]] = []
    nothing = {name: None if name in ("from", "to") else "" for name in COLUMNS}
    for name, scenario in _scenarios(results).items():
        for item in scenario["operations"] or [{}]:
            listed = {key: ", ".join(f"{value:.12g}" for value in item.get(key, ())) for key in ("years", "values")}
            rows.append({**nothing, "scenario": name, **item, **listed, "rationing": scenario["rationing"]})
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("from", "to"):
        frame[name] = frame[name].astype("Int64")
    return frame


def changed_assumptions(results: Results) -> dict[str, list[str]]:
    """Paths that are not levers and that each scenario sets, by scenario."""
    return {
        name: list(dict.fromkeys(item["path"] for item in scenario["operations"] if item["role"] != LEVER))
        for name, scenario in _scenarios(results).items()
    }


def rationing(results: Results) -> dict[str, str]:
    """Who is served where supply is short, by scenario: the whole rule, as ``Rule.of`` reads it."""
    return {name: str(scenario["rationing"]) for name, scenario in _scenarios(results).items()}


def choices(results: Results, language: Language) -> pd.DataFrame:
    """Rationing and changed assumptions of each scenario, for a reader.

    Parameters
    ----------
    results
        Results of a run.
    language
        Language of the words.

    Returns
    -------
    pandas.DataFrame
        One row a scenario; of the assumptions that the reference changes too, the other
        scenarios say only that.
    """
    from ioscenario.scenario.rationing import Rule

    titles = results.dataset[f"scenario_title_{language.code}"].to_series()
    processes = results.dataset[f"process_name_{language.code}"].to_series()
    names = {str(process): str(name) for process, name in processes.items()}
    changed = changed_assumptions(results)
    common = changed[results.reference]
    rows = []
    for name, rule in rationing(results).items():
        own = changed[name] if name == results.reference else [path for path in changed[name] if path not in common]
        parts = [language("run.as_reference")] if common and name != results.reference else []
        text = ", ".join([*parts, *own]) or language("run.no_assumptions")
        rows.append((titles[name], Rule.of(rule).text(language, names), text))
    words = ("dimension.scenario", "column.rationing", "summary.assumptions_changed")
    return pd.DataFrame(rows, columns=[language(word) for word in words])


def about(results: Results) -> pd.DataFrame:
    """What made the results: version, pack, date, draws.

    Returns
    -------
    pandas.DataFrame
        Columns item and value.
    """
    data = results.dataset
    samples = data.sizes.get("sample", 0)
    notes = {"note": "values are medians of the samples, of codes the most frequent"} if samples else {}
    items = {
        "version": data.attrs["version"],
        "pack": data.attrs["pack"],
        "title": data.attrs["pack_title_en"],
        "pack_hash": data.attrs["pack_hash"],
        "date": data.attrs["date"],
        "seed": data.attrs["seed"] if samples else "none",
        "samples": samples or "none: central values of all parameters",
        "scenarios": ", ".join(results.scenarios),
        "reference": results.reference,
        **notes,
    }
    return pd.DataFrame({"item": list(items), "value": [str(value) for value in items.values()]})


def _scenarios(results: Results) -> dict[str, dict[str, Any]]:
    return dict(json.loads(results.dataset.attrs["scenarios_json"]))
