"""Which settings of a scenario change an assumption rather than pull a lever."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ioscenario.scenario.operations import Operation

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack


def assumptions_changed(operations: Iterable[Operation], pack: Pack) -> tuple[Operation, ...]:
    """Return the operations on parameters that no policy sets.

    Parameters
    ----------
    operations
        Operations of a scenario, with or without its ancestors'.
    pack
        The pack; its parameters of role ``lever`` are what policy sets.

    Returns
    -------
    tuple of Operation
        Those on parameters of any other role, in the given order. They are allowed, and
        a reader of the results should know them.
    """
    return tuple(item for item in operations if pack.parameters[item.path].role != "lever")
