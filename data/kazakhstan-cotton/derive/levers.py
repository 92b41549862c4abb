"""Parameter rows of levers that do nothing today, and of those that a border or a budget sets."""

from __future__ import annotations

from collections.abc import Iterator

from markets import FINAL
from processing import INDUSTRY
from tables import Row

#: Input of a process that can be made at home.
_INPUT = {"ginning": "seed_cotton", "spinning": "lint", "weaving": "yarn",
          "sewing_articles": "fabric", "sewing_garments": "fabric"}  # fmt: skip
#: Unit of a subsidy on output and a tenth of the price, about as much as the margin of old plant.
_OUTPUT = {"ginning": ("thousand KZT/t", 80), "spinning": ("thousand KZT/t", 150), "weaving": ("KZT/m2", 45),
           "sewing_articles": ("KZT/item", 115), "sewing_garments": ("KZT/item", 920)}  # fmt: skip


def _of_process(process: str) -> Iterator[Row]:
    start = f"policy.{process}"
    yield Row(f"{start}.interest_subsidy", "%", 0, 0, 68, "E", "DAMU;P05",
              "Firms too small for the fund pay 8 of some 25 % on loans up to 20 million tenge. What that does today is "
              "inside the realisation share, so nothing is counted; the high end is the same for all.", "lever")  # fmt: skip
    yield Row(f"{start}.leasing_share", "%", 0, 0, 60, "E", "P21",
              "Leasing at low rates is known for farm machines; none counted for mills and shops today.", "lever")  # fmt: skip
    yield Row(f"{start}.tax_holiday", "%", 0, 0, 100, "E", "P12;E27",
              "The special zones free their firms of tax on profits until 2043 and both Shymkent mills are in one. The "
              "effective tax rate here is a mean with them in it, so the lever starts from nothing.", "lever")  # fmt: skip
    yield Row(f"{start}.working_capital_credit", "%", 0, 0, 60, "E", "DAMU;ASSUMED",
              "5 million tenge a firm can be had at 8 %; too little for a mill, not counted.", "lever")  # fmt: skip
    yield Row(f"{start}.wage_subsidy", "%", 0, 0, 35, "E", "ASSUMED",
              "Subsidised work places exist for the unemployed of all trades; none counted here.", "lever")  # fmt: skip
    yield Row(f"{start}.electricity_subsidy", "%", 0, 0, 50, "E", "ASSUMED", "None known.", "lever")  # fmt: skip
    yield Row(f"{start}.input_subsidy.{_INPUT[process]}", "%", 0, 0, 20, "E", "ASSUMED",
              "None known; only home-made input would be paid for.", "lever")  # fmt: skip
    unit, high = _OUTPUT[process]
    yield Row(f"{start}.output_subsidy", unit, 0, 0, high, "E", "ASSUMED",
              "None known; the high end is a tenth of the price, about what old plant is left with.", "lever")  # fmt: skip


_DUTY_NOTE = (
    "The common tariff of the union is {tariff} % by line, but nothing is paid between members nor by free-trade partners "
    "(Russia, Kyrgyzstan, Uzbekistan), who send about half; mean over all recorded imports. Kazakhstan alone cannot raise it."
)
#: Value and high end of today's duty, and tariff lines, of goods that are imported.
_IMPORT_DUTY = {
    "fabric": (4.0, 11.0, "5-11"),
    "textile_articles": (5.0, 14.0, "5-14"),
    "garments": (5.0, 14.0, "5-14"),
}
_EXPORT_DUTY = {
    "lint": (30, "No duty or ban is known in Kazakhstan; neighbours shut off raw cotton altogether."),
    **dict.fromkeys(("yarn", "fabric", *FINAL), (20, "None known.")),
}

_BORDER = (
    *(
        Row(f"policy.{name}.export_duty", "%", 0, 0, high, "B" if name == "lint" else "E", "P27", note, "lever")
        for name, (high, note) in _EXPORT_DUTY.items()
    ),
    *(
        Row(f"policy.{name}.import_duty", "%", value, 0, high, "E", "OTEXA;X09;ASSUMED",
            _DUTY_NOTE.format(tariff=tariff), "lever")
        for name, (value, high, tariff) in _IMPORT_DUTY.items()
    ),
    *(
        Row(f"policy.{name}.export_promotion", "1", 0, 0, 0.5, "E", "ASSUMED",
            "What trade houses and fairs do today is in the exports of the base year.", "lever")
        for name in ("yarn", "fabric", *FINAL)
    ),
)  # fmt: skip

_ECONOMY = (
    Row("policy.economy.policy_certainty", "%", 0, 0, 100, "E", "P26;P02;ASSUMED",
        "Today is zero by definition. The industry asks for conditions that can be foreseen: the list of goods shut out of "
        "public procurement was written twice within two years.", "lever"),
    Row("policy.economy.training", "job", 0, 0, 3000, "E", "LAB25;ASSUMED",
        "People trained for sewing and mills beyond those that colleges turn out today; how many these are was not found.",
        "lever"),
)  # fmt: skip

ROWS = (*(row for process in INDUSTRY for row in _of_process(process)), *_BORDER, *_ECONOMY)
