from pathlib import Path

import pytest

from ioscenario.pack.loading import Pack
from tests.scenario import tiny


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """A pack whose folder holds the scenario ``base``."""
    tiny.write(tmp_path, {"base": tiny.pack_file("base")})
    return tiny.pack(tmp_path)
