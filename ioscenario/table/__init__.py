"""Static input-output analysis of any table; knows nothing of packs, scenarios or charts.

`IOTable` is the object to hold. The functions beside it do the same work on plain arrays,
pandas or xarray objects, and give back the kind they were given.
"""

from ioscenario.table.balance import Balanced, feasible, gras, ras
from ioscenario.table.decomposition import decompose, decompose_chain, decompose_product, technology_by_buyer
from ioscenario.table.extraction import Extraction, extraction, extractions, loss_matrix
from ioscenario.table.influence import changed_inverse, field_of_influence, influence, inverse_important
from ioscenario.table.iotable import IOTable
from ioscenario.table.leontief import (
    Leontief,
    Mixed,
    Priced,
    allocation,
    coefficients,
    exogenous_price,
    ghosh,
    ghosh_inverse,
    leontief_inverse,
    mixed,
    price,
    quantity,
    spectral_radius,
)
from ioscenario.table.linkages import key_sectors, linkages, multiplier_product_matrix
from ioscenario.table.multipliers import (
    closed_coefficients,
    closed_inverse,
    consumption_coefficients,
    effects,
    multipliers,
    supported,
)
from ioscenario.table.multiregional import (
    embodied_flows,
    regional_accounts,
    regional_multipliers,
    spillovers,
    trade_in_value_added,
)
from ioscenario.table.paths import production_layers, structural_paths
from ioscenario.table.scenarios import (
    Change,
    ScenarioOutputs,
    demand_scenarios,
    run_scenarios,
    technology_effects,
    technology_scenarios,
    totals,
)
from ioscenario.table.sectors import Carved, aggregate, carve_out, disaggregate, hosts

__all__ = [
    "Balanced",
    "Carved",
    "Change",
    "Extraction",
    "IOTable",
    "Leontief",
    "Mixed",
    "Priced",
    "ScenarioOutputs",
    "aggregate",
    "allocation",
    "carve_out",
    "changed_inverse",
    "closed_coefficients",
    "closed_inverse",
    "coefficients",
    "consumption_coefficients",
    "decompose",
    "decompose_chain",
    "decompose_product",
    "demand_scenarios",
    "disaggregate",
    "effects",
    "embodied_flows",
    "exogenous_price",
    "extraction",
    "extractions",
    "feasible",
    "field_of_influence",
    "ghosh",
    "ghosh_inverse",
    "gras",
    "hosts",
    "influence",
    "inverse_important",
    "key_sectors",
    "leontief_inverse",
    "linkages",
    "loss_matrix",
    "mixed",
    "multiplier_product_matrix",
    "multipliers",
    "price",
    "production_layers",
    "quantity",
    "ras",
    "regional_accounts",
    "regional_multipliers",
    "run_scenarios",
    "spectral_radius",
    "spillovers",
    "structural_paths",
    "supported",
    "technology_by_buyer",
    "technology_effects",
    "technology_scenarios",
    "totals",
    "trade_in_value_added",
]
