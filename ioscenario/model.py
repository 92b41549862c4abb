"""The model: a data pack, its scenarios, and the way to run them."""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ioscenario.files import given_path
from ioscenario.labelled import dataset
from ioscenario.pack.loading import Pack, find_pack, load_pack, shipped
from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.results import Results
from ioscenario.scenario.language import parse_scenario, read_scenario
from ioscenario.scenario.library import Flat, Library, flatten
from ioscenario.scenario.resolve import Array, Design
from ioscenario.scenario.written import Scenario
from ioscenario.version import __version__

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ioscenario.assessment.attributed import Attribution
    from ioscenario.assessment.attribution import By
    from ioscenario.assessment.audit import Audit
    from ioscenario.assessment.explain import Explanation
    from ioscenario.assessment.hindcast import Hindcast
    from ioscenario.explore.goal import Goal
    from ioscenario.explore.goalanswer import GoalAnswer
    from ioscenario.explore.indicators import Indicator
    from ioscenario.explore.sweep import Sweep
    from ioscenario.table import IOTable

#: Seeds that every file format keeps exactly.
LARGEST_SEED: Final = 2**63 - 1


def packs() -> pd.DataFrame:
    """What ships: one row a data pack.

    Returns
    -------
    pandas.DataFrame
        Index ``name``; columns ``title``, ``default``, ``folder``.

    Examples
    --------
    >>> import ioscenario as ios
    >>> "toy-chain" in ios.packs().index
    True
    """
    import pandas as pd

    rows = []
    for name, folder in shipped().items():
        pack = load_pack(folder)
        rows.append({"name": name, "title": pack.title.en, "default": pack.default, "folder": str(folder)})
    return pd.DataFrame(rows).set_index("name")


def load(pack: str | Path | None = None) -> Model:
    """Load a data pack.

    Parameters
    ----------
    pack
        Name of a shipped pack, or a folder; None: the pack marked as default.

    Raises
    ------
    InputError
        With every mistake of the pack, or the nearest name of a pack that ships.

    Examples
    --------
    >>> import ioscenario as ios
    >>> model = ios.load("toy-chain")
    >>> list(model.scenarios.index)[0]
    'baseline'
    """
    return Model(load_pack(find_pack(pack)))


