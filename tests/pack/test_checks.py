from __future__ import annotations

from pathlib import Path

import pytest

from ioscenario.pack.checks import check_pack
from ioscenario.pack.loading import shipped
from ioscenario.problems import Problem
from tests.pack.tiny import PROJECTS, Folder

WOOD = "process.pulping.existing.input.wood"


def name_of(problem: Problem) -> str:
    return Path(str(problem.file)).name


def test_the_good_pack_has_no_problems_and_no_warnings(folder: Folder) -> None:
    report = folder.report()
    assert report.good
    assert not report.warnings
    assert report.text.endswith("books: good, 0 warning(s)")


@pytest.mark.parametrize("path", shipped().values(), ids=lambda path: path.name)
def test_packs_that_ship_are_good(path: Path) -> None:
    report = check_pack(path)
    assert report.good, report.text


# --------------------------------------------------------------------------- derivations


@pytest.mark.parametrize("expression", ["F1 / F2", "3", "(F1 + F2) / F2 - 1", "F1 / F2 * 1.004"])
def test_derivations_that_give_the_value(folder: Folder, expression: str) -> None:
    folder.row(WOOD)["derivation"] = expression
    assert folder.report().good


@pytest.mark.parametrize(
    ("expression", "word"),
    [("F1 / F2 * 1.006", "gives 3.018"), ("F1 / F9", "F9 is none"), ("F1 / F3", "F3 is none"), ("F1 **", "read"),
     ("F1 / (F2 - 100)", "zero"), ("__import__('os').getcwd()", "numbers")],
)  # fmt: skip
def test_derivations_that_do_not(folder: Folder, expression: str, word: str) -> None:
    folder.row(WOOD)["derivation"] = expression
    problem = folder.problem("derivation")
    assert (problem.line, problem.key, problem.value) == (folder.line(WOOD), "derivation", expression)
    assert word in problem.expected


# ------------------------------------------------------------------------------- mass


def test_a_process_that_makes_mass_from_nothing_is_refused(folder: Folder) -> None:
    folder.row(WOOD)["value"] = "1.19"  # 1 t of pulp and 0.2 t of bark come out
    problem = folder.problem("mass")
    assert (problem.key, problem.line) == ("process.pulping.existing", folder.line(WOOD))
    assert "1.19 t go in and 1.2 t come out" in problem.expected
    folder.row(WOOD)["value"] = "1.2"
    assert folder.report().good


def test_mass_is_weighed_where_a_unit_is_no_tonne(folder: Folder) -> None:
    folder.row("process.binding.modern.input.pulp")["value"] = "0.0009"
    assert folder.problem("mass").key == "process.binding.modern"
    folder.row("market.book.mass")["value"] = "0.0009"
    assert folder.report().good


def test_mass_is_weighed_in_the_years_of_a_line(folder: Folder) -> None:
    row = folder.row(WOOD)
    row["year"] = 2025
    folder.rows.append({**row, "year": 2030, "value": "1"})
    assert "in 2030" in folder.problem("mass").expected


def test_mass_at_the_ends_of_ranges_is_a_warning_and_strictly_a_problem(folder: Folder) -> None:
    folder.row(WOOD).update(low="1.1", high="4")
    report = folder.report()
    assert report.good
    assert [warning.code for warning in report.warnings] == ["mass-corner"]
    assert "warning: " in report.text
    for strict in (True, ["mass-corner"]):
        hard = check_pack(folder.path, strict=strict)
        assert [problem.code for problem in hard.problems] == ["mass-corner"]
        assert not hard.warnings
    assert check_pack(folder.path, strict=["other"]).good


def test_a_modern_supplier_does_not_lower_the_home_share(folder: Folder) -> None:
    folder.row("process.binding.home_share_max.pulp")["value"] = "0.05"
    problem = folder.problem("home-share")
    assert problem.line == folder.line("process.binding.home_share_max.pulp")


# ----------------------------------------------------------------------- enterprises


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "key", "near"),
    [
        ("Old mill,base", "Old mill,bass", "kind", 2, "kind", None),
        ("base,pulping", "base,pulpping", "unknown-process", 2, "process", "pulping"),
        ("0.1,kt,2020", "0.1,m2,2020", "unit", 2, "unit", None),
        ("0.1,kt,2020", "-0.1,kt,2020", "bounds", 2, "capacity", None),
        ("0.1,kt,2020", "0.1,kt,202", "year", 2, "year", None),
        ("3,bn KZT", "3,bn t", "unit", 3, "investment_unit", None),
        ("3,bn KZT", "three,bn KZT", "number", 3, "investment", None),
        ("second stage", "second stage\nE2,New mill,project,pulping,0,t,2029,,,,,S1,B,", "duplicate", 5, "id", None),
    ],
)
def test_refusals_of_the_register(
    folder: Folder, old: str, new: str, code: str, line: int, key: str, near: str | None
) -> None:
    problem = folder.edit("enterprises.csv", old, new).problem(code)
    assert (name_of(problem), problem.line, problem.key, problem.nearest) == ("enterprises.csv", line, key, near)


