"""A tiny pack that is good, to be spoilt one place at a time."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from ioscenario.pack.checks import Report, check_pack
from ioscenario.pack.parameters_table import slots
from ioscenario.pack.structure import Structure
from ioscenario.problems import Findings, Problem
from ioscenario.yamlnodes import read_yaml_text, validate

CHAIN = """\
schema_version: 1
base_year: 2025
horizon: 2030
currency: KZT
reference: baseline
raw_material: wood
commodities:
  - {id: wood, name: {en: Wood, ru: Древесина, kk: Ағаш}, unit: t, exports: open, imports: fill}
  - {id: pulp, name: {en: Pulp, ru: Целлюлоза, kk: Целлюлоза}, unit: t, exports: demand, imports: fill}
  - {id: bark, name: {en: Bark, ru: Кора, kk: Қабық}, unit: t, exports: open, imports: none}
  - {id: book, name: {en: Book, ru: Книга, kk: Кітап}, unit: item, exports: demand, imports: fill, final: true}
processes:
  - id: pulping
    name: {en: Pulping, ru: Варка, kk: Қайнату}
    output: pulp
    inputs: [wood]
    coproducts: [bark]
    host: C17
  - id: binding
    name: {en: Binding, ru: Переплёт, kk: Түптеу}
    output: book
    inputs: [pulp]
    host: C18
branches:
  - {id: cards, name: {en: Cards, ru: Открытки, kk: Ашықхаттар}, host: C18}
"""

BASELINE = """\
name: baseline
title: {en: Baseline, ru: Базовый, kk: Негізгі}
"""

SOURCES = """\
id,publisher,title,date,url,grade
S1,Office,Yearbook,2025,https://example.org/1,A
S2,Paper,News,2025,,C
"""

FACTS = """\
id,value,unit,year,grade,source,indicator,note
F1,300,t,2025,A,S1,Wood felled,
F2,100,t,2025,A,S1,Pulp made,
F3,,,,,S2,A word only,none
"""

HISTORY = """\
variable,label,year,value,unit,source
production,pulp,2024,0.09,kt,S1
jobs_direct,binding,2024,40,job,S1
"""

BRIDGE = """\
line,indicator,kind,measure,label,factor,published,unit,source,grade,note,name_en,name_ru,name_kk
books,output,model,production,book,1,90,million KZT,S1,A,,Books,Книги,Кітаптар
cards,output,residual,branch_output,cards,1,8,million KZT,S1,B,,Cards,Открытки,Ашықхаттар
rest,output,difference,,,,100,million KZT,S1,A,,Rest,Остаток,Қалдық
book_jobs,jobs,model,jobs_direct,binding,1,40,job,S1,A,,Books,Книги,Кітаптар
job_rest,jobs,difference,,,,40,job,S1,A,,Rest,Остаток,Қалдық
"""

ENTERPRISES = """\
id,name,kind,process,capacity,unit,year,jobs,investment,investment_unit,status,source,grade,note
E1,Old mill,base,pulping,0.1,kt,2020,10,,,working,S1,B,
E2,New mill,project,pulping,20,t,2027,5,3,bn KZT,announced,S2,C,
E2,New mill,project,pulping,30,t,2029,5,,,announced,S2,C,second stage
"""

FITTED = """\
path,indicator,label,year,target,unit,source,tolerance,note
market.pulp.export_demand,exports,pulp,2025,10,t,S1,0.02,
"""

CLAIMS = """\
- id: C1
  indicator: jobs_direct
  label: binding
  year: 2030
  value: 100
  unit: job
  text: {en: A hundred jobs, ru: Сто мест, kk: Жүз орын}
  source: S2
  kind: claim
