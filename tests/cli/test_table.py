"""``ioscenario table`` on small tables, and on a published set where it is at hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ioscenario.readers import read_table
from ioscenario.table.iotable import IOTable
from tests.cli.conftest import Call

PUBLISHED = Path(__file__).parents[3] / "shared/reference/io_tables/kazakhstan_2024_kazstat"
SECTORS = ["farm", "food", "services"]


@pytest.fixture
def table() -> IOTable:
    return IOTable(
        pd.DataFrame([[20, 60, 5], [10, 25, 30], [15, 30, 80]], SECTORS, SECTORS),
        final_demand={"households": [10, 90, 150], "exports": [45, 20, 15]},
        value_added={"wages": [30, 30, 110], "surplus": [50, 10, 45]},
        imports=[15, 20, 20],
        satellites={"jobs": [40, 15, 60]},
        units={"jobs": "thousand jobs"},
        currency="million EUR",
        year=2024,
    )


@pytest.fixture
def file(table: IOTable, tmp_path: Path) -> Path:
    return table.to_csv(tmp_path / "table.csv")


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    """A sheet as it is printed, which does not balance."""
    return _text(tmp_path / "printed.csv", "s,a,b,hh", "a,10,20,5", "b,5,5,31", "wages,10,10,", "strange,10,5,")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two regions of two sectors."""
    pairs = pd.MultiIndex.from_product([["north", "south"], ["a", "b"]])
    final = pd.MultiIndex.from_product([["north", "south"], ["hh"]])
    Z = pd.DataFrame([[10, 5, 2, 1], [4, 8, 1, 3], [2, 2, 9, 4], [1, 3, 5, 7]], pairs, pairs, dtype=float)
    F = pd.DataFrame([[30, 2], [20, 4], [3, 25], [2, 32]], pairs, final, dtype=float)
    value = Z.sum(axis=1) + F.sum(axis=1) - Z.sum(axis=0)
    added = pd.DataFrame([value.to_numpy()], index=["wages"], columns=pairs)
    return IOTable(Z, F, added).to_csv(tmp_path / "two.csv")