def test_announced_capacity_is_the_sum_of_projects(folder: Folder) -> None:
    folder.edit("enterprises.csv", "30,t,2029", "0.04,kt,2029")
    problem = folder.problem("project-capacity")
    assert (problem.key, problem.value, problem.line) == (PROJECTS, "50", len(folder.rows) + 1)
    assert "60 t" in problem.expected
    folder.rows[-1]["value"] = 60
    assert folder.report().good


def test_projects_without_a_parameter_are_missed(folder: Folder) -> None:
    folder.rows = [row for row in folder.rows if row["path"] != PROJECTS]
    assert {problem.code for problem in folder.report().problems} == {"project-capacity"}
    folder.texts["enterprises.csv"] = folder.texts["enterprises.csv"].replace("project", "base")
    assert folder.report().good


def test_capacity_that_nobody_announced_is_refused(folder: Folder) -> None:
    path = "process.binding.project_capacity"
    folder.rows.append({"path": path, "value": "10", "unit": "item", "source": "S1", "grade": "B"})
    assert folder.problem("project-capacity").key == path


# ---------------------------------------------------------------------------- bridge


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "key", "near"),
    [
        ("books,output,model,production", "books,outptu,model,production", "indicator", 2, "indicator", "output"),
        ("books,output,model", "books,output,modle", "kind", 2, "kind", "model"),
        ("model,production", "model,producton", "measure", 2, "measure", "production"),
        ("model,production,book", "model,jobs_direct,binding", "measure", 2, "measure", None),
        ("model,production,book", "model,branch_output,cards", "measure", 2, "measure", None),
        ("model,production,book", "model,production,bok", "label", 2, "label", "book"),
        ("branch_output,cards", "branch_output,card", "label", 3, "label", "cards"),
        ("jobs_direct,binding", "jobs_direct,book", "label", 5, "label", None),
        ("book,1,90,", "book,,90,", "missing-value", 2, "factor", None),
        (",,,,100,million KZT", ",,,,,million KZT", "missing-value", 4, "published", None),
        ("book,1,90,million KZT", "book,1,90,job", "unit", 2, "unit", None),
        ("book,1,90,million KZT", "book,1,90,bn KZT", "unit", 2, "unit", None),
        ("book,1,90,million KZT", "book,1,x,million KZT", "number", 2, "published", None),
        (",,Cards,Открытки,", ",,Cards,,", "missing-value", 3, "name_ru", None),
        ("book_jobs,jobs", "books,jobs", "duplicate", 5, "line", None),
        ("rest,output,difference,,,,100,million KZT,S1,A", "rest,output,difference,,,,100,million KZT,,A",
         "missing-source", 4, "source", None),
        ("job_rest,jobs,difference,,,,40,job", "job_rest,output,difference,,,,40,million KZT",
         "difference", 6, "kind", None),
    ],
)  # fmt: skip
def test_refusals_of_the_bridge(
    folder: Folder, old: str, new: str, code: str, line: int, key: str, near: str | None
) -> None:
    problems = [item for item in folder.edit("bridge.csv", old, new).report().problems if item.line == line]
    assert code in {problem.code for problem in problems}
    problem = next(problem for problem in problems if problem.code == code)
    assert (name_of(problem), problem.key) == ("bridge.csv", key)
    if near is not None:
        assert problem.nearest == near


def test_an_indicator_without_difference_is_refused(folder: Folder) -> None:
    folder.edit("bridge.csv", "job_rest,jobs,difference,,,,40,job,S1,A,,Rest,Остаток,Қалдық\n", "")
    problem = folder.problem("difference")
    assert "jobs" in problem.expected


def test_a_difference_that_is_inferred_needs_no_source(folder: Folder) -> None:
    folder.edit("bridge.csv", "100,million KZT,S1,A", "100,million KZT,,E")
    assert folder.report().good


# ------------------------------------------------------------- history, fits, claims


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "line", "key", "near"),
    [
        ("history.csv", "production,pulp", "prodution,pulp", "unknown-variable", 2, "variable", "production"),
        ("history.csv", "production,pulp", "bridge,books", "unknown-variable", 2, "variable", None),
        ("history.csv", "production,pulp", "production,plup", "unknown-label", 2, "label", "pulp"),
        ("history.csv", "production,pulp", "production,", "unknown-label", 2, "label", None),
        ("history.csv", "0.09,kt", "0.09,ha", "unit", 2, "unit", None),
        ("history.csv", "0.09,kt", ",kt", "missing-value", 2, "value", None),
        ("history.csv", "2024,0.09", "20245,0.09", "year", 2, "year", None),
        ("history.csv", "2024,0.09", ",0.09", "year", 2, "year", None),
        ("history.csv", "jobs_direct,binding,2024,40,job", "production,pulp,2024,40,t",
         "duplicate", 3, "variable", None),
        ("fitted.csv", "market.pulp.export_demand", "market.pulp.export_dmand", "unknown-path", 2, "path",
         "market.pulp.export_demand"),
        ("fitted.csv", "market.pulp.export_demand", "policy.binding.capex_grant", "unknown-path", 2, "path", None),
        ("fitted.csv", ",exports,", ",exprots,", "unknown-variable", 2, "indicator", "exports"),
        ("fitted.csv", "10,t,S1", "10,ha,S1", "unit", 2, "unit", None),
        ("fitted.csv", "10,t,S1", ",t,S1", "missing-value", 2, "target", None),
        ("fitted.csv", "S1,0.02", "S1,2", "bounds", 2, "tolerance", None),
        ("claims.yaml", "indicator: jobs_direct", "indicator: jobs_drect",
         "unknown-variable", 1, "C1.indicator", "jobs_direct"),
        ("claims.yaml", "label: binding", "label: bindng", "unknown-label", 1, "C1.label", "binding"),
        ("claims.yaml", "unit: job", "unit: jib", "unit", 1, "C1.unit", "job"),
    ],
)  # fmt: skip
def test_refusals_of_observations(
    folder: Folder, name: str, old: str, new: str, code: str, line: int, key: str, near: str | None
) -> None:
    problem = folder.edit(name, old, new).problem(code)
    assert (name_of(problem), problem.line, problem.key) == (name, line, key)
    if near is not None:
        assert problem.nearest == near


