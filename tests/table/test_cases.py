"""Published and derived worked examples: values hold to the tolerance they state."""

import json

import numpy as np
import pandas as pd
import pytest

from ioscenario import table as io
from tests.table.cases import FOLDER, REFERENCE, Case


def closed(case: Case) -> tuple[pd.DataFrame, pd.Series]:
    return io.coefficients(case["Z"], case["output"]), case["output"]


def test_every_case_carries_its_source() -> None:
    for path in FOLDER.glob("*.json"):
        source = json.loads(path.read_text(encoding="utf-8"))["source"]
        assert source["title"], path.name
        assert source["where_found"], path.name


def test_quantity() -> None:
    case = Case("quantity_mb2009_2sector")
    A, _x = closed(case)
    case.check("A", A)
    case.check("L", io.leontief_inverse(A))
    output = io.quantity(A, case["new_final_demand"])
    case.check("new_output", output)
    case.check("labour_use", case["labour_coefficients"] * output)


def test_price() -> None:
    case = Case("price_mb2009_va_shock")
    A, x = closed(case)
    v = io.coefficients(case["value_added"], x).sum()
    case.check("base_value_added_coefficient", v)
    case.check("base_price", io.price(A, v))
    case.check("delta_price", io.price(A, case["delta_value_added_coefficient"]))
    case.check("new_price", io.price(A, v + case["delta_value_added_coefficient"]))


def test_ghosh() -> None:
    case = Case("ghosh_mb2009_2sector")
    B = io.allocation(case["Z"], case["output"])
    case.check("G_agriculture_to_manufacturing", io.ghosh_inverse(B).loc["Agriculture", "Manufacturing"])
    case.check("output_from_value_added", io.ghosh(B, case["value_added"].sum()))


def test_mixed() -> None:
    case = Case("derived_mixed_exogenous_output_2sector")
    result = io.mixed(case["A"], case["exogenous_final_demand"], case["exogenous_output"])
    case.check("output", result.output)
    case.check("final_demand", result.final_demand)


def test_inoperability() -> None:
    case = Case("inoperability_haimes_jiang2001_two_sector")
    case.check("inoperability_q", io.quantity(case["interdependency_A_star"], case["perturbation_c_star"]))


def test_social_accounting_matrix() -> None:
    case = Case("derived_sam_pyatt_round_small")
    case.check("M_total", io.leontief_inverse(case["A_endogenous"]))
    case.check("income", io.quantity(case["A_endogenous"], case["injection"]))


def test_backward_linkages() -> None:
    case = Case("linkages_eurostat2008_germany_backward")
    A, x = closed(case)
    case.check("backward_linkage", io.linkages(A, x)["backward"])
    case.check("backward_linkage", io.multipliers(A))


def test_multipliers_of_value_added_and_employment() -> None:
    case = Case("multipliers_eurostat2008_germany_gva_employment")
    A, x = closed(case)
    value_added, jobs = io.coefficients(case["gva"], x), io.coefficients(case["employment_thousand"], x)
    case.check("gva_coefficient", value_added)
    case.check("gva_multiplier", io.multipliers(A, value_added, "simple"))
    case.check("employment_multiplier", io.multipliers(A, jobs, "simple"))


def test_income_multipliers_of_type_one() -> None:
    case = Case("multipliers_spicosa_nl2000_type1_income")
    A, x = closed(case)
    income = io.coefficients(case["compensation_of_employees"], x)
    case.check("A_diag", pd.Series(np.diag(A), A.index))
    case.check("simple_income_effect", io.multipliers(A, income, "simple"))
    case.check("income_multiplier_type_I_ratio", io.multipliers(A, income, "type1"))


def test_income_multipliers_of_type_two() -> None:
    case = Case("multipliers_spicosa_nl2000_type2_income")
    A, x = closed(case)
    income = io.coefficients(case["compensation_of_employees"], x)
    column = case["household_consumption_coefficients"]
    two = io.multipliers(A, income, "type2", household_row=income, household_column=column)
    case.check("income_multiplier_type_II_ratio", two)
    ratio = two / io.multipliers(A, income, "type1")
    np.testing.assert_allclose(ratio, ratio.iloc[0], rtol=1e-12)
    household = io.closed_inverse(A, income, column).loc["households"].drop("households")
    case.check("income_multiplier_type_II_ratio", household / income)