def _text(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _column(rows: list[dict[str, object]], column: str, key: str = "sector") -> dict[object, object]:
    return {row[key]: row[column] for row in rows}


# --- looking -----------------------------------------------------------------------------


def test_the_group_lists_its_commands(call: Call) -> None:
    done = call("table")
    assert done.code == 0
    assert "Largest chains of purchases." in done.out  # no summary is cut short


@pytest.mark.parametrize(
    "name",
    [
        "show",
        "check",
        "multipliers",
        "effects",
        "linkages",
        "extraction",
        "paths",
        "influence",
        "quantity",
        "price",
        "ghosh",
        "mixed",
        "decompose",
        "regions",
        "balance",
        "aggregate",
        "convert",
        "describe",
    ],
)
def test_every_command_has_help(call: Call, name: str) -> None:
    done = call("table", name, "--help")
    assert done.code == 0
    assert "--json" in done.out


def test_show(call: Call, file: Path) -> None:
    done = call("table", "show", file)
    assert done.code == 0, done.err
    assert "IOTable 2024: 3 sectors, million EUR" in done.out
    assert "jobs: thousand jobs" in done.out
    told = call("table", "show", file, "--json").result
    assert told["sectors"] == SECTORS
    assert told["totals"][0] == {"quantity": "output, million EUR", "total": 605.0}


def test_the_currency_can_be_named(call: Call, file: Path) -> None:
    assert call("table", "show", file, "--currency", "billion X", "--json").result["currency"] == "billion X"


def test_check_passes_a_sound_table(call: Call, file: Path) -> None:
    done = call("table", "check", file, "--json")
    assert done.code == 0, done.err
    assert all(row["passed"] for row in done.result["checks"])
    assert 0.0 < done.result["spectral_radius"] < 1.0


def test_check_names_every_problem(call: Call, printed: Path) -> None:
    unknown = call("table", "check", printed)
    assert unknown.code == 2
    assert "--value-added" in unknown.err
    done = call("table", "check", printed, "--value-added", "strange", "--json")
    assert done.code == 2
    assert done.out == ""
    assert {message["key"] for message in done.messages} == {"b"}
    assert {message["code"] for message in done.messages} == {"balance"}


def test_a_refusal_says_how_to_accept(call: Call, printed: Path) -> None:
    refused = call("table", "show", printed, "--value-added", "strange")
    assert refused.code == 2
    assert "--accept balance" in refused.err
    assert call("table", "show", printed, "--value-added", "strange", "--accept", "balance").code == 0
    checked = call("table", "check", printed, "--value-added", "strange", "--accept", "balance", "--json")
    assert checked.code == 0
    assert _column(checked.result["checks"], "accepted", "check")["balance"] is True


def test_check_reports_totals_with_the_rest(call: Call, tmp_path: Path) -> None:
    lines = ["s,a,b,hh,total", "a,10,20,5,99", "b,5,5,30,40", "wages,20,10,,"]
    done = call("table", "check", _text(tmp_path / "t.csv", *lines), "--json")
    assert done.code == 2
    assert {"balance"} < {message["code"] for message in done.messages}


def test_describe(call: Call) -> None:
    assert call("table", "describe", "L", "--json").result["formula"] == "L = (I - A)⁻¹"
    assert "allocation coefficients" in call("table", "describe").out
    assert call("table", "describe", "Q").code == 2


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["show", "nowhere.csv"], "missing-file"),
        (["show", "FILE", "--format", "xls"], "--format"),
        (["show", "FILE", "--accept", "balanc"], "nearest: balance"),
        (["show", "FILE", "--format", "kazstat", "--ignore", "x"], "ignore"),
        (["show", "FILE", "--out", "x.pdf"], ".xlsx"),
        (["multipliers", "FILE", "--of", "job"], "nearest: jobs"),
        (["multipliers", "FILE", "--kind", "type3"], "--kind"),
        (["multipliers", "FILE", "--kind", "type2", "--households", "income"], "household"),
        (["effects", "FILE", "--kind", "simple"], "--kind"),
        (["linkages", "FILE", "--sort", "bakward"], "nearest: backward"),
        (["extraction", "FILE", "--sector", "fod"], "nearest: food"),
        (["extraction", "FILE", "--share", "0.5"], "--sector"),
        (["paths", "FILE", "--amount", "5"], "--sector"),
        (["influence", "FILE", "--change", "1"], "percentage"),
        (["quantity", "FILE"], "--demand"),
        (["quantity", "FILE", "--demand", "food=100"], "set:100"),
        (["quantity", "FILE", "--demand", "food:export=+1"], "SECTOR:CATEGORY"),
        (["quantity", "FILE", "--coefficient", "food=+1"], "SELLER:BUYER"),
        (["quantity", "FILE", "--coefficient", "food:food=set:1.5"], "leaves something over"),
        (["price", "FILE"], "--change"),
        (["price", "FILE", "--change", "food"], "SECTOR=10%"),
        (["price", "FILE", "--change", "food=1", "--component", "wages"], "percentage"),
        (["price", "FILE", "--fix", "food=+1"], "1.2"),
        (["ghosh", "FILE"], "--inputs"),
        (["mixed", "FILE", "--output", "fod=+1"], "nearest: food"),
        (["regions", "FILE"], "several regions"),
        (["convert", "FILE"], "--out"),
    ],
)
def test_refusals(call: Call, file: Path, words: list[str], part: str) -> None:
    done = call("table", *(file if word == "FILE" else word for word in words))
    assert done.code == 2
    assert part in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_every_wrong_word_is_named_at_once(call: Call, file: Path) -> None:
    words = ["--demand", "food=10", "--demand", "fod=+1", "--flow", "farm:x=+1", "--coefficient", "farm"]
    done = call("table", "quantity", file, *words, "--json")
    assert done.code == 2
    assert len(done.messages) == 4


# --- answers -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["type1", "type2", "simple", "simple2"])
def test_multipliers(call: Call, file: Path, table: IOTable, kind: str) -> None:
    done = call("table", "multipliers", file, "--of", "jobs", "--kind", kind, "--json")
    assert done.code == 0, done.err
    expected = table.multipliers("jobs", kind)  # type: ignore[arg-type]
    assert _column(done.result["multipliers"], "multiplier") == pytest.approx(expected.to_dict())
    assert done.result["unit"] == "thousand jobs per million EUR"


