"""What the same work costs in plain NumPy and SciPy: no labels, no checks, no objects.

Products go to SciPy's BLAS as the factorisation does; alternating with NumPy's would make
two pools of threads wait for each other, which flatters whoever is measured against it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dgemm, dgemv
from scipy.linalg.lapack import dgetrf, dgetri

Array = NDArray[np.float64]


def inverse(Z: Array, x: Array) -> tuple[Array, Array]:
    """A and L from flows (n, n) and output (n,)."""
    A = Z / x
    system = -A
    system.flat[:: len(x) + 1] += 1.0
    lu, pivots, _info = dgetrf(system.T, overwrite_a=1)
    transposed, _info = dgetri(lu, pivots, lwork=64 * len(x), overwrite_lu=1)
    return A, transposed.T


def demand(L: Array, f: Array) -> Array:
    """Output (n,) of one demand (n,)."""
    return np.asarray(dgemv(1.0, L.T, f, trans=1))


def demands(L: Array, F: Array) -> Array:
    """Output (n, r) of r demands."""
    return np.asarray(dgemm(1.0, L.T, F.T, trans_a=1, trans_b=1))


def technologies(L: Array, x: Array, jobs: Array, at: NDArray[np.intp], D: Array) -> tuple[Array, Array]:
    """Output (n, r) and jobs (r,) when column at[k] of A changes by D[:, k]."""
    X = dgemm(1.0, L.T, D.T, trans_a=1, trans_b=1)
    X *= x[at] / (1.0 - X[at, np.arange(len(at))])
    X += x[:, None]
    return X, dgemv(1.0, X, jobs, trans=1)


def jobs_multipliers(L: Array, jobs: Array) -> Array:
    """Type I multipliers (n,) of jobs for each unit of output (n,)."""
    return np.asarray(dgemv(1.0, L.T, jobs) / jobs)
