"""Random economies for tests: dense, productive, seeded."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Economy(NamedTuple):
    """Coefficients (n, n), final demand (n,), output (n,), jobs a unit (n,)."""

    A: Array
    f: Array
    x: Array
    s: Array

    @property
    def frame(self) -> pd.DataFrame:
        """`A` with labels."""
        names = self.names
        return pd.DataFrame(self.A, names, names)

    @property
    def names(self) -> list[str]:
        return [f"s{at}" for at in range(len(self.f))]


def economy(seed: int = 1, n: int = 7, zeros: float = 0.2) -> Economy:
    """A random economy with some zeros in `A`."""
    random = np.random.default_rng(seed)
    A = random.random((n, n)) * (random.random((n, n)) > zeros)
    A *= random.uniform(0.2, 0.8, n) / np.maximum(A.sum(axis=0), 0.1)
    f = random.uniform(1.0, 10.0, n)
    return Economy(A, f, inverse(A) @ f, random.uniform(0.1, 1.0, n))


def inverse(A: Array) -> Array:
    """The inverse by another road."""
    return np.asarray(np.linalg.inv(np.eye(len(A)) - A))