def test_extraction() -> None:
    case = Case("extraction_mb2009_agriculture")
    A, _x = closed(case)
    result = io.extraction(A, case["final_demand"], case["extract"])
    case.check("loss_by_sector", result.loss)
    case.check("total_loss", result.total)
    case.check("loss_share_of_output", result.share)


def test_field_of_influence() -> None:
    case = Case("derived_field_of_influence_2sector")
    cell = case["changed_coefficient"]
    case.check("field_of_influence", io.field_of_influence(case["A"], cell["row"], cell["col"]))
    changed = io.changed_inverse(case["A"], cell["row"], cell["col"], cell["delta"])
    case.check("L_new", changed)
    change = io.Change("coefficient", "add", cell["delta"], cell["row"], cell["col"])
    output = io.run_scenarios(case["A"], case["final_demand"], {"changed": change}).output
    case.check("output_new", output["changed"])


def test_structural_decomposition() -> None:
    case = Case("sda_mb2009_additive_two_polar")
    f0, f1 = case["final_demand_0"], case["final_demand_1"]
    x0, x1 = case["Z_0"].sum(axis=1) + f0, case["Z_1"].sum(axis=1) + f1
    case.check("output_1", x1)
    A0, A1 = io.coefficients(case["Z_0"], x0), io.coefficients(case["Z_1"], x1)
    for method in ("polar", "all"):
        result = io.decompose(A0, f0, A1, f1, method=method)
        case.check("delta_output", result["change"])
        case.check("technology_effect", result["technology"])
        case.check("final_demand_effect", result["final_demand"])
    case.check("technology_effect", io.technology_by_buyer(A0, f0, A1, f1).sum(axis=1))


def test_footprint() -> None:
    case = Case("footprint_kitzes2013_two_sector")
    A, x = closed(case)
    s, f = io.coefficients(case["direct_emissions"], x), case["final_demand"]
    E = io.supported(A, s, f)
    case.check("production_based", E.sum(axis=1))
    case.check("consumption_based", E.sum(axis=0))
    case.check("production_based_10_rounds", s * io.production_layers(A, f, 10).sum(axis=1))
    case.check("consumption_based_10_rounds", f * io.production_layers(A.T, s, 10).sum(axis=1))
    demand = pd.DataFrame(np.diag(f), f.index, f.index)
    accounts = io.regional_accounts(A, s, demand)
    case.check("production_based", accounts["production"])
    case.check("consumption_based", accounts["consumption"])


def test_trade_in_value_added() -> None:
    case = Case("multiregional_kww2014_example1")
    Z, Y = case["Z"], case["final_demand"]
    x = Z.sum(axis=1) + Y.sum(axis=1)
    A, v = io.coefficients(Z, x), io.coefficients(case["value_added"], x)
    result = io.trade_in_value_added(A, v, Y)
    case.check("gross_exports", result["exports"])
    case.check("domestic_value_added_absorbed_abroad", result["absorbed_abroad"])
    case.check("domestic_value_added_returning_home", result["returning_home"])
    case.check("foreign_value_added", result["foreign_value_added"])
    case.check("pure_double_counting", result["double_counted"])
    case.check("vertical_specialisation", result["vertical_specialisation"])


UK = "multipliers_ons_uk2010_127_products"


@pytest.mark.skipif(not REFERENCE.exists(), reason="the folder of large published tables is not there")
def test_published_multipliers_of_127_products() -> None:
    case = Case(UK, REFERENCE)
    codes = case["codes"]
    Z = pd.DataFrame(0.0, codes, codes)
    row, column, value = (np.array(item) for item in zip(*case["Z_triplets_row_col_value"], strict=True))
    flows = Z.to_numpy(copy=True)
    flows[row.astype(int), column.astype(int)] = value
    x = case["output"]
    A = io.coefficients(pd.DataFrame(flows, codes, codes), x)
    parts = [case[key] for key in ("compensation_of_employees", "gross_operating_surplus")]
    value_added = io.coefficients(sum(parts) + case["taxes_less_subsidies_on_production"], x)
    cost = io.coefficients(parts[0], x)
    case.check("output_multiplier", io.multipliers(A))
    case.check("employment_cost_effect", io.multipliers(A, cost, "simple"))
    case.check("gva_effect", io.multipliers(A, value_added, "simple"))
    case.check("gva_multiplier", io.multipliers(A, value_added))
    with pytest.warns(RuntimeWarning, match="68-2IMP"):
        ratio = io.multipliers(A, cost)
    assert np.isnan(ratio["68-2IMP"])
    case.check("employment_cost_multiplier", ratio)