def test_at_most_eight_parameters_are_fitted(folder: Folder) -> None:
    paths = [row["path"] for row in folder.rows if row["path"].endswith((".wage", ".capex", "_share", ".price"))]
    rows = "".join(f"{path},exports,pulp,2025,10,t,S1,,\n" for path in paths[:9])
    header = folder.texts["fitted.csv"].splitlines()[0]
    folder.texts["fitted.csv"] = f"{header}\n{rows}"
    assert folder.problem("too-many").line == 10


def test_a_claim_that_cannot_be_compared_is_a_warning(folder: Folder) -> None:
    report = folder.edit("claims.yaml", "unit: job", "unit: item/t").report()
    assert report.good
    assert [(warning.code, warning.key) for warning in report.warnings] == [("claim-unit", "C1.unit")]


def test_other_warnings(folder: Folder) -> None:
    folder.row("process.binding.wage").update(grade="")
    folder.row("process.pulping.wage").update(grade="E", source="")
    codes = {warning.code: warning.key for warning in folder.report().warnings}
    assert codes == {"missing-grade": "grade", "missing-reason": "note"}


def test_a_commodity_without_use_is_a_warning(folder: Folder) -> None:
    dust = "  - {id: dust, name: {en: D, ru: П, kk: Ш}, unit: t, exports: none, imports: none}\nprocesses:"
    folder.edit("chain.yaml", "processes:", dust)
    for path, unit in (("price", "million KZT/t"), ("mass", "t/t"), ("supply", "t")):
        folder.rows.append({"path": f"market.dust.{path}", "value": "1", "unit": unit, "source": "S1", "grade": "B"})
    report = folder.report()
    assert report.good, report.text
    assert [(warning.code, warning.key) for warning in report.warnings] == [("unused-commodity", "dust")]


# -------------------------------------------------------------------------- scenarios


def test_scenarios_are_read_too(folder: Folder) -> None:
    folder.texts["scenarios/more.yaml"] = (
        "name: more\nextends: baseline\ntitle: {en: More, ru: Ещё, kk: Көп}\nset:\n  process.binding.wgae: 0.2\n"
    )
    problem = folder.problem("unknown-path")
    assert (name_of(problem), problem.line, problem.nearest) == ("more.yaml", 5, "process.binding.wage")


def test_the_reference_scenario_must_exist(folder: Folder) -> None:
    folder.edit("chain.yaml", "reference: baseline", "reference: basline")
    problems = folder.report().problems
    assert [problem.nearest for problem in problems] == ["baseline"]


# --------------------------------------------------------------------------- the report


def test_the_report_tells_evidence_fits_and_what_stays_unexplained(folder: Folder) -> None:
    folder.row("process.binding.wage").update(grade="E", note="guess", low="0", high="1")
    report = folder.report()
    facts = report.facts
    assert facts["grades"]["E"] == 1
    assert facts["roles"]["uncertain"] == 1
    assert facts["parameters"]["given"] + facts["parameters"]["default"] == sum(facts["roles"].values())
    assert facts["fitted"][0]["target"] == 10
    assert [(row["line"], row["share"]) for row in facts["unexplained"]["output"]] == [("cards", 0.08), ("rest", 0.02)]
    assert "market.pulp.export_demand to exports pulp 2025 = 10 t within 2 %" in report.text
    assert "cards (residual): 8, 8.0% of the published total" in report.text


def test_a_difference_without_published_lines_is_left_to_a_run(folder: Folder) -> None:
    report = folder.edit("bridge.csv", "book,1,90,", "book,1,,").report()
    row = report.facts["unexplained"]["output"][1]
    assert row == {"line": "rest", "kind": "difference", "value": None, "share": None}
    assert "rest (difference): a run tells it" in report.text


def test_a_report_of_what_is_no_pack(tmp_path: Path) -> None:
    report = check_pack(tmp_path / "none")
    assert not report.good
    assert report.text.endswith("none: 1 problem(s), 0 warning(s)")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert not check_pack(tmp_path / "file").good
