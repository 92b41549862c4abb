"""The description of a pack, ``datapackage.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from ioscenario.pack.files import APART, DATAPACKAGE, inside, shown
from ioscenario.pack.structure import Strict, Text
from ioscenario.problems import Findings, nearest
from ioscenario.yamlnodes import MAX_BYTES, Node, read_text, read_yaml_text, validate

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]


class Licence(Strict):
    """A licence of the data."""

    name: str
    title: str | None = None
    path: str | None = None


class Resource(Strict):
    """A file of the pack."""

    name: Name
    path: str
    """Relative to the pack's folder."""
    title: str | None = None
    description: str | None = None
    format: str | None = None
    mediatype: str | None = None
    encoding: str | None = None
    profile: str | None = None
    fields: Annotated[dict[str, Any] | None, Field(alias="schema")] = None


class DataPackage(Strict):
    """The whole of ``datapackage.json``."""

    name: Name
    title: Text
    version: str
    resources: tuple[Resource, ...]
    note: Text | None = None
    default: bool = False
    """Whether it is the pack taken when none is named."""
    licences: tuple[Licence, ...] = ()
    licenses: tuple[Licence, ...] = ()
    """The same under the name that the Data Package standard gives it."""
    profile: str | None = None
    id: str | None = None
    homepage: str | None = None
    created: str | None = None
    keywords: tuple[str, ...] = ()
    contributors: tuple[dict[str, str], ...] = ()
    sources: tuple[dict[str, str], ...] = ()
    standard: Annotated[str | None, Field(alias="$schema")] = None


def read_datapackage(folder: Path, findings: Findings) -> tuple[DataPackage, Node] | None:
    """Read ``datapackage.json`` of a folder.

    Returns
    -------
    tuple or None
        The record and the tree it was read from; None with problems otherwise.
    """
    file = shown(folder, DATAPACKAGE)
    text = read_text(folder / DATAPACKAGE, file, MAX_BYTES, findings)
    if text is None:
        return None
    try:
        json.loads(text)
    except RecursionError:
        pass  # the reader below says how deep is too deep
    except ValueError as error:
        line, column = getattr(error, "lineno", None), getattr(error, "colno", None)
        said = getattr(error, "msg", str(error))
        findings.add("syntax", "JSON that can be read", file=file, line=line, column=column, value=said)
        return None
    # JSON is YAML; reading it as such gives every value its place.
    node = read_yaml_text(text, file, findings)
    record = None if node is None else validate(DataPackage, node, findings)
    if record is None or node is None:
        return None
    if not record.licences and not record.licenses:
        findings.add("missing-key", "a licence of the data", file=file, line=1, key="licences")
    return record, node


def check_resources(folder: Path, record: DataPackage, node: Node, files: tuple[str, ...], findings: Findings) -> None:
    """Record resources that do not exist, and files that no resource names."""
    file = shown(folder, DATAPACKAGE)
    entries = (node.mapping or {})["resources"].sequence or ()
    listed = set()
    for resource, entry in zip(record.resources, entries, strict=True):
        at = (entry.mapping or {})["path"]
        listed.add(resource.path)
        path = inside(folder, resource.path)
        if path is None or "\\" in resource.path:
            code, expected, near = "outside-folder", "a file inside the pack's folder, with / in its name", None
        elif not path.is_file():
            code, expected, near = "missing-file", "an existing file of the pack", nearest(resource.path, files)
        else:
            continue
        findings.add(
            code, expected, file=file, line=at.line, column=at.column,
            key=f"resources.{resource.name}.path", value=resource.path, nearest=near,
        )  # fmt: skip
    for name in files:
        if name not in listed and name != DATAPACKAGE and name.split("/")[0] not in APART:
            findings.add("unlisted-file", f"every file under resources of {DATAPACKAGE}", file=shown(folder, name))
