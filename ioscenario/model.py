"""The model: a data pack, its scenarios, and the way to run them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ioscenario.labelled import dataset
from ioscenario.pack.loading import Pack, find_pack, load_pack, shipped
from ioscenario.problems import InputError, Problem
from ioscenario.results import Results
from ioscenario.scenario.language import parse_scenario, read_scenario
from ioscenario.scenario.library import Flat, Library, flatten
from ioscenario.scenario.resolve import Array, Design, resolve
from ioscenario.scenario.written import Scenario
from ioscenario.simulation import simulate
from ioscenario.version import __version__

if TYPE_CHECKING:
    import pandas as pd


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
        if isinstance(scenario, Scenario):
            return flatten(parse_scenario(scenario, self.pack), self.library)
        if isinstance(scenario, Path) or str(scenario).endswith((".yaml", ".yml")):
            return flatten(read_scenario(Path(scenario), self.pack), self.library)
        return flatten(scenario, self.library)

    def run(
        self, *scenarios: str | Path | Scenario, samples: int | None = None, seed: int | None = None
    ) -> Results:
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
            Seed of the draws; None with `samples` means 0.

        Returns
        -------
        Results
            With the dimension ``sample`` exactly when `samples` is given.

        Raises
        ------
        InputError
            With everything that is wrong with the scenarios.

        Warns
        -----
        UserWarning
            For a lever that a scenario sets and that changes nothing.

        Examples
        --------
        >>> import ioscenario as ios
        >>> results = ios.load("toy-chain").run(samples=10, seed=1)
        >>> results.dataset.sizes["sample"]
        10
        """
        flats = self._chosen(scenarios)
        draws: Mapping[str, Array] = {}
        if samples is not None:
            from ioscenario.explore.draws import draw

            seed = 0 if seed is None else seed
            draws = draw(self.pack, samples, seed)
        design = Design(flats, draws, samples or 1)
        arrays = simulate(resolve(self.pack, design))
        self._warn_of_idle_levers(flats)
        data = dataset(
            self.pack,
            design,
            arrays,
            seed=seed if samples is not None else None,
            sampled=samples is not None,
            version=__version__,
        )
        return Results(data)

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

    def with_parameters(self, parameters: pd.DataFrame | str | Path) -> Model:
        """A new model with other parameter values.

        Parameters
        ----------
        parameters
            A frame with the columns of `parameters`, or a workbook with such a sheet
            first. Its rows stand for all old rows of their paths.

        Raises
        ------
        InputError
            With every row that does not fit the pack.
        """
        import pandas as pd

        if isinstance(parameters, pd.DataFrame):
            return Model(self.pack.with_parameters(parameters))
        if not Path(parameters).is_file():
            raise InputError([Problem("missing-file", "a workbook with parameters", file=str(parameters))])
        frame = pd.read_excel(parameters, dtype=object, keep_default_na=False)
        return Model(self.pack.with_parameters(frame, file=str(parameters)))

    def __repr__(self) -> str:
        structure = self.pack.structure
        return f"<Model {self.pack.name}: {structure.base_year}-{structure.horizon}, {len(self.library)} scenarios>"

    def _repr_html_(self) -> str:
        return f"<h3>{self.pack.title.en}</h3>{self.library.frame()[['title', 'note']].to_html(escape=True)}"