"""

#: Values by field name, in the canonical unit; all else is 0.1.
VALUES = {
    "input": 3.0, "coproduct": 0.2, "mass": 1.0, "gestation": 1.0, "loan_term": 7.0, "capacity": 100.0,
    "market_size": 1000.0, "supply": 300.0, "branch_output": 8.0, "home_share_max": 0.5, "labour": 0.1,
}  # fmt: skip
BY_PATH = {"market.book.mass": 0.001, "process.binding.existing.input.pulp": 0.0012,
           "process.binding.modern.input.pulp": 0.0011}  # fmt: skip

PROJECTS = "process.pulping.project_capacity"

Row = dict[str, Any]


def structure_of(text: str = CHAIN) -> Structure:
    """The structure that the text of a chain.yaml describes."""
    findings = Findings()
    node = read_yaml_text(text, "chain.yaml", findings)
    assert node is not None
    structure = validate(Structure, node, findings)
    assert structure is not None, list(findings)
    return structure


def parameter_rows() -> list[Row]:
    """A row for every path of the tiny pack that has no default, and the projects of the register."""
    rows: list[Row] = []
    for path, slot in slots(structure_of()).items():
        if slot.field.default is None:
            value = BY_PATH.get(path, VALUES.get(slot.field.name, 0.1))
            rows.append({"path": path, "value": f"{value:g}", "unit": slot.unit, "source": "S1", "grade": "B"})
    projects = {2025: 0, 2026: 0, 2027: 20, 2028: 20, 2029: 50}
    rows += [
        {"path": PROJECTS, "year": year, "value": value, "unit": "t", "source": "S2", "grade": "C"}
        for year, value in projects.items()
    ]
    return rows


COLUMNS = (
    "path", "year", "value", "low", "high", "unit",
    "distribution", "role", "grade", "source", "derivation", "note",
)  # fmt: skip


def as_csv(rows: list[Row]) -> str:
    """Rows as the text of parameters.csv."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


class Folder:
    """A pack's folder in the making."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = parameter_rows()
        self.described: dict[str, Any] = {
            "name": "books", "title": {"en": "Books", "ru": "Книги", "kk": "Кітаптар"}, "version": "1",
            "licences": [{"name": "CC0-1.0"}], "default": True, "resources": [],
        }  # fmt: skip
        self.texts = {
            "chain.yaml": CHAIN, "sources.csv": SOURCES, "facts.csv": FACTS, "history.csv": HISTORY,
            "bridge.csv": BRIDGE, "enterprises.csv": ENTERPRISES, "fitted.csv": FITTED, "claims.yaml": CLAIMS,
            "scenarios/baseline.yaml": BASELINE,
        }  # fmt: skip

    def edit(self, name: str, old: str, new: str) -> Folder:
        """Replace one piece of a file's text."""
        assert self.texts[name].count(old) == 1, (name, old)
        self.texts[name] = self.texts[name].replace(old, new)
        return self

    def row(self, path: str) -> Row:
        """The one row of a path."""
        (found,) = [row for row in self.rows if row["path"] == path]
        return found

    def line(self, path: str) -> int:
        """The line of the first row of a path."""
        return next(index for index, row in enumerate(self.rows, start=2) if row["path"] == path)

    def write(self) -> Path:
        """Write all files; those of the data are listed as resources."""
        self.path.mkdir(exist_ok=True)
        texts = {**self.texts, "parameters.csv": self.texts.get("parameters.csv", as_csv(self.rows))}
        data = [name for name in texts if not name.startswith(("scenarios/", "derive/"))]
        listed = [{"name": name.split(".")[0], "path": name} for name in data]
        described = {**self.described, "resources": listed + self.described["resources"]}
        texts.setdefault("datapackage.json", json.dumps(described, ensure_ascii=False, indent=2))
        for name, text in texts.items():
            (self.path / name).parent.mkdir(exist_ok=True)
            (self.path / name).write_text(text, encoding="utf-8", newline="")
        return self.path

    def report(self) -> Report:
        """Write and check."""
        return check_pack(self.write())

    def problem(self, code: str) -> Problem:
        """Write, check and return the one problem, which must have this code."""
        problems = self.report().problems
        assert [problem.code for problem in problems] == [code], "\n".join(map(str, problems))
        return problems[0]
