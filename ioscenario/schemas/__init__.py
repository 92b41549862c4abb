"""JSON Schemas of scenario files, sweep files and ``chain.yaml``, for editors and other tools.

They are made from what the readers themselves use: the registry of fields, the keys of the
scenario language, the designs of sweeps, the registry of variables, and the record of
``chain.yaml``. The files beside this module are those for any pack; with a pack the paths,
years and scenarios that it has are enumerated.

A schema helps while a file is written. It cannot say everything: `ioscenario check` does.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

Schema = dict[str, Any]

#: Kinds of files that have a schema.
KINDS: Final = ("scenario", "sweep", "chain")

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: str, pack: Pack | None = None) -> Schema:
    """Return the JSON Schema of a kind of file.

    Parameters
    ----------
    kind
        One of `KINDS`.
    pack
        A pack, whose paths, years and scenarios are enumerated; None: any pack. The schema of
        ``chain.yaml`` is the same for all.

    Returns
    -------
    dict
        Ready for `json.dumps`.

    Examples
    --------
    >>> schema("scenario")["required"]
    ['name']
    """
    from ioscenario.schemas.chain import chain_schema
    from ioscenario.schemas.scenario import scenario_schema
    from ioscenario.schemas.sweep import sweep_schema

    makers: dict[str, Callable[[], Schema]] = {
        "scenario": lambda: scenario_schema(pack),
        "sweep": lambda: sweep_schema(pack),
        "chain": chain_schema,
    }
    made = makers[kind]()
    return {"$schema": DIALECT, "$comment": "Made by `ioscenario new schema`; do not edit.", **made}


def file_name(kind: str) -> str:
    """Return the name of a schema's file.

    Examples
    --------
    >>> file_name("chain")
    'chain.schema.json'
    """
    return f"{kind}.schema.json"


def file_text(content: Schema) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path, pack: Pack | None = None) -> list[Path]:
    """Write the schemas of all kinds of files.

    Parameters
    ----------
    folder
        An existing folder.
    pack
        As for `schema`.

    Returns
    -------
    list of pathlib.Path
        The files, in the order of `KINDS`.
    """
    from ioscenario.files import written_beside

    targets = [folder / file_name(kind) for kind in KINDS]
    for kind, target in zip(KINDS, targets, strict=True):
        with written_beside(target) as beside:
            beside.write_text(file_text(schema(kind, pack)), encoding="utf-8")
    return targets
