"""The version of the package, from its metadata."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("ioscenario")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "0+unknown"
