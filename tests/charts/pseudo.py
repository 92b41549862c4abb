"""A language that is English with words 40 per cent longer: room for a translation that is not written yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import MappingProxyType
from unittest.mock import patch

import xarray as xr

from ioscenario.language import catalogue
from ioscenario.language.catalogue import Entry, read_catalogue

#: Code of the language that the longer one stands in for.
CODE = "en"
LONGER = 0.4
#: A word, but not the name of a placeholder.
WORD = re.compile(r"\{[^}]*\}|[A-Za-z]{2,}")


def longer(text: str) -> str:
    """A text whose words are 40 per cent longer; placeholders stay.

    >>> longer("{count} jobs of the chain")
    '{count} jobsjo ofo thet chainch'
    """

    def grown(found: re.Match[str]) -> str:
        word = found[0]
        return word if word.startswith("{") else word + word.lower()[: max(1, round(LONGER * len(word)))]

    return WORD.sub(grown, text)


@lru_cache(maxsize=4)
def _catalogue(code: str) -> Mapping[str, Entry]:
    found = read_catalogue(code)
    if code != CODE:
        return found
    return MappingProxyType(
        {
            key: longer(entry) if isinstance(entry, str) else {form: longer(text) for form, text in entry.items()}
            for key, entry in found.items()
        }
    )


@contextmanager
def pseudo() -> Iterator[None]:
    """While it lasts, English has the longer words."""
    with patch.object(catalogue, "read_catalogue", _catalogue):
        yield


def with_longer_names(dataset: xr.Dataset) -> xr.Dataset:
    """Results whose English names, titles and source line are longer as well."""
    names = {
        name: array.copy(data=[longer(str(text)) for text in array.values])
        for name, array in dataset.coords.items()
        if str(name).endswith(("_name_en", "_title_en"))
    }
    source = {f"source_line_{CODE}": longer(str(dataset.attrs[f"source_line_{CODE}"]))}
    return dataset.assign_coords(names).assign_attrs(source)