def test_multipliers_sorted_and_cut(call: Call, file: Path, table: IOTable) -> None:
    rows = call("table", "multipliers", file, "--sort", "--top", "2", "--json").result["multipliers"]
    assert [row["sector"] for row in rows] == list(table.multipliers().nlargest(2).index)


def test_accounts_come_from_a_file_beside(call: Call, file: Path, tmp_path: Path) -> None:
    jobs = _text(tmp_path / "jobs.csv", "id,name,people", "services,S,6", "farm,F,4", "food,D,2")
    words = ["--accounts", jobs, "--satellite", "people", "--of", "people", "--json"]
    done = call("table", "multipliers", file, *words)
    assert done.code == 0, done.err
    assert _column(done.result["multipliers"], "direct")["farm"] == pytest.approx(4 / 140)
    assert call("table", "show", file, "--accounts", jobs, "--satellite", "persons").code == 2
    assert call("table", "show", file, "--accounts", jobs).code == 2


def test_effects_add_up(call: Call, file: Path) -> None:
    rows = call("table", "effects", file, "--of", "jobs", "--kind", "type2", "--json").result["effects"]
    for row in rows:
        assert row["total"] == pytest.approx(row["direct"] + row["indirect"] + row["induced"])


def test_linkages(call: Call, file: Path, table: IOTable) -> None:
    done = call("table", "linkages", file, "--sort", "backward_pure", "--json")
    rows = done.result["linkages"]
    assert _column(rows, "key") == table.linkages()["key"].to_dict()
    assert rows[0]["backward_pure"] == max(row["backward_pure"] for row in rows)


def test_extraction(call: Call, file: Path, table: IOTable) -> None:
    each = call("table", "extraction", file, "--kind", "backward", "--json").result["extraction"]
    assert _column(each, "loss") == pytest.approx(table.extraction(None, "backward")["loss"].to_dict())
    both = call("table", "extraction", file, "--sector", "farm", "--sector", "food", "--json").result
    assert both["loss"] == pytest.approx(table.extraction(["farm", "food"]).total)


def test_paths(call: Call, file: Path, table: IOTable) -> None:
    found = call("table", "paths", file, "--sector", "food", "--of", "jobs", "--top", "3", "--json").result["paths"]
    expected = table.paths("jobs", f={"food": table.f["food"]}, most=3)
    assert [row["value"] for row in found] == pytest.approx(expected["value"].to_list())
    assert found[0]["path"] == "food <- farm"
    one = call("table", "paths", file, "--sector", "food", "--amount", "1", "--json").result["paths"]
    assert one[0]["value"] == pytest.approx(1.0)


def test_influence(call: Call, file: Path, table: IOTable) -> None:
    done = call("table", "influence", file, "--top", "2", "--json").result
    field = table.influence()
    assert done["influence"][0]["influence"] == pytest.approx(field.max().max())
    limit = done["limits"][0]
    assert limit["coefficient"] == pytest.approx(table.A.loc[limit["row"], limit["column"]])
    assert limit["limit"] == pytest.approx(np.nanmin(table.inverse_important().to_numpy()))


def test_quantity_of_demand(call: Call, file: Path, table: IOTable) -> None:
    done = call("table", "quantity", file, "--demand", "food:exports=+10", "--demand", "farm=scale:2", "--json")
    change = table.L @ np.array([table.f["farm"], 10.0, 0.0])
    assert _column(done.result["output"], "change") == pytest.approx(change.to_dict())
    totals = _column(done.result["totals"], "change", "quantity")
    assert totals["jobs"] == pytest.approx(float(table.coefficients("jobs").to_numpy() @ change.to_numpy()))
    assert {"income", "value_added", "imports"} < set(totals)


def test_quantity_of_technology(call: Call, file: Path, table: IOTable) -> None:
    done = call("table", "quantity", file, "--coefficient", "services:all=-10%", "--json")
    A = table.A.copy()
    A.loc["services"] *= 0.9
    expected = np.linalg.solve(np.eye(3) - A, table.f)
    assert [row["after"] for row in done.result["output"]] == pytest.approx(expected.tolist())
    assert set(_column(done.result["totals"], "change", "quantity")) == {"output", "jobs"}


