"""A pack, and how it is read: once, wholly, with every problem reported together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ioscenario.pack import files
from ioscenario.pack.chain import read_structure
from ioscenario.pack.claims import Claim, read_claims
from ioscenario.pack.datapackage import DataPackage, check_resources, read_datapackage
from ioscenario.pack.derivation import FACT_ID
from ioscenario.pack.hindcasts import FILE as HINDCASTS
from ioscenario.pack.hindcasts import HindcastEntry, read_hindcasts
from ioscenario.pack.national import NationalTable, read_national
from ioscenario.pack.parameters_table import COLUMNS as PARAMETER_COLUMNS
from ioscenario.pack.parameters_table import GRADES, Parameter, read_parameters
from ioscenario.pack.structure import Id, Structure, Text
from ioscenario.pack.tables import Columns, Table, check_numbers, check_unique, read_table
from ioscenario.pack.targets import TARGETS, ProgrammeTarget, read_targets
from ioscenario.problems import Findings, InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

PARAMETERS: Final = "parameters.csv"

#: Columns of every table besides the parameters; the file is the name with ``.csv``.
TABLES: Final[Mapping[str, Columns]] = {
    "sources": Columns(("id", "publisher", "title"), ("date", "url", "grade")),
    "facts": Columns(("id", "value", "unit", "source"), ("year", "grade", "indicator", "note"), numeric=("value",)),
    "history": Columns(
        ("variable", "label", "year", "value", "unit", "source"),
        ("note", "grade", "months"),
        numeric=("year", "value", "months"),
    ),
    "bridge": Columns(
        ("line", "indicator", "kind", "measure", "label", "factor", "published", "unit", "source", "grade"),
        ("note", "name_en", "name_ru", "name_kk"),
        numeric=("factor", "published"),
    ),
    "enterprises": Columns(
        ("id", "name", "kind", "process", "capacity", "unit", "year", "source"),
        ("jobs", "investment", "investment_unit", "status", "grade", "note"),
        numeric=("capacity", "year", "jobs", "investment"),
    ),
    "fitted": Columns(
        ("path", "indicator", "label", "year", "target", "unit", "source"),
        ("tolerance", "note"),
        numeric=("year", "target", "tolerance"),
    ),
    "calibration": Columns(
        ("path", "unit", "estimate", "low", "high", "prior_low", "prior_high", "years", "n", "informative", "method"),
        ("residual_sd", "note"),
        numeric=("estimate", "low", "high", "prior_low", "prior_high", "n", "residual_sd"),
    ),
}

#: Tables that a pack cannot do without.
REQUIRED: Final = ("sources",)

#: Columns whose cells, taken together, must not repeat.
UNIQUE: Final[Mapping[str, tuple[str, ...]]] = {
    "sources": ("id",),
    "facts": ("id",),
    "history": ("variable", "label", "year"),
    "bridge": ("line",),
    "enterprises": ("id", "process", "year"),
    "fitted": ("path",),
    "calibration": ("path",),
}


@dataclass(frozen=True, eq=False)
class Pack:
    """A data pack, read and checked.

    Parameters
    ----------
    name, title, note, default
        From ``datapackage.json``.
    folder
        Where it was read.
    hash
        SHA-256 of its files, scenarios and scripts apart.
    structure
        Commodities, processes, branches and years.
    parameters
        Every path that the structure has, in the order of the registry.
    frame
        ``parameters.csv`` as read, with ``line``.
    sources, history, bridge, enterprises, fitted, fact_table
        The other tables as read, with the line of each row in
        ``line`` (of the bridge in ``file_line``); empty where the pack has none.
    facts
        Values of facts that are numbers, by id.
    claims
        Published figures.
    targets
        Targets of the programme.
    hindcasts
        What is to be predicted from earlier starts, and forecasts.
    calibration
        What the calibration script of the pack fitted to history, with intervals.
    national
        The national table around the chain, if the pack has one.
    origin
        The pack as it was read, for one with other parameters.
    replaced
        Where the rows of paths are that are not in the pack's own ``parameters.csv``.

    Notes
    -----
    Frames are for reading; a changed parameter is a new pack (:meth:`with_parameters`).
    """

    name: str
    folder: Path
    hash: str
    title: Text
    note: Text | None
    default: bool
    structure: Structure
    parameters: Mapping[str, Parameter]
    frame: pd.DataFrame = field(repr=False)
    sources: pd.DataFrame = field(repr=False)
    history: pd.DataFrame = field(repr=False)
    bridge: pd.DataFrame = field(repr=False)
    enterprises: pd.DataFrame = field(repr=False)
    fitted: pd.DataFrame = field(repr=False)
    facts: Mapping[str, float] = field(repr=False)
    claims: tuple[Claim, ...] = field(repr=False)
    fact_table: pd.DataFrame = field(repr=False)
    version: str = ""
    national: NationalTable | None = field(default=None, repr=False)
    targets: tuple[ProgrammeTarget, ...] = field(default=(), repr=False)
    hindcasts: tuple[HindcastEntry, ...] = field(default=(), repr=False)
    calibration: pd.DataFrame | None = field(default=None, repr=False)
    origin: Pack | None = field(default=None, repr=False)
    replaced: Mapping[str, str] = field(default_factory=dict, repr=False)

    def file_of(self, path: str) -> str:
        """Return the file in which the rows of a path are, as it is named in problems."""
        return self.replaced.get(path, files.shown(self.folder, PARAMETERS))

    def with_parameters(self, frame: pd.DataFrame, *, file: str = "<frame>") -> Pack:
        """Return a pack in which the rows of `frame` stand for the old rows of their paths.

        Parameters
        ----------
        frame
            Columns as in ``parameters.csv``; index and a column ``line`` are ignored.
        file
            Name of the frame in problems; its rows count from 2, as in a sheet.

        Raises
        ------
        InputError
            With every problem of the new rows and of the pack with them.
        """
        findings = Findings()
        table = Table.from_frame(frame, file, PARAMETER_COLUMNS, findings)
        findings.raise_if_any()
        return self._with_table(table)

    def with_parameter_file(self, path: Path) -> Pack:
        """Return a pack in which the rows of a csv file stand for the old rows of their paths.

        Parameters
        ----------
        path
            Columns as in ``parameters.csv``.

        Raises
        ------
        InputError
            With every problem of the file and of the pack with it, by its lines.
        """
        findings = Findings()
        table = read_table(path, str(path), PARAMETER_COLUMNS, findings)
        findings.raise_if_any()
        assert table is not None  # without a table there is a problem
        return self._with_table(table)

    def _with_table(self, table: Table) -> Pack:
        import pandas as pd

        findings = Findings()
        changed = {row["path"] for row in table.rows}
        new = read_parameters(table, self.structure, findings)
        # The paths that the frame leaves out keep what they have.
        wrong = [item for item in findings if item.code != "missing-parameter"]
        if wrong:
            raise InputError(wrong)
        merged = {path: new[path] if path in changed else old for path, old in self.parameters.items()}
        kept = self.frame[~self.frame["path"].isin(changed)]
        digest = hashlib.sha256(self.hash.encode())
        digest.update("\n".join(map(repr, sorted((item.line, *item.cells.items()) for item in table.rows))).encode())
        pack = replace(
            self,
            parameters=merged,
            frame=pd.concat([kept, table.frame()], ignore_index=True),
            hash=digest.hexdigest(),
            origin=self.origin or self,
            replaced={**self.replaced, **dict.fromkeys(changed, table.file)},
        )
        _raise_checked(pack)
        return pack


def load_pack(folder: Path | str) -> Pack:
    """Read a pack.

    Parameters
    ----------
    folder
        A folder with ``datapackage.json``, ``chain.yaml``, ``parameters.csv`` and
        ``sources.csv``; other files as described in the manual.

    Returns
    -------
    Pack

    Raises
    ------
    InputError
        With every problem of every file.
    """
    findings = Findings()
    pack = read_pack(Path(folder), findings)
    findings.raise_if_any()
    assert pack is not None  # without a pack there is a problem
    return pack


def read_pack(folder: Path, findings: Findings) -> Pack | None:
    """Read a pack and collect its problems; the pack may be returned together with some.

    Parameters
    ----------
    folder
        The pack's folder.
    findings
        Takes every problem.

    Returns
    -------
    Pack or None
        None when the description, the structure or the parameters could not be read.
    """
    if not folder.is_dir():
        findings.add("missing-folder", "the folder of a pack", file=files.shown(folder))
        return None
    names = files.list_files(folder, findings)
    if len(findings):  # nothing outside the folder is read, and nothing endless
        return None
    described = read_datapackage(folder, findings)
    if described is not None:
        check_resources(folder, *described, names, findings)
    structure = read_structure(folder / files.CHAIN, files.shown(folder, files.CHAIN), findings)
    tables = {name: _read_table(folder, name, names, findings) for name in TABLES}
    _check_words(tables, findings)
    table = read_table(folder / PARAMETERS, files.shown(folder, PARAMETERS), PARAMETER_COLUMNS, findings)
    claims = read_claims(folder, findings) if files.CLAIMS in names else ()
    targets = read_targets(folder, findings) if TARGETS in names else ()
    national = None if structure is None else read_national(folder, structure, names, findings)
    if described is None or structure is None or table is None:
        return None
    parameters = read_parameters(table, structure, findings)
    pack = _assemble(folder, described[0], structure, table, parameters, tables, claims, names, national, targets)
    hindcasts = read_hindcasts(folder, findings) if HINDCASTS in names else ()
    pack = replace(pack, hindcasts=hindcasts, calibration=tables["calibration"].frame())
    from ioscenario.pack.checks import problems

    findings.extend(problems(pack))
    return pack


def _assemble(
    folder: Path,
    described: DataPackage,
    structure: Structure,
    table: Table,
    parameters: Mapping[str, Parameter],
    tables: Mapping[str, Table],
    claims: tuple[Claim, ...],
    names: tuple[str, ...],
    national: NationalTable | None,
    targets: tuple[ProgrammeTarget, ...],
) -> Pack:
    frames = {name: item.frame() for name, item in tables.items()}
    known = frames["facts"].dropna(subset=["value"])
    return Pack(
        name=described.name, folder=folder, hash=files.fingerprint(folder, names), title=described.title,
        note=described.note, default=described.default, structure=structure,
        parameters=dict(parameters), frame=table.frame(), sources=frames["sources"],
        history=frames["history"], bridge=frames["bridge"], enterprises=frames["enterprises"],
        fitted=frames["fitted"], fact_table=frames["facts"], claims=claims, version=described.version,
        national=national, targets=targets,
        facts=dict(zip(known["id"], known["value"].astype(float), strict=True)),
    )  # fmt: skip


def _read_table(folder: Path, name: str, names: tuple[str, ...], findings: Findings) -> Table:
    """Return one of `TABLES`; an empty one where the pack has none or it cannot be read."""
    file, columns = f"{name}.csv", TABLES[name]
    if file in names or name in REQUIRED:
        table = read_table(folder / file, files.shown(folder, file), columns, findings)
        if table is not None:
            check_numbers(table, findings)
            check_unique(table, UNIQUE[name], findings)
            return table
    return Table(files.shown(folder, file), columns.names, (), columns)


def _check_words(tables: Mapping[str, Table], findings: Findings) -> None:
    """Check ids of facts and sources, and grades everywhere."""
    for name, table in tables.items():
        for row in table.rows:
            if row["grade"] and row["grade"] not in GRADES:
                table.add(findings, row, "grade", "grade", "one of " + ", ".join(GRADES))
            if name == "facts" and not FACT_ID.fullmatch(row["id"]):
                table.add(findings, row, "id", "id", "letters, digits and _, starting with a letter")
            if name == "sources" and (not row["id"] or ";" in row["id"]):
                table.add(findings, row, "id", "id", "an id without ;")
            if name == "sources" and row["url"] and not row["url"].startswith(("https://", "http://")):
                table.add(findings, row, "url", "url", "an address that starts with https:// or http://")


def _raise_checked(pack: Pack) -> None:
    from ioscenario.pack.checks import problems

    findings = Findings()
    findings.extend(problems(pack))
    findings.raise_if_any()


# ------------------------------------------------------------------- packs that ship


def shipped() -> dict[str, Path]:
    """Return the packs that come with the package.

    Returns
    -------
    dict
        Folder by name, in the order of names: from inside an installed package, or from
        the top of the repository when the package is used from there.
    """
    package = Path(__file__).resolve().parent.parent
    root = package / "data"
    if not root.is_dir():
        root = package.parent / "data"
    if not root.is_dir():
        return {}
    return {path.name: path for path in sorted(root.iterdir()) if (path / files.DATAPACKAGE).is_file()}


def find_pack(name_or_folder: str | Path | None = None) -> Path:
    """Return the folder of a pack.

    Parameters
    ----------
    name_or_folder
        Name of a pack that ships, a folder, or None for the pack marked as default.

    Raises
    ------
    InputError
        There is none, with the nearest name.
    """
    known = shipped()
    findings = Findings()
    if name_or_folder is None:
        marked = [path for path in known.values() if _is_default(path)]
        if len(marked) == 1:
            return marked[0]
        findings.add("default-pack", f"one pack marked as default among those that ship; {len(marked)} are")
        raise InputError(findings)
    name = str(name_or_folder)
    if isinstance(name_or_folder, str) and name in known:
        return known[name]
    try:
        folder = Path(name_or_folder)
        if folder.is_dir():
            return folder
    except (OSError, TypeError, ValueError):
        pass
    expected = "the folder of a pack, or one that ships: " + (", ".join(known) or "there is none")
    findings.add("unknown-pack", expected, value=name, nearest=nearest(name, known))
    raise InputError(findings)


def _is_default(folder: Path) -> bool:
    described = read_datapackage(folder, Findings())
    return described is not None and described[0].default


__all__ = [
    "Claim", "DataPackage", "Id", "Pack", "Parameter", "find_pack", "load_pack", "read_pack", "shipped",
]  # fmt: skip
