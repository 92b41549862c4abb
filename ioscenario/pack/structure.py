"""The structure of a data pack: which commodities and processes exist and how they connect.

This is the schema of ``chain.yaml``: the class is at once the validator and the
reference. It holds no numbers but years; numbers are in the parameter table.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ioscenario.dimensions import EFFECTS
from ioscenario.yamlnodes import ID_PATTERN

Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=60)]


class Strict(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Text(Strict):
    """One text in the three languages."""

    en: str
    ru: str
    kk: str


class Commodity(Strict):
    """A good with a physical unit of its own."""

    id: Id
    name: Text
    unit: str
    """Physical unit, such as ``t``, ``m2`` or ``item``."""
    exports: Literal["open", "demand", "none"]
    """``open``: sold abroad without limit at the going price; ``demand``: up to an export demand."""
    imports: Literal["fill", "none"]
    """``fill``: what home supply does not cover is imported; ``none``: a shortage limits the user."""
    storable: bool = False
    """Whether what is left over is carried into the next year."""
    final: bool = False
    """Whether the home market (households, procurement) demands it."""
    host: str | None = None
    """Sector of the national table that sells it, for a commodity that no process makes."""


class Process(Strict):
    """An activity with one main output; coefficients are per unit of it."""

    id: Id
    name: Text
    output: Id
    inputs: tuple[Id, ...] = ()
    coproducts: tuple[Id, ...] = ()
    crop: bool = False
    """Whether it is the field crop: output is area times yield, described by ``growing.*``."""
    host: str
    """Sector of the national table that holds it."""


class Branch(Strict):
    """A branch of the sector outside the chain: its output and jobs are given."""

    id: Id
    name: Text
    host: str


class NationalBlock(Strict):
    """Which lines of the national table play which part; the table itself is in ``table/``."""

    final: tuple[str, ...]
    """Columns of final demand, in the order of the files."""
    households: str
    """Column of household consumption."""
    capital: str
    """Column of fixed capital formation."""
    inventories: str
    """Column of stock changes."""
    exports: str
    """Column of exports."""
    labour: str
    """Component of value added that pays labour."""
    electricity: str
    """Sector that supplies electricity."""
    transport: str | None = None
    """Sector that supplies land transport; without one its price moves nothing."""


class Structure(Strict):
    """The whole of ``chain.yaml``."""

    schema_version: Literal[1]
    base_year: Annotated[int, Field(ge=1900, le=2200)]
    horizon: Annotated[int, Field(ge=1900, le=2200)]
    currency: str
    reference: Id
    """Name of the reference scenario."""
    raw_material: Id
    """The commodity whose use at home is the processing depth."""
    commodities: tuple[Commodity, ...]
    processes: tuple[Process, ...]
    branches: tuple[Branch, ...] = ()
    scenarios: tuple[Id, ...] = ()
    """Order in which scenarios are shown; those not named follow by name."""
    table: NationalBlock | None = None
    """The national table around the chain; without one a pack has direct effects only."""

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Base year to horizon."""
        return tuple(range(self.base_year, self.horizon + 1))

    @cached_property
    def effects(self) -> tuple[str, ...]:
        """Effects that can be told: direct ones only without a national table."""
        return EFFECTS if self.table is not None else EFFECTS[:1]

    @cached_property
    def commodity(self) -> dict[str, Commodity]:
        """Commodities by id, in file order."""
        return {item.id: item for item in self.commodities}

    @cached_property
    def process(self) -> dict[str, Process]:
        """Processes by id, in file order."""
        return {item.id: item for item in self.processes}

    @cached_property
    def crop(self) -> Process | None:
        """The crop process, if the pack has one."""
        return next((item for item in self.processes if item.crop), None)

    @cached_property
    def industry(self) -> tuple[Process, ...]:
        """All processes but the crop, in file order."""
        return tuple(item for item in self.processes if not item.crop)

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(process, input commodity) pairs, in file order."""
        return tuple((item.id, name) for item in self.industry for name in item.inputs)

    @cached_property
    def coproduct_links(self) -> tuple[tuple[str, str], ...]:
        """(process, co-product) pairs, in file order."""
        return tuple((item.id, name) for item in self.industry for name in item.coproducts)

    @cached_property
    def maker(self) -> dict[str, str]:
        """Process that makes a commodity as its main output."""
        return {item.output: item.id for item in self.processes}

    @cached_property
    def raw(self) -> tuple[str, ...]:
        """Commodities that no process makes: they need a supply path."""
        made = set(self.maker) | {name for _, name in self.coproduct_links}
        return tuple(item.id for item in self.commodities if item.id not in made)
