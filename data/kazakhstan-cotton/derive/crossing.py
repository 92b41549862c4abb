"""The bridge from the model's quantities to the published figures of light industry."""

from __future__ import annotations

from pathlib import Path

from tables import write

HEADER = ("line", "indicator", "kind", "measure", "label", "factor", "published", "unit", "source", "grade", "note",
          "name_en", "name_ru", "name_kk")  # fmt: skip

MONEY, PEOPLE = "million KZT", "job"

BRIDGE = (
    ("output_lint", "output", "model", "production", "lint", "1", "", MONEY, "G01;G27;G18", "E",
     "Industrial statistics count gins as textile industry, the national accounts as agriculture.",
     "Lint", "Хлопковое волокно", "Мақта талшығы"),
    ("output_yarn", "output", "model", "exports", "yarn", "1", "", MONEY, "T01", "E",
     "Only yarn that is sold; yarn woven in the same mill is not output of statistics.",
     "Yarn sold", "Товарная пряжа", "Сатылған иірімжіп"),
    ("output_fabric", "output", "model", "production", "fabric", "1", "", MONEY, "T02", "E",
     "All fabric at the mill's price.", "Fabric", "Ткани", "Маталар"),
    ("output_articles", "output", "model", "production", "textile_articles", "1", "", MONEY, "T03", "E",
     "At the assumed price of a piece.", "Textile articles", "Готовые текстильные изделия", "Дайын тоқыма бұйымдары"),
    ("output_other_textiles", "output", "residual", "branch_output", "other_textiles", "1", "", MONEY, "L05;E28;X10",
     "E", "Closes the published textile total: not observed.",
     "Other textiles (residual)", "Прочий текстиль (остаток)", "Өзге тоқыма (қалдық)"),
    ("output_clothing", "output", "model", "production", "garments", "1", "83200", MONEY, "L01;L06", "B",
     "32 % of the published total.", "Clothing", "Одежда", "Киім"),
    ("output_leather", "output", "exogenous", "branch_output", "leather", "1", "16900", MONEY, "L01;L07", "B",
     "6.5 % of the published total; the branch follows its own growth.",
     "Leather and footwear", "Кожа и обувь", "Былғары және аяқ киім"),
    ("output_difference", "output", "difference", "", "", "", "260000", MONEY, "L01", "B",
     "Rounding of the published total and of prices.", "Difference", "Расхождение", "Айырма"),
    ("jobs_ginning", "jobs", "model", "jobs_direct", "ginning", "1", "", PEOPLE, "G17", "E",
     "Seasonal work counted in full-time jobs.", "Ginning", "Хлопкоочистка", "Мақта тазалау"),
    ("jobs_spinning", "jobs", "model", "jobs_direct", "spinning", "1", "", PEOPLE, "E02;E06", "E",
     "With weaving 548 people at the two live mills.", "Spinning", "Прядение", "Жіп иіру"),
    ("jobs_weaving", "jobs", "model", "jobs_direct", "weaving", "1", "", PEOPLE, "E03;E04", "E",
     "See spinning.", "Weaving", "Ткачество", "Мата тоқу"),
    ("jobs_articles", "jobs", "model", "jobs_direct", "sewing_articles", "1", "", PEOPLE, "L25", "E",
     "Fitted.", "Sewing of textile articles", "Пошив текстильных изделий", "Тоқыма бұйымдарын тігу"),
    ("jobs_garments", "jobs", "model", "jobs_direct", "sewing_garments", "1", "", PEOPLE, "L25;IO24", "E",
     "Fitted to clothing's part of the pay.", "Sewing of garments", "Пошив одежды", "Киім тігу"),
    ("jobs_other_textiles", "jobs", "residual", "branch_jobs", "other_textiles", "1", "", PEOPLE, "L25", "E",
     "Closes the total: not observed.",
     "Other textiles (residual)", "Прочий текстиль (остаток)", "Өзге тоқыма (қалдық)"),
    ("jobs_leather", "jobs", "exogenous", "branch_jobs", "leather", "1", "", PEOPLE, "L25;IO24", "E",
     "Leather's part of the pay.", "Leather and footwear", "Кожа и обувь", "Былғары және аяқ киім"),
    ("jobs_difference", "jobs", "difference", "", "", "", "22000", PEOPLE, "L25", "B",
     "The published figure is of early 2023, carried to 2025.", "Difference", "Расхождение", "Айырма"),
)  # fmt: skip


def save(folder: Path) -> None:
    """Write ``bridge.csv``."""
    write(folder / "bridge.csv", HEADER, BRIDGE)
