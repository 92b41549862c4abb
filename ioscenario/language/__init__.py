"""Every word and number format that a reader of charts, tables and summaries sees."""

from __future__ import annotations

from ioscenario.language.catalogue import Language

__all__ = ["Language"]
