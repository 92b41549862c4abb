"""One value for many samples: the median of numbers, the most frequent of codes."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray


def is_code(array: xr.DataArray) -> bool:
    """Whether values are codes of categories, of which no median means anything."""
    return array.name == "bottleneck" or "flag_meanings" in array.attrs


def central(array: xr.DataArray) -> xr.DataArray:
    """A result without the dimension ``sample``.

    Parameters
    ----------
    array
        A variable of the results, or part of one.

    Returns
    -------
    xarray.DataArray
        The median over samples, for codes of categories the most frequent one; the array
        itself where there are no samples.

    Examples
    --------
    >>> central(xr.DataArray([1.0, 2.0, 9.0], dims="sample")).item()
    2.0
    >>> central(xr.DataArray([1, 1, 3, 3, 3], dims="sample", name="bottleneck")).item()
    3
    """
    if "sample" not in array.dims:
        return array
    return most_frequent(array) if is_code(array) else array.median("sample", keep_attrs=True)


def most_frequent(codes: xr.DataArray) -> xr.DataArray:
    """The most frequent code over samples; of equally frequent ones the lowest."""

    def mode(values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Mode along the last axis."""
        counts = np.stack([(values == code).sum(-1) for code in range(int(values.max()) + 1)])
        return np.asarray(counts.argmax(0))

    result: xr.DataArray = xr.apply_ufunc(mode, codes, input_core_dims=[["sample"]], keep_attrs=True)
    return result.astype(codes.dtype)
