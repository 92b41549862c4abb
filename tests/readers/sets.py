"""A small set of tables in the Bureau's layout, as csv files and as workbooks."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

CODES = ["01", "02", "061", "10-11", "58-63, except 61"]
NAMES = ["Crops", "Wood", "Oil", "Food and drink", "Information"]
FILES = {6: "use_total_basic_prices", 7: "use_imported_basic_prices", 8: "use_domestic_basic_prices"}
COLUMNS = ["IC_TOTAL", "HOUSEHOLDS", "GOVERNMENT", "FINAL_CONSUMPTION_TOTAL", "GFCF", "EXPORTS", "TOTAL_USE"]
RUSSIAN = {
    "IC_TOTAL": "Итого промежуточное использование",
    "HOUSEHOLDS": "домашних хозяйств",
    "GOVERNMENT": "органов государственного управления",
    "FINAL_CONSUMPTION_TOTAL": "всего",
    "GFCF": "Валовое накопление основного капитала",
    "EXPORTS": "Экспорт",
    "TOTAL_USE": "Всего использовано",
    "RESIDENTS_ABROAD": "Прямые покупки резидентов за рубежом",
    "TOTAL": "Итого",
    "NET_TAXES_PRODUCTS": "Чистые налоги на продукты",
    "USE_PURCHASERS": "Итого в ценах покупателей",
    "COMPENSATION": "Оплата труда работников",
    "OTHER_NET_TAXES_PRODUCTION": "Другие чистые налоги на производство",
    "CFC": "Потребление основного капитала",
    "NET_OPERATING_SURPLUS_MIXED_INCOME": "Чистая прибыль и чистые смешанные доходы",
    "GVA": "Валовая добавленная стоимость",
    "OUTPUT": "Выпуск в основных ценах",
    "IMPORTS": "Импорт",
    "SUPPLY_BASIC": "Ресурсы в основных ценах",
}


def tables(seed: int = 0) -> dict[int, pd.DataFrame]:
    """Tables 6, 7, 8 in whole units; every identity of the published set holds exactly."""
    rng = np.random.default_rng(seed)
    n = len(CODES)
    domestic, imported = rng.integers(1, 50, (n, n)), rng.integers(0, 9, (n, n))
    finals = {8: rng.integers(300, 400, (n, 4)), 7: rng.integers(0, 99, (n, 4))}
    finals[7][:, 3] = 0
    flows = {8: domestic, 7: imported}
    sheets = {number: _flows(flows[number], finals[number]) for number in (8, 7)}
    sheets[6] = _primary(sheets[8] + sheets[7], sheets[8], sheets[7], rng)
    return {number: _with_total(frame) if number != 6 else frame for number, frame in sheets.items()}


def _flows(Z: Any, F: Any) -> pd.DataFrame:
    columns = [Z.sum(axis=1), F[:, 0], F[:, 1], F[:, 0] + F[:, 1], F[:, 2], F[:, 3], Z.sum(axis=1) + F.sum(axis=1)]
    return pd.DataFrame(np.column_stack([Z, *columns]), index=CODES, columns=[*CODES, *COLUMNS], dtype=np.float64)


def _with_total(frame: pd.DataFrame) -> pd.DataFrame:
    zero = pd.DataFrame(0.0, index=["RESIDENTS_ABROAD"], columns=frame.columns)
    return pd.concat([frame, zero, frame.sum().to_frame("TOTAL").T])


def _primary(total: pd.DataFrame, domestic: pd.DataFrame, imported: pd.DataFrame, rng: Any) -> pd.DataFrame:
    n = len(CODES)
    output = domestic["TOTAL_USE"].to_numpy()
    used = _with_total(total)
    rows: dict[str, Any] = {"NET_TAXES_PRODUCTS": np.append(rng.integers(1, 9, n), rng.integers(0, 9, len(COLUMNS)))}
    rows["USE_PURCHASERS"] = used.loc["TOTAL"].to_numpy() + rows["NET_TAXES_PRODUCTS"]
    gva = output - rows["USE_PURCHASERS"][:n]
    parts = [np.floor(gva * share) for share in (0.4, 0.02, 0.1)]
    names = ("COMPENSATION", "OTHER_NET_TAXES_PRODUCTION", "CFC", "NET_OPERATING_SURPLUS_MIXED_INCOME")
    rows |= dict(zip(names, [*parts, gva - sum(parts)], strict=True))
    imports = imported["TOTAL_USE"].to_numpy()
    rows |= {"GVA": gva, "OUTPUT": output, "IMPORTS": imports, "SUPPLY_BASIC": output + imports}
    wide = [np.append(row, np.full(len(used.columns) - len(row), np.nan)) for row in rows.values()]
    return pd.concat([used, pd.DataFrame(wide, index=list(rows), columns=used.columns)])


def nudged(frame: pd.DataFrame, row: str, column: str, by: float) -> pd.DataFrame:
    """A sheet with one cell changed."""
    values = frame.to_numpy(copy=True)
    values[list(frame.index).index(row), list(frame.columns).index(column)] += by
    return pd.DataFrame(values, index=frame.index, columns=frame.columns)


def write_folder(folder: Path, sheets: dict[int, pd.DataFrame]) -> Path:
    """The csv files, with a list of products."""
    folder.mkdir()
    ids = {code: f"P_{place}" for place, code in enumerate(CODES)}
    for number, frame in sheets.items():
        frame.rename(index=ids, columns=ids).to_csv(folder / f"{FILES[number]}.csv", index_label="id")
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "code", "name"], *zip(ids.values(), CODES, NAMES, strict=True)])
    return folder


def write_book(path: Path, sheets: dict[int, pd.DataFrame], style: str, codes: Sequence[str] = CODES) -> Path:
    """A workbook with ten numbered sheets, of which only three are read.

    Parameters
    ----------
    style
        ``"codes"``: text codes in a column and a row; ``"names"``: a running number and the
        code before the name, names across; ``"padded"``: numeric codes shown with zeros.
    """
    book = Workbook()
    assert book.active is not None
    book.active.title = "Содержание"
    for number in range(1, 11):
        sheet = book.create_sheet(f"Таблица {number}" if style == "names" else str(number))
        if number in sheets:
            _write_sheet(sheet, sheets[number], style, list(codes))
        else:
            sheet.append(["not read"])
    book.save(path)
    return path


def _write_sheet(sheet: Worksheet, frame: pd.DataFrame, style: str, codes: list[str]) -> None:
    before = 3 if style == "names" else 2
    across = [RUSSIAN[label] for label in frame.columns[len(codes) :]]
    sheet.append([f"Таблица {sheet.title}. Использование в основных ценах"])
    sheet.append([None] * (before + 3) + ["тысяч тенге"])
    groups: list[Any] = [None] * (before + len(codes) + 1)
    sheet.append([*groups, "Расходы на конечное потребление"])
    names = [*NAMES, *across]
    sheet.append(["№", "Код", "Наименование", *names] if style == "names" else ["Код", "Наименование", *names])
    if style != "names":
        sheet.append([None, None, *_shown(codes, style), *range(1, len(across) + 1)])
    for place, (label, row) in enumerate(zip(frame.index, frame.to_numpy().tolist(), strict=True)):
        inside = place < len(codes)
        head = [*([place + 1] if style == "names" else []), _shown(codes, style)[place] if inside else None]
        head = head if inside else [None] * (before - 1)
        sheet.append(
            [*head, NAMES[place] if inside else RUSSIAN[label], *(None if np.isnan(cell) else cell for cell in row)]
        )
    sheet.append([])
    sheet.append(["Примечание: суммы могут расходиться"])
    if style == "padded":
        for cells in sheet.iter_rows(max_col=2 + len(codes)):
            for cell in cells:
                whole = isinstance(cell.value, int)
                cell.number_format = "00" if whole and (cell.column == 1 or cell.row == 5) else cell.number_format


def _shown(codes: list[str], style: str) -> list[Any]:
    return [int(code) for code in codes] if style == "padded" else list(codes)
