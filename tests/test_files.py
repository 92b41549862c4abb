"""Nothing half-written carries a final name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ioscenario.files import written_beside


def test_renamed_when_all_went_well(tmp_path: Path) -> None:
    target = tmp_path / "new" / "table.csv"
    with written_beside(target) as beside:
        assert beside.parent == target.parent
        assert not target.exists()
        beside.write_text("a", encoding="utf-8")
    assert target.read_text(encoding="utf-8") == "a"
    assert list(target.parent.iterdir()) == [target]


def test_the_old_file_stands_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    target.write_text("old", encoding="utf-8")

    def half() -> None:
        with written_beside(target) as beside:
            beside.write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]
