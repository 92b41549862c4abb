"""The command line: ``ioscenario ...``, one module for each group of commands."""

from ioscenario.cli.app import main

__all__ = ["main"]
