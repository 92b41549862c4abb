"""Names of lines as offices print them."""

from __future__ import annotations

import pytest

from ioscenario.table.vocabulary import column_role, compensation, households, row_role

ROWS = {
    "total": [
        "TOTAL",
        "Total consumption",
        "DOMESTIC_USE_BASIC",
        "TOTAL_USE_PURCHASERS",
        "total_use_pp",
        "intermediate_consumption",
        "Итого",
        "Использовано в ценах покупателей",
    ],
    "imports": ["imports", "IMPORTS_RUK", "Imported goods and services", "Импорт"],
    "product_taxes": ["net_tax_products", "net_tax", "Taxes less subsidies on products", "Чистые налоги на продукты"],
    "value_added": [
        "compensation_employees",
        "Compensation of employees",
        "net_tax_production",
        "Taxes less subsidies on production",
        "OTHER_NET_TAXES_PRODUCTION",
        "Другие чистые налоги на производство",
        "consumption_fixed_capital",
        "CFC",
        "os_mixed_income_net",
        "Gross Operating Surplus",
        "wages",
        "Employment costs",
        "Оплата труда работников",
    ],
    "gva": ["gva", "GVA", "value_added_bp", "Gross value added", "Валовая добавленная стоимость"],
    "output": ["output", "output_bp", "Total output", "Выпуск в основных ценах"],
    "supply": ["SUPPLY_BASIC", "Ресурсы в основных ценах"],
    "satellite": ["employment_domestic_total", "jobs", "FTE", "co2", "Employees", "hours worked"],
}


@pytest.mark.parametrize(("role", "label"), [(role, label) for role, labels in ROWS.items() for label in labels])
def test_rows(role: str, label: str) -> None:
    assert row_role(label) == role


@pytest.mark.parametrize("label", ["IC_TOTAL", "TOT_FC", "Total demand", "Всего использовано", "total_final_use"])
def test_columns_of_totals(label: str) -> None:
    assert column_role(label) == "total"


@pytest.mark.parametrize("label", ["HOUSEHOLDS", "GFCF", "Exports of goods", "Changes in inventories", "экспорт"])
def test_categories_are_no_totals(label: str) -> None:
    assert column_role(label) is None


def test_pay_and_households_are_found() -> None:
    assert compensation(["GROSS_OPERATING_SURPLUS", "COMPENSATION", "TAXES_LESS_SUBSIDIES_PRODUCTION"]) == [1]
    assert compensation(["Wages", "Salaries", "profit"]) == [0, 1]
    assert compensation(["Оплата труда работников", "прибыль"]) == [0]
    names = ["Non-profit instns serving households", "NPISH", "Households", "GOVERNMENT"]
    assert households(names) == [2]
    assert households([("north", "households"), ("south", "households"), ("south", "exports")]) == [0, 1]
    assert households(["final_consumption_private"]) == [0]
    assert households(["домашних хозяйств", "некоммерческих организаций, обслуживающих домашние хозяйства"]) == [0]