class Model:
    """A data pack ready to run.

    Parameters
    ----------
    pack
        A checked pack.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    @cached_property
    def library(self) -> Library:
        """The pack's scenarios by name."""
        return Library.read(self.pack)

    @property
    def parameters(self) -> pd.DataFrame:
        """The parameter table: every number with unit, range, grade, source or derivation."""
        return self.pack.frame

    @cached_property
    def levers(self) -> pd.DataFrame:
        """Levers: what each does, unit, today's value, range, who pays, and the source."""
        import pandas as pd

        from ioscenario.pack.units import convert

        year = self.pack.structure.base_year
        rows = [
            {
                "path": path,
                "does": item.field.text,
                "unit": item.shown_unit,
                "today": convert(item.at(year), item.unit, item.shown_unit),
                "low": convert(item.at(year, "lows"), item.unit, item.shown_unit),
                "high": convert(item.at(year, "highs"), item.unit, item.shown_unit),
                "payer": item.field.payer,
                "grade": item.grade,
                "source": item.source,
            }
            for path, item in self.pack.parameters.items()
            if item.field.lever
        ]
        return pd.DataFrame(rows).set_index("path")

    def table(self, language: str | None = None) -> IOTable:
        """The pack's national table, for static input-output analysis.

        Parameters
        ----------
        language
            Language of the sectors' names; None: their ids.

        Raises
        ------
        InputError
            For a pack without a national table, or an unknown language.

        Examples
        --------
        >>> import ioscenario as ios
        >>> table = ios.load().table()
        >>> table.n
        68
        """
        national, structure = self.pack.national, self.pack.structure
        if national is None:
            raise InputError([Problem("no-table", "a pack with a national table", value=self.pack.name)])
        if language is not None and language not in national.names:
            near = nearest(language, national.names)
            expected = "one of the languages " + ", ".join(national.names)
            raise InputError([Problem("unknown-language", expected, value=language, nearest=near)])
        labels = national.sectors if language is None else national.names[language]
        source = f"{getattr(self.pack.title, language or 'en')} ({self.pack.hash[:8]})"
        return national.iotable(labels, currency=structure.currency, year=structure.base_year, source=source)

    @property
    def scenarios(self) -> pd.DataFrame:
        """Scenarios of the pack: titles, notes, parents."""
        return self.library.frame()

    def scenario(self, scenario: str | Path | Scenario) -> Flat:
        """A scenario with its ancestors applied.

        Parameters
        ----------
        scenario
            Name of one of the pack's scenarios, a YAML file, or a `Scenario`.

        Raises
        ------
        InputError
            With everything that is wrong with it.
        """
        _check_scenarios([scenario])
        if isinstance(scenario, Scenario):
            return flatten(parse_scenario(scenario, self.pack), self.library)
        if not isinstance(scenario, str) or scenario.endswith((".yaml", ".yml")):
            return flatten(read_scenario(given_path(scenario, "a scenario file"), self.pack), self.library)
        return flatten(scenario, self.library)

    def run(self, *scenarios: str | Path | Scenario, samples: int | None = None, seed: int | None = None) -> Results:
        """Run scenarios.

        Parameters
        ----------
        *scenarios
            Names, YAML files or `Scenario` objects; none: all of the pack. The
            reference scenario is always run and comes first.
        samples
            Number of draws of the uncertain parameters; None: central values only.
            The same sample is the same draw in every scenario.
        seed
            Seed of the draws, from 0; None with `samples` means 0. Without `samples`
            nothing is drawn and a seed is refused.

        Returns
        -------
        Results
            With the dimension ``sample`` exactly when `samples` is given.

        Raises
        ------
        InputError
            With everything that is wrong with the call or the scenarios; when the results
            would take more memory than is sensible, with the samples that fit.

        Warns
        -----
        UserWarning
            For a lever that a scenario sets and that changes nothing, for goods of which more than a
            year's production piles up, and for raw material that is not made because nobody would take it:
            the share processed at home leaves it out.

        Examples
        --------
        >>> import ioscenario as ios
        >>> results = ios.load("toy-chain").run(samples=10, seed=1)
        >>> results.dataset.sizes["sample"]
        10
        """
        from ioscenario.batches import check_size, simulated

        _check_call(scenarios, samples, seed)
        flats = self._chosen(scenarios)
        check_size(self.pack, len(flats), samples or 1)
        draws: Mapping[str, Array] = {}
        if samples is not None:
            from ioscenario.explore.draws import draw

            samples, seed = int(samples), int(seed or 0)
            draws = draw(self.pack, samples, seed)
        design = Design(flats, draws, samples or 1)
        arrays = simulated(self.pack, design)
        self._warn_of_idle_levers(flats)
        self._warn_of_stocks(flats, arrays)
        data = dataset(
            self.pack,
            design,
            arrays,
            seed=seed if samples is not None else None,
            sampled=samples is not None,
            version=__version__,
        )
        _warn_of_unmade(data)
        return Results(data.assign_attrs(scenario_order=" ".join(self.library)))

    def sweep(
        self,
        sweep: str | Path | Mapping[str, Any],
        *,
        out: str | Path | None = None,
        workers: int = 1,
        dask: str | None = None,
        restart: bool = False,
        confirm: bool = False,
        progress: bool = True,
    ) -> Sweep:
        """Run a sweep: scenarios x values of levers x draws of uncertain parameters.

        Parameters
        ----------
        sweep
            A sweep file (``docs/sweeps.md``), or a mapping with the keys of one.
        out
            Folder to write to, chunk by chunk; a sweep that was interrupted there goes on.
            None: results are kept in memory.
        workers
            Number of processes. In a script, call it below ``if __name__ == "__main__":``.
        dask
            Address of a dask scheduler to use instead, such as ``tcp://127.0.0.1:8786``.
        restart
            Whether another sweep in `out` may be replaced, and an unfinished one begun anew.
        confirm
            Whether a request that takes more than an hour or much room is meant.
        progress
            Whether runs, rate and time left are shown on stderr.

        Returns
        -------
        Sweep
            The same numbers with any number of workers.

        Raises
        ------
        InputError
            With everything that is wrong with the file or the call.

        Examples
        --------
        >>> import ioscenario as ios
        >>> grants = {"policy.mill.capex_grant": {"from": "0 %", "to": "50 %", "steps": 3}}
        >>> sweep = ios.load("toy-chain").sweep({"name": "grants", "levers": grants}, progress=False)
        >>> sweep.dataset["policy.mill.capex_grant"].values
        array([ nan, 0.  , 0.25, 0.5 ])
        """
        from ioscenario.explore.sweep import Calling, run_sweep
        from ioscenario.explore.sweepfile import read_sweep

        source = sweep if isinstance(sweep, Mapping) else given_path(sweep, "a sweep file")
        folder = None if out is None else given_path(out, "a folder for the sweep")
        if folder is not None and not folder.name:  # "." has no name of its own to write beside
            folder = folder.resolve()
        plan = read_sweep(source, self.pack, self.library)
        found = run_sweep(plan, Calling(folder, workers, dask, restart, confirm, progress))
        found.dataset.attrs["scenario_order"] = " ".join(self.library)
        return found

    def starting(self, year: int, drivers: Collection[str] | None = None) -> Model:
        """The model with an earlier base year.

        Parameters
        ----------
        year
            A year for which the pack gives the state: rows of ``parameters.csv`` with that
            ``year``. The base year gives the model itself.
        drivers
            Paths whose rows after `year` are kept; every other path then stays at its value
            of `year`. None: all rows are kept.

        Returns
        -------
        Model
            To the same horizon; before the base year without the national table, so that effects are direct ones.

        Raises
        ------
        InputError
            With every path of the state that has no row of that year, and unknown drivers.

        Examples
        --------
        >>> import ioscenario as ios
        >>> ios.load("toy-chain").starting(2025).pack.structure.base_year
        2025
        """
        from ioscenario.pack.starting import started

        pack = started(self.pack, year, drivers)
        return self if pack is self.pack else Model(pack)

    def hindcast(
        self,
        id: str | None = None,  # noqa: A002 - as hindcast.yaml calls it
        samples: int | None = None,
        seed: int | None = None,
    ) -> Hindcast:
        """Start in an earlier year with what was observed of the drivers, and score against what happened.

        Parameters
        ----------
        id
            Entry of the pack's ``hindcast.yaml``; None: the first.
        samples, seed
            Draws for the 90 % interval, as in `run`; without samples there is no interval.

        Returns
        -------
        Hindcast
            ``dataset``, ``scores``, ``forecast``, ``breaks``; see :class:`ioscenario.assessment.hindcast.Hindcast`.

        Raises
        ------
        InputError
            For a pack without hindcasts, an unknown id, or a start whose state is not known.
        """
        from ioscenario.assessment.hindcast import hindcast

        return hindcast(self, id, samples, seed)

    def _chosen(self, scenarios: tuple[str | Path | Scenario, ...]) -> tuple[Flat, ...]:
        """The scenarios wanted, the reference first, each once."""
        wanted: tuple[str | Path | Scenario, ...] = scenarios or tuple(self.library)
        flats: dict[str, Flat] = {}
        for flat in map(self.scenario, (self.pack.structure.reference, *wanted)):
            if flats.setdefault(flat.name, flat).hash != flat.hash:
                raise InputError([Problem("name-taken", "scenarios with names of their own", key=flat.name)])
        return tuple(flats.values())

    def _warn_of_idle_levers(self, flats: tuple[Flat, ...]) -> None:
        from ioscenario.explore.idle import idle_levers

        for scenario, path in idle_levers(self.pack, flats):
            warnings.warn(f"{scenario}: {path} changes nothing in this scenario", UserWarning, stacklevel=3)

    def _warn_of_stocks(self, flats: tuple[Flat, ...], arrays: Mapping[str, Array]) -> None:
        from ioscenario.explore.stocks import piling_up

        for scenario, commodity, year in piling_up(self.pack, flats, arrays):
            text = f"more than a year's production of {commodity} lies in stock from {year} on; nobody takes it"
            warnings.warn(f"{scenario}: {text}", UserWarning, stacklevel=3)

    def targets(self, results: Results | Sweep, language: str = "en") -> pd.DataFrame:
        """Where each scenario stands to each target of the programme.

        Parameters
        ----------
        results
            Results or a sweep of this pack, with samples for probabilities.
        language
            Language of texts and titles.

        Returns
        -------
        pandas.DataFrame
            Indexed by (target, scenario): `text`, `year`, `direction`, `amount` (the target), `value` in
            its year (with samples the median, and `low` and `high`, the 5th and 95th percentiles), `gap`
            and `gap_share` (negative is short of the target), `unit`, `outcome` (met, lost, late, missed),
            `first_year` in which it is reached, `probability` with its interval and `runs`, and who says
            so: `status` (published, or a working assumption), `grade`, `source`.

        Raises
        ------
        InputError
            For a pack without targets, results of another pack, and an unknown language.

        Examples
        --------
        >>> import ioscenario as ios
        >>> model = ios.load("toy-chain")
        >>> model.targets(model.run("more_demand")).loc[("shirts_2028", "more_demand"), "outcome"]
        'met'
        """
        from ioscenario.assessment.targets import table
        from ioscenario.pack.register import as_records
        from ioscenario.pack.targets import target_records

        if str(results.dataset.attrs["pack"]) != self.pack.name:
            found = str(results.dataset.attrs["pack"])
            raise InputError([Problem("other-pack", f"results of the pack {self.pack.name}", value=found)])
        return table(results, target_records(self.pack), as_records(self.pack), language)

    def enterprises(self, by: str = "entry", language: str = "en") -> pd.DataFrame:
        """How plausible the register of enterprises is.

        Parameters
        ----------
        by
            ``entry``: each enterprise, its jobs and money beside what such plant takes; ``process``: the
            sum of the register against the sector.
        language
            Language of names and of what is odd.

        Returns
        -------
        pandas.DataFrame
            See :func:`ioscenario.assessment.enterprises.frame` and
            :func:`ioscenario.assessment.enterprises.sector`; `flags` lists what is odd, in words.

        Raises
        ------
        InputError
            For a pack without a register, an unknown way or language.

        Examples
        --------
        >>> import ioscenario as ios
        >>> table = ios.load("toy-chain").enterprises()
        >>> float(table.loc[("new_tailor", "project"), "capital_per_job"].round(2))
        7.41
        """
        from ioscenario.assessment.enterprises import frame, sector

        ways = {"entry": frame, "process": sector}
        findings = Findings()
        if by not in ways:
            findings.add("call", "entry or process", key="by", value=by, nearest=nearest(str(by), ways))
        if self.pack.enterprises.empty:
            findings.add("no-enterprises", "a pack with enterprises.csv", value=self.pack.name)
        findings.raise_if_any()
        return ways[by](self.pack, language)

    def contributions(self, *scenarios: str | Path | Scenario, delays: Sequence[int] = (1, 2, 3)) -> xr.Dataset:
        """What each enterprise of the register adds to the indicators of the targets: runs without it.

        Parameters
        ----------
        *scenarios
            Scenarios as in `run`; none: the reference.
        delays
            Years by which announced projects are put off.

        Returns
        -------
        xarray.Dataset
            ``contribution``, ``delayed``, ``together``, ``interaction``; see
            :func:`ioscenario.assessment.leaveout.contributions`.

        Raises
        ------
        InputError
            With everything that is wrong with the call or the scenarios.

        Examples
        --------
        >>> import ioscenario as ios
        >>> found = ios.load("toy-chain").contributions("more_demand").sel(scenario="more_demand", year=2030)
        >>> float(found["contribution"].sel(enterprise="new_mill", indicator="production:shirts"))
        0.0
        """
        from ioscenario.assessment.leaveout import contributions

        _check_scenarios(scenarios)
        if self.pack.enterprises.empty:
            raise InputError([Problem("no-enterprises", "a pack with enterprises.csv", value=self.pack.name)])
        flats = tuple(map(self.scenario, scenarios or (self.pack.structure.reference,)))
        return contributions(self.pack, flats, delays)

    def shadow_values(
        self,
        scenario: str | Path | Scenario | None = None,
        year: int | None = None,
        indicators: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """What one more unit of each limit would bring in a year: plant, raw material, demand, water, labour.

        Parameters
        ----------
        scenario
            A scenario as in `scenario`; default: the reference.
        year
            A year after the base year; default: the last.
        indicators
            Variables whose change is wanted; default: jobs and output of the sector, value added.

        Returns
        -------
        pandas.DataFrame
            Limits in rows with their level in the year, whether they bind, and the change of each
            indicator per unit; see :func:`ioscenario.explore.shadow.shadow_values`.

        Raises
        ------
        InputError
            With everything that is wrong with the scenario, the year or the indicators.

        Examples
        --------
        >>> import ioscenario as ios
        >>> values = ios.load("toy-chain").shadow_values(year=2026)
        >>> bool((values.loc[~values["binds"], "sector_output"].abs() < 1e-6).all())
        True
        """
        from ioscenario.explore.shadow import INDICATORS, shadow_values

        structure = self.pack.structure
        flat = self.scenario(structure.reference if scenario is None else scenario)
        when = structure.years[-1] if year is None else year
        return shadow_values(self.pack, flat, when, INDICATORS if indicators is None else indicators)

    def claims(
        self,
        results: Results | None = None,
        samples: int = 500,
        seed: int = 0,
        language: str = "en",
        *,
        ids: Sequence[str] = (),
    ) -> Audit:
        """Hold published figures and claims of the pack against the model, with a verdict on each reading.

        Parameters
        ----------
        results
            Results with samples of this pack, whose samples and seed are then used: runs are made
            again, to the same numbers, in the scenarios that the readings name.
        samples
            Draws of the uncertain parameters behind the ranges.
        seed
            Seed of the draws.
        language
            Language of texts.
        ids
            Ids of claims of the pack's ``claims.yaml``; none: all.

        Raises
        ------
        InputError
            For an unknown claim or language, results of another pack or without samples.

        Examples
        --------
        >>> import ioscenario as ios
        >>> ios.load("toy-chain").claims(samples=50).verdicts["shirts_2025"].value
        'holds'
        """
        from ioscenario.assessment.audit import audit, draws_of

        if results is not None:
            samples, seed = draws_of(results, self.pack)
        return audit(self, ids, samples=samples, seed=seed, language=language)

    def goal_seek(self, goal: Goal | str | Path | Mapping[str, Any], *, seed: int | None = None) -> GoalAnswer:
        """Search for the mix of levers that reaches targets at the least public cost.

        Parameters
        ----------
        goal
            A goal file (``docs/goalseek.md``), or a mapping with the keys of one.
        seed
            Seed of the search and of its draws, instead of the goal's.

        Returns
        -------
        GoalAnswer
            Mix, cost, targets and what limits; where no mix within the ranges reaches all targets
            it says so, with the best that can be reached.

        Raises
        ------
        InputError
            With everything that is wrong with the goal.

        Examples
        --------
        >>> import ioscenario as ios
        >>> answer = ios.load("toy-chain").goal_seek(
        ...     {"name": "jobs", "levers": {"policy.shirts.market_access": "pack"},
        ...      "targets": [{"indicator": "sector_jobs", "year": 2030, "at_least": "1000 job"}]})
        >>> answer.feasible, dict(answer.scenario.settings["policy.shirts.market_access"])
        (True, {'from': '2026', 'value': '0.514'})
        """
        from ioscenario.explore.goalanswer import goal_seek

        source = goal if not isinstance(goal, str | os.PathLike) else given_path(goal, "a goal file")
        return goal_seek(self, source, seed=seed)

    def explain(
        self,
        indicator: str | Indicator,
        scenario: str | Path | Scenario | None = None,
        year: int | None = None,
        where: Mapping[str, str] | None = None,
        *,
        samples: int | None = None,
        seed: int = 0,
    ) -> Explanation:
        """Say where a number comes from: formula with its numbers, what bound, the parameter rows behind it.

        Parameters
        ----------
        indicator
            A variable of the results, or an indicator with members of its own.
        scenario
            A scenario as in `scenario`; default: the reference.
        year
            A year; default: the last.
        where
            Members of its dimensions, ``{"process": "mill"}``; dimensions left out are added up.
        samples, seed
            Draws for its 5 to 95 % range; none: no range.

        Returns
        -------
        Explanation
            With ``text(language)``, ``values``, ``formula`` and ``parameters``; see
            :func:`ioscenario.assessment.explain.explain`.

        Raises
        ------
        InputError
            With everything that is wrong with the call or the scenario.

        Examples
        --------
        >>> import ioscenario as ios
        >>> found = ios.load("toy-chain").explain("jobs_direct", "more_demand", 2030, {"process": "mill"})
        >>> found.tree.adds_up, found.parameters.loc["process.mill.existing.labour", "grade"]
        (True, 'E')
        """
        from ioscenario.assessment.explain import explain

        flat = self.scenario(self.pack.structure.reference if scenario is None else scenario)
        return explain(self.pack, flat, indicator, year, where, samples=samples, seed=seed)

    def attribute(
        self,
        indicators: str | Indicator | Sequence[str | Indicator],
        scenario: str | Path | Scenario,
        year: int | None = None,
        *,
        reference: str | Path | Scenario | None = None,
        by: By = "lever",
        permutations: int | None = None,
        samples: int | None = None,
        seed: int = 0,
    ) -> Attribution:
        """Split what a scenario changes among what it sets, adding up exactly (Shapley value).

        Parameters
        ----------
        indicators
            One or several variables or indicators.
        scenario
            A scenario as in `scenario`.
        year
            Year shown; default: the last. All years are in ``dataset``.
        reference
            What it is compared with; default: the pack's reference.
        by
            ``lever``, ``path``, ``place`` (stage or good) or ``parent`` (the scenarios it extends).
        permutations
            Orders to draw; default: all for up to 12 parts, 200 drawn ones for more.
        samples
            Draws of the uncertain parameters, for the range of every contribution; default: central values.
        seed
            Seed of orders and draws.

        Returns
        -------
        Attribution
            With ``table()``, ``text(language)`` and ``dataset``; see
            :func:`ioscenario.assessment.attribution.attribute`.

        Raises
        ------
        InputError
            With everything that is wrong with the call or the scenarios.

        Examples
        --------
        >>> import ioscenario as ios
        >>> split = ios.load("toy-chain").attribute("sector_jobs", "more_demand")
        >>> split.table().index.tolist()
        ['market_access', 'local_content']
        """
        from ioscenario.assessment.attribution import attributed

        first = self.scenario(self.pack.structure.reference if reference is None else reference)
        wanted = [indicators] if not isinstance(indicators, Sequence) or isinstance(indicators, str) else indicators
        second = self.scenario(scenario)
        return attributed(
            self, second, first, wanted, year, by=by, permutations=permutations, samples=samples, seed=seed
        )

    def with_parameters(self, parameters: pd.DataFrame | str | Path) -> Model:
        """A new model with other parameter values.

        Parameters
        ----------
        parameters
            A frame with the columns of `parameters`, a csv file with them, or a workbook with
            such a sheet first. Its rows stand for all old rows of their paths.

        Raises
        ------
        InputError
            With every row that does not fit the pack.
        """
        import pandas as pd

        if isinstance(parameters, pd.DataFrame):
            return Model(self.pack.with_parameters(parameters))
        path = given_path(parameters, "a csv file or workbook with parameters, or a frame")
        if path.name.lower().endswith(".csv"):
            return Model(self.pack.with_parameter_file(path))
        return Model(self.pack.with_parameters(_first_sheet(path), file=str(path)))

    def __repr__(self) -> str:
        structure = self.pack.structure
        return f"<Model {self.pack.name}: {structure.base_year}-{structure.horizon}, {len(self.library)} scenarios>"

    def _repr_html_(self) -> str:
        return f"<h3>{self.pack.title.en}</h3>{self.library.frame()[['title', 'note']].to_html(escape=True)}"


def _warn_of_unmade(data: xr.Dataset) -> None:
    """Told where the share processed at home leaves out what is not made."""
    from ioscenario.language import Language
    from ioscenario.unmade import notes

    for text in notes(data, Language("en")):
        warnings.warn(text, UserWarning, stacklevel=3)


def _first_sheet(path: Path) -> pd.DataFrame:
    """First sheet of a workbook."""
    from zipfile import BadZipFile

    import pandas as pd

    if not path.is_file():
        raise InputError([Problem("missing-file", "a workbook with parameters", file=str(path))])
    if not path.name.lower().endswith((".xlsx", ".xlsm")):
        raise InputError(
            [Problem("file-name", "a workbook with the ending .xlsx, a csv file, or a frame", file=str(path))]
        )
    try:
        return pd.read_excel(path, dtype=object, keep_default_na=False, engine="openpyxl")
    except (BadZipFile, KeyError, OSError, TypeError, ValueError) as error:
        problem = Problem("unreadable-file", "a workbook that can be read", file=str(path))
        raise InputError([problem]) from error


def _check_call(scenarios: Iterable[object], samples: object, seed: object) -> None:
    """Refuse arguments of `Model.run` that mean nothing, all at once."""
    findings = Findings()
    findings.extend(_scenario_problems(scenarios))
    if samples is not None and not _is_whole(samples, 1):
        findings.add("range", "a whole number of samples from 1, or None", key="samples", value=repr(samples))
    if seed is not None and not _is_whole(seed, 0, LARGEST_SEED):
        findings.add("range", f"a whole number from 0 to {LARGEST_SEED}, or None", key="seed", value=repr(seed))
    elif seed is not None and samples is None:
        findings.add("call", "samples together with a seed", key="seed", value=repr(seed))
    findings.raise_if_any()


def _check_scenarios(scenarios: Iterable[object]) -> None:
    """Refuse what is neither a name nor a file nor a scenario."""
    findings = Findings()
    findings.extend(_scenario_problems(scenarios))
    findings.raise_if_any()


def _scenario_problems(scenarios: Iterable[object]) -> Iterable[Problem]:
    for item in scenarios:
        if isinstance(item, Iterable) and not isinstance(item, str | bytes | Mapping | os.PathLike | Scenario):
            expected = 'names one by one, as in run("a", "b"); run() for all'
            yield Problem("scenario", expected, key="run", value=repr(item)[:80])
        elif not isinstance(item, str | os.PathLike | Scenario):
            expected = "the name of a scenario, the path of its file, or a Scenario"
            yield Problem("scenario", expected, key="run", value=repr(item)[:80])


def _is_whole(value: object, low: int, high: int | None = None) -> bool:
    """Whether a value is a whole number in a range; True and False are not."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        return False
    return int(value) >= low and (high is None or int(value) <= high)
