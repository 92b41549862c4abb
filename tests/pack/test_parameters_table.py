from __future__ import annotations

from typing import Any

import pytest

from ioscenario.pack.loading import load_pack
from ioscenario.pack.parameters_table import Parameter, ids
from ioscenario.problems import InputError
from tests.pack.tiny import PROJECTS, Folder

WAGE = "process.binding.wage"
SHARE = "process.binding.utilisation_max"
SIZE = "market.book.size"


def parameter(folder: Folder, path: str) -> Parameter:
    return load_pack(folder.write()).parameters[path]


def test_every_path_has_a_parameter_in_canonical_units(folder: Folder) -> None:
    folder.row(SIZE).update(value="1.2", unit="thousand item", low="1", high="1.5")
    found = parameter(folder, SIZE)
    assert (found.values, found.lows, found.highs) == ((1200.0,), (1000.0,), (1500.0,))
    assert (found.unit, found.shown_unit, found.years, found.given) == ("item", "thousand item", (), True)
    assert (found.role, found.distribution, found.grade, found.source) == ("uncertain", "triangular", "B", "S1")
    assert found.line == folder.line(SIZE)


def test_a_path_without_row_has_its_default(folder: Folder) -> None:
    found = parameter(folder, "policy.binding.capex_grant")
    assert (found.values, found.given, found.role, found.line) == ((0.0,), False, "lever", 0)


def test_roles_by_default(folder: Folder) -> None:
    folder.row("policy.book.procurement_local_content").update(low="0", high="1")
    pack = load_pack(folder.write())
    assert pack.parameters["policy.book.procurement_local_content"].role == "lever"
    assert pack.parameters[WAGE].role == "fixed"
    folder.row(WAGE).update(role="uncertain", low="0.05", high="0.2", distribution="lognormal")
    assert parameter(folder, WAGE).distribution == "lognormal"


def test_points_of_a_line_are_ordered_and_interpolated(folder: Folder) -> None:
    folder.rows[-5:] = reversed(folder.rows[-5:])
    found = parameter(folder, PROJECTS)
    assert found.years == (2025, 2026, 2027, 2028, 2029)
    assert found.values == (0.0, 0.0, 20.0, 20.0, 50.0)
    assert [found.at(year) for year in (2020, 2025, 2027, 2029, 2040)] == [0.0, 0.0, 20.0, 50.0, 50.0]
    row = folder.row(WAGE)
    row["year"] = 2025
    folder.rows.append({**row, "year": 2029, "value": "0.3", "source": "S2", "grade": "D"})
    found = parameter(folder, WAGE)
    assert found.at(2027) == pytest.approx(0.2)
    assert (found.source, found.grade) == ("S1;S2", "D")


def test_shares_in_per_cent_and_as_numbers_agree(folder: Folder) -> None:
    folder.row(SHARE).update(value="34", unit="%", low="30", high="57")
    found = parameter(folder, SHARE)
    assert (found.values, found.lows, found.highs) == ((0.34,), (0.3,), (0.57,))
    folder.row(SHARE).update(value="0.34", unit="1", low="", high="")
    assert parameter(folder, SHARE).values == (0.34,)