def test_prices(call: Call, file: Path, table: IOTable) -> None:
    done = call("table", "price", file, "--change", "all=10%", "--json").result
    assert [row["price"] for row in done["prices"]] == pytest.approx([1.1] * 3)
    assert [row["change"] for row in done["baskets"]] == pytest.approx([0.1] * 2)
    wages = call("table", "price", file, "--change", "farm=10%", "--component", "wages", "--json").result["prices"]
    assert _column(wages, "price") == pytest.approx(table.price({"farm": 0.1 * 30 / 140}).to_dict())
    money = call("table", "price", file, "--change", "farm=0.02", "--json").result["prices"]
    assert _column(money, "price") == pytest.approx(table.price({"farm": 0.02}).to_dict())
    fixed = [call("table", "price", file, "--fix", f"farm={how}", "--json").result["prices"] for how in ("+20%", "1.2")]
    assert fixed[0] == fixed[1]
    assert _column(fixed[0], "price")["farm"] == pytest.approx(1.2)


def test_ghosh_and_mixed(call: Call, file: Path, table: IOTable) -> None:
    pushed = call("table", "ghosh", file, "--inputs", "farm=+10", "--json").result["output"]
    assert [row["change"] for row in pushed] == pytest.approx((10.0 * table.G.to_numpy()[0]).tolist())
    given = call("table", "mixed", file, "--output", "farm=-10%", "--json").result["output"]
    assert _column(given, "after")["farm"] == pytest.approx(126.0)
    assert _column(given, "final_demand_change")["food"] == pytest.approx(0.0)


def test_decompose(call: Call, file: Path, table: IOTable, tmp_path: Path) -> None:
    names = ("Z", "final_demand", "value_added", "imports")
    later = table.replace(**{name: table.blocks[name] * 2 for name in names}).to_csv(tmp_path / "later.csv")
    done = call("table", "decompose", file, later, "--json")
    assert done.code == 0, done.err
    assert done.result["total"]["final_demand"] == pytest.approx(605.0)
    assert done.result["total"]["technology"] == pytest.approx(0.0)


def test_several_regions(call: Call, two: Path) -> None:
    done = call("table", "regions", two, "--json")
    assert done.code == 0, done.err
    assert [row["region"] for row in done.result["accounts"]] == ["north", "south"]
    found = call("table", "quantity", two, "--demand", "north/a=+1", "--sort", "--json")
    assert found.code == 0, found.err
    top = found.result["output"][0]
    assert (top["region"], top["sector"]) == ("north", "a")
    assert call("table", "extraction", two, "--sector", "a").code == 2  # both regions have it


