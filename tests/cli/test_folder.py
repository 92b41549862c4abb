"""Where a run may be written, and that it is all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ioscenario.cli.folder import MARKER, refusals, run_folder


def _codes(folder: Path, *, force: bool) -> list[str]:
    return [problem.code for problem in refusals(folder, force=force)]


def _write(folder: Path, text: str = "1") -> None:
    with run_folder(folder, {"version": "0"}) as beside:
        (beside / "part").mkdir()
        (beside / "part" / "a.txt").write_text(text)


def test_new_and_empty_folders_may_be_written(tmp_path: Path) -> None:
    assert _codes(tmp_path / "new", force=False) == []
    (tmp_path / "empty").mkdir()
    assert _codes(tmp_path / "empty", force=False) == []


def test_an_earlier_run_needs_force(tmp_path: Path) -> None:
    _write(tmp_path / "out")
    assert _codes(tmp_path / "out", force=False) == ["output-exists"]
    assert _codes(tmp_path / "out", force=True) == []
    _write(tmp_path / "out", "2")
    assert (tmp_path / "out" / "part" / "a.txt").read_text() == "2"
    marker = json.loads((tmp_path / "out" / MARKER).read_text())
    assert marker["tool"] == "ioscenario"
    assert marker["files"] == ["part/a.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("force", [False, True])
def test_what_others_put_there_is_never_replaced(tmp_path: Path, force: bool) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter.txt").write_text("years of work")
    assert _codes(folder, force=force) == ["output-folder"]
    (folder / MARKER).write_text('{"tool": "another", "files": []}')
    assert _codes(folder, force=force) == ["output-folder"]


def test_a_file_added_to_a_run_protects_it(tmp_path: Path) -> None:
    _write(tmp_path / "out")
    (tmp_path / "out" / "notes.docx").write_text("mine")
    (found,) = refusals(tmp_path / "out", force=True)
    assert found.file is not None
    assert found.file.endswith("notes.docx")


def test_files_and_the_current_folder_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    assert _codes(tmp_path / "file", force=True) == ["output-folder"]
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert _codes(Path(), force=True) == ["output-folder"]
    assert _codes(Path(".."), force=True) == ["output-folder"]


def test_a_failure_leaves_the_earlier_run_and_nothing_else(tmp_path: Path) -> None:
    _write(tmp_path / "out")

    def fail() -> None:
        with run_folder(tmp_path / "out", {}) as beside:
            (beside / "half.txt").write_text("half")
            raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "part" / "a.txt").read_text() == "1"