@pytest.mark.parametrize(
    ("path", "change", "code", "column", "value", "near"),
    [
        (WAGE, {"path": "process.binding.wgae"}, "unknown-path", "path", "process.binding.wgae", WAGE),
        (WAGE, {"path": "process.bindign.wage"}, "unknown-path", "path", "process.bindign.wage", WAGE),
        (WAGE, {"value": ""}, "missing-value", "value", "", None),
        (WAGE, {"value": "1e-1"}, "number", "value", "1e-1", None),
        (WAGE, {"value": "0,1"}, "number", "value", "0,1", None),
        (WAGE, {"value": "nan"}, "number", "value", "nan", None),
        (WAGE, {"unit": "million KZT/t"}, "unit", "unit", "million KZT/t", None),
        (WAGE, {"unit": "million KTZ/job"}, "unit", "unit", "million KTZ/job", "KZT"),
        (WAGE, {"unit": ""}, "unit", "unit", "", None),
        (WAGE, {"value": "-1"}, "bounds", "value", "-1", None),
        (WAGE, {"low": "0.2", "high": "0.3"}, "range", "low", "0.2", None),
        (WAGE, {"low": "0.01", "high": "0.02"}, "range", "high", "0.02", None),
        (WAGE, {"low": "0.01"}, "range", "high", "", None),
        (WAGE, {"high": "0.2"}, "range", "low", "", None),
        (WAGE, {"role": "uncertain"}, "range", "low", "", None),
        (WAGE, {"distribution": "uniform"}, "range", "low", "", None),
        (WAGE, {"distribution": "lognormal", "low": "0", "high": "1"}, "range", "low", "0", None),
        (WAGE, {"distribution": "trianglar", "low": "0", "high": "1"},
         "distribution", "distribution", "trianglar", "triangular"),
        (WAGE, {"role": "leever"}, "role", "role", "leever", "lever"),
        (WAGE, {"role": "lever"}, "role", "role", "lever", None),
        (WAGE, {"grade": "F"}, "grade", "grade", "F", None),
        (WAGE, {"year": "1824"}, "year", "year", "1824", None),
        (WAGE, {"year": "2031"}, "year", "year", "2031", None),
        (WAGE, {"year": "2025.5"}, "year", "year", "2025.5", None),
        (WAGE, {"year": "soon"}, "number", "year", "soon", None),
        (WAGE, {"year": "2026"}, "missing-base-year", "year", "2026", None),
        (WAGE, {"source": "S3"}, "unknown-source", "source", "S3", "S2"),
        (WAGE, {"source": "S1; S9"}, "unknown-source", "source", "S9", None),
        (WAGE, {"source": ""}, "missing-source", "source", None, None),
        (SHARE, {"value": "15"}, "share", "value", "15", None),
        (SHARE, {"value": "1.5", "unit": "%", "low": "1", "high": "150"}, "bounds", "high", "150", None),
        ("market.book.growth", {"value": "3"}, "share", "value", "3", None),
        ("process.binding.gestation", {"value": "1.5"}, "count", "value", "1.5", None),
        ("process.binding.gestation", {"value": "9"}, "bounds", "value", "9", None),
    ],
)  # fmt: skip
def test_refusals_of_a_row(
    folder: Folder, path: str, change: dict[str, Any], code: str, column: str, value: str | None, near: str | None
) -> None:
    line = folder.line(path)
    folder.row(path).update(change)
    problems = [item for item in folder.report().problems if item.code != "missing-parameter"]
    (problem,) = problems
    assert (problem.code, problem.line, problem.key, problem.value) == (code, line, column, value)
    assert problem.file is not None
    assert problem.file.endswith("books/parameters.csv")
    assert problem.column is not None
    if code != "unknown-source":
        assert problem.nearest == near


def test_both_spellings_of_a_share_are_shown(folder: Folder) -> None:
    folder.row(SHARE).update(value="15")
    assert "write 0.15 with unit 1, or 15 with unit %" in folder.problem("share").expected


def test_two_rows_of_one_path_and_year_name_both_lines(folder: Folder) -> None:
    folder.rows.append(dict(folder.row(WAGE)))
    problem = folder.problem("duplicate")
    assert problem.line == len(folder.rows) + 1
    assert f"line {folder.line(WAGE)} has it already" in problem.expected


def test_rows_with_and_without_year_do_not_mix(folder: Folder) -> None:
    folder.rows.append({**folder.row(WAGE), "year": 2025})
    problem = folder.problem("mixed-years")
    assert (problem.line, problem.key) == (len(folder.rows) + 1, "year")
    folder.rows.pop()
    assert folder.report().good


def test_rows_of_one_path_agree_on_role_and_shape(folder: Folder) -> None:
    folder.rows[-1].update(role="fixed")
    folder.rows[-2].update(role="lever")
    assert folder.problem("role").line == len(folder.rows) + 1


def test_missing_parameters_are_listed_with_unit_and_meaning(folder: Folder) -> None:
    folder.rows = [row for row in folder.rows if not row["path"].endswith(".wage")]
    problems = folder.report().problems
    assert [(problem.code, problem.key) for problem in problems] == [
        ("missing-parameter", "process.pulping.wage"),
        ("missing-parameter", WAGE),
    ]
    assert "million KZT/job" in problems[0].expected


def test_all_rows_are_refused_together_with_load(folder: Folder) -> None:
    folder.row(WAGE).update(value="x")
    folder.row(SHARE).update(value="15")
    folder.row(SIZE).update(unit="t")
    with pytest.raises(InputError) as caught:
        load_pack(folder.write())
    assert {problem.code for problem in caught.value.problems} == {"share", "number", "unit"}


def test_many_unknown_paths_end_soon(folder: Folder) -> None:
    row = {"value": "1", "unit": "1", "source": "S1"}
    folder.rows += [{"path": f"process.none_{index}.wage", **row} for index in range(3000)]
    report = folder.report()
    assert len(report.problems) == 3000


def test_ids_of_a_cell() -> None:
    assert ids(" S1;S2 ; ") == ("S1", "S2")
    assert ids("") == ()