# --- new tables and files ---------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "nc"])
def test_convert_loses_nothing(call: Call, file: Path, table: IOTable, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"again.{ending}"
    done = call("table", "convert", file, "--out", out)
    assert done.code == 0, done.err
    assert read_table(out).equals(table)
    before = out.read_bytes()
    assert call("table", "convert", file, "--out", out, "--currency", "x").code == 2
    assert out.read_bytes() == before
    assert call("table", "convert", file, "--out", out, "--currency", "x", "--force").code == 0
    assert read_table(out).currency == "x"


def test_answers_are_written(call: Call, file: Path, table: IOTable, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "linkages.csv"
    assert call("table", "linkages", file, "--out", out).code == 0
    assert pd.read_csv(out)["backward"].to_list() == pytest.approx(table.linkages()["backward"].to_list())
    book = tmp_path / "prices.xlsx"
    assert call("table", "price", file, "--change", "farm=1%", "--out", book).code == 0
    assert list(pd.read_excel(book, sheet_name=None)) == ["prices", "baskets"]


def test_aggregate(call: Call, file: Path, tmp_path: Path) -> None:
    pairs = _text(tmp_path / "pairs.csv", "old,new", "farm,agrifood", "food,agrifood")
    assert call("table", "aggregate", file, "--concordance", pairs).code == 2
    out = tmp_path / "small.xlsx"
    done = call("table", "aggregate", file, "--concordance", pairs, "--rest", "keep", "--out", out)
    assert done.code == 0, done.err
    small = read_table(out)
    assert small.x.to_dict() == {"agrifood": 315.0, "services": 290.0}
    bridge = _text(tmp_path / "bridge.csv", "old,agrifood,services", "farm,1,0", "food,1,0", "services,0,1")
    assert call("table", "aggregate", file, "--concordance", bridge, "--json").result["sectors"] == list(small.labels)
    several = _text(tmp_path / "several.csv", "old,new", "farm,a", "farm,b", "food,")
    assert len(call("table", "aggregate", file, "--concordance", several, "--json").messages) == 2


def test_balance_gives_evidence(call: Call, file: Path, tmp_path: Path) -> None:
    rows = _text(tmp_path / "rows.csv", "sector,total", "farm,90")
    columns = _text(tmp_path / "columns.csv", "sector,total", "food,120")
    words = ["--rows", rows, "--columns", columns, "--keep"]
    done = call("table", "balance", file, *words, "--json")
    assert done.code == 0, done.err
    assert done.result["sign_changes"] == 0
    assert sum(done.result["matrix"][0][name] for name in SECTORS) == pytest.approx(90.0)
    assert {"before", "target", "after", "deviation", "multiplier"} < set(done.result["lines"][0])
    assert call("table", "balance", file, *words[:4]).code == 2  # without --keep every line needs a total
    tight = call("table", "balance", file, *words, "--most-multiplier", "1.01")
    assert tight.code == 2
    assert "farm" in tight.err
    out = tmp_path / "balanced.nc"
    assert call("table", "balance", file, *words, "--out", out).code == 2
    assert not out.exists()


def test_balance_refuses_totals_that_cannot_be(call: Call, file: Path, tmp_path: Path) -> None:
    rows = _text(tmp_path / "rows.csv", "sector,total", "farm,90", "fod,3", "food,x")
    columns = _text(tmp_path / "columns.csv", "sector,total", "food,120")
    words = ["--rows", rows, "--columns", columns, "--keep", "--json"]
    assert call("table", "balance", file, *words).messages[0]["line"] == 4
    _text(rows, "sector,total", "fod,3")
    assert call("table", "balance", file, *words).messages[0]["nearest"] == "food"
    _text(rows, "sector,total", "farm,91")
    assert call("table", "balance", file, *words).messages[0]["code"] == "totals-differ"


def test_balance_of_a_whole_table_gives_a_table(call: Call, file: Path, table: IOTable, tmp_path: Path) -> None:
    grown = 1.1
    x, final = table.x * grown, table.final_demand.sum() * grown
    below = {"imports": 55 * grown, "wages": 170 * grown, "surplus": 105 * grown}
    rows = _text(tmp_path / "rows.csv", "l,t", *(f"{k},{v!r}" for k, v in (x.to_dict() | below).items()))
    columns = _text(
        tmp_path / "columns.csv", "l,t", *(f"{k},{v!r}" for k, v in (x.to_dict() | final.to_dict()).items())
    )
    out = tmp_path / "new.csv"
    words = ["--rows", rows, "--columns", columns, "--matrix", "whole", "--out", out]
    done = call("table", "balance", file, *words)
    assert done.code == 0, done.err
    new = read_table(out)
    assert new.x.to_list() == pytest.approx(x.to_list())
    assert new.Z.to_numpy() == pytest.approx(grown * table.Z.to_numpy())
    assert new.satellites.empty
    assert "balanced to new totals" in new.notes[-1]


# --- a published set ---------------------------------------------------------------------------


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published set of tables is not beside the repository")
def test_a_published_set(call: Call, tmp_path: Path) -> None:
    assert call("table", "check", PUBLISHED).code == 0
    words = ["--accounts", PUBLISHED / "employment_2024_derived.csv", "--satellite", "employed_thousand_adjusted"]
    done = call("table", "multipliers", PUBLISHED, *words, "--of", "employed_thousand_adjusted", "--json")
    assert done.code == 0, done.err
    assert len(done.result["multipliers"]) == 68
    lost = call("table", "extraction", PUBLISHED, "--sector", "CPA_13", "--sector", "CPA_14", "--json").result
    assert 0.0 < lost["share"] < 0.01
    out = tmp_path / "set.csv"
    assert call("table", "convert", PUBLISHED, "--out", out).code == 0
    assert read_table(out).equals(read_table(PUBLISHED))
