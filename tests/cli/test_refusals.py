"""Mistakes of a user: refused with file, line, key and nearest name; accepted once mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Call

Write = Callable[..., Path]

TOY = ("--pack", "toy-chain")
GRANT = "policy.mill.capex_grant"
WAGE = "process.mill.wage"
LOCAL = "policy.shirts.procurement_local_content"


@pytest.mark.parametrize(
    ("wrong", "right", "key", "expected"),
    [
        ("policy.mil.capex_grant: 30 %", f"{GRANT}: 30 %", "policy.mil.capex_grant", f"nearest: {GRANT}"),
        (f"{GRANT}: {{2025: 20 %}}", f"{GRANT}: {{2026: 20 %}}", GRANT, "2025"),
        (f"{GRANT}: {{steps: {{2019: 20 %}}}}", f"{GRANT}: {{steps: {{2027: 20 %}}}}", GRANT, "2019"),
        (f"{GRANT}: 15", f"{GRANT}: 15 %", GRANT, "15 %"),
        (f"{WAGE}: 3 t", f"{WAGE}: 3000 thousand KZT/job", WAGE, "million KZT"),
        (f"{GRANT}: {{form: 2027, value: 20 %}}", f"{GRANT}: {{from: 2027, value: 20 %}}", "form", "nearest: from"),
    ],
    ids=["unknown-lever", "base-year", "earlier-year", "share-of-15", "wrong-dimension", "unknown-key"],
)
def test_scenario_mistakes(
    call: Call, scenario: Write, tmp_path: Path, wrong: str, right: str, key: str, expected: str
) -> None:
    out = tmp_path / "out"
    path = scenario(wrong)
    refused = call("run", path, *TOY, "--out", out)
    assert refused.code == 2
    assert f"{path.name}:5:" in refused.err
    assert key in refused.err
    assert expected in refused.err
    assert "Traceback" not in refused.err
    assert refused.out == ""
    assert not out.exists()
    assert call("check", path, *TOY).code == 2

    assert call("check", scenario(right), *TOY).code == 0


def test_a_mended_scenario_runs(call: Call, scenario: Write, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", scenario(f"{GRANT}: 15 %"), *TOY, "--out", out, "--no-charts").code == 0
    assert (out / "results.nc").is_file()


def test_all_mistakes_of_a_file_at_once(call: Call, scenario: Write) -> None:
    path = scenario("policy.mil.capex_grant: 30 %", f"{GRANT}: 15", "process.mill.wage: {2025: 1 million KZT/job}")
    refused = call("check", path, *TOY, "--json")
    assert refused.code == 2
    assert refused.out == ""
    lines = {message["line"] for message in refused.messages}
    assert lines == {5, 6, 7}
    for message in refused.messages:
        assert message["severity"] == "problem"
        assert message["file"].endswith(path.name)
        assert message["key"]
        assert message["code"]
    assert refused.messages[0]["nearest"] == GRANT


def test_missing_files(call: Call, scenario: Write, pack: Path, tmp_path: Path) -> None:
    assert call("check", tmp_path / "nothing").code == 2
    absent = call("run", tmp_path / "nothing.yaml", *TOY)
    assert absent.code == 2
    assert "nothing.yaml" in absent.err

    refused = call("check", scenario(f"{GRANT}: {{series: nothing.csv}}"), *TOY)
    assert refused.code == 2
    assert "nothing.csv" in refused.err
    assert "mine.yaml:5" in refused.err

    kept = (pack / "sources.csv").read_bytes()
    (pack / "sources.csv").unlink()
    refused = call("check", pack)
    assert refused.code == 2
    assert "sources.csv" in refused.err
    (pack / "sources.csv").write_bytes(kept)
    assert call("check", pack, "--no-variance").code == 0


def _edit(path: Path, change: Callable[[str], str]) -> Callable[[], None]:
    """Change a text file; what is given back mends it."""
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")

    def mend() -> None:
        path.write_text(text, encoding="utf-8")

    return mend


def _make_cyclic(pack: Path) -> Callable[[], None]:
    return _edit(pack / "chain.yaml", lambda text: text.replace("inputs: [fibre]", "inputs: [fibre, cloth]"))


def _duplicate_row(pack: Path) -> Callable[[], None]:
    def change(text: str) -> str:
        lines = text.splitlines()
        return "\n".join([*lines, lines[1]]) + "\n"

    return _edit(pack / "parameters.csv", change)


def _mass_from_nothing(pack: Path) -> Callable[[], None]:
    path = "process.mill.existing.input.fibre"

    def change(text: str) -> str:
        lines = text.splitlines()
        header = lines[0].split(",")
        place = next(i for i, line in enumerate(lines) if line.startswith(path + ","))
        cells = lines[place].split(",")
        for name, value in (("value", "0.5"), ("low", "0.4"), ("high", "0.6")):
            cells[header.index(name)] = value
        lines[place] = ",".join(cells)
        return "\n".join(lines) + "\n"

    return _edit(pack / "parameters.csv", change)


@pytest.mark.parametrize(
    ("spoil", "file", "words"),
    [
        (_make_cyclic, "chain.yaml", ["mill", "loom"]),
        (_duplicate_row, "parameters.csv", ["duplicate"]),
        (_mass_from_nothing, "parameters.csv", ["mill", "mass"]),
    ],
    ids=["cyclic-chain", "duplicate-path", "mass-from-nothing"],
)
def test_pack_mistakes(
    call: Call, pack: Path, tmp_path: Path, spoil: Callable[[Path], Callable[[], None]], file: str, words: list[str]
) -> None:
    mend = spoil(pack)
    out = tmp_path / "out"
    for command in (["check", pack], ["run", "--pack", pack, "--out", out]):
        refused = call(*command)
        assert refused.code == 2
        assert file in refused.err
        for word in words:
            assert word in refused.err
        assert "Traceback" not in refused.err
        assert not out.exists()
    mend()
    assert call("check", pack, "--no-variance").code == 0


def test_unknown_names(call: Call) -> None:
    for words in (["run", "baselin"], ["show", "baselin"], ["diff", "baseline", "baselin"]):
        refused = call(*words, *TOY)
        assert refused.code == 2
        assert "nearest: baseline" in refused.err
    refused = call("levers", "--pack", "kazakhstan-coton")
    assert refused.code == 2
    assert "nearest: kazakhstan-cotton" in refused.err


@pytest.mark.parametrize("words", [["rum"], ["run", "--sample", "3"], ["run", "--language", "fr"], ["check"]])
def test_wrong_calls(call: Call, words: list[str]) -> None:
    refused = call(*words)
    assert refused.code == 2
    assert refused.out == ""
    assert "Traceback" not in refused.err
    listed = call(*words, "--json")
    assert listed.code == 2
    assert json.loads(listed.err)[0]["code"] == "call"


def test_seed_needs_samples(call: Call) -> None:
    refused = call("run", "--seed", "1")
    assert refused.code == 2
    assert "--samples" in refused.err


def test_check_refuses_what_run_refuses(call: Call, scenario: Write, pack: Path) -> None:
    path = scenario(f"{LOCAL}: {{times: 5}}")
    ran, checked = call("run", path, *TOY), call("check", path, *TOY)
    assert (ran.code, checked.code) == (2, 2)
    assert checked.err == ran.err
    assert f"{path.name}:5" in checked.err
    (pack / "scenarios" / "mine.yaml").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    checked = call("check", pack)
    assert checked.code == 2
    assert "mine.yaml:5" in checked.err


def test_out_where_nothing_can_be_written_is_refused_before_running(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("nothing is run")

    monkeypatch.setattr("ioscenario.model.load", never)
    (tmp_path / "file").write_text("", encoding="utf-8")
    for out in (tmp_path / "file" / "x", tmp_path / "file" / "x" / "y", Path("/proc/x"), tmp_path / ("x" * 300)):
        refused = call("run", "--out", out)
        assert refused.code == 2, refused.err
        assert "--out" in refused.err
        assert "[output-folder]" in refused.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_too_many_samples(call: Call) -> None:
    refused = call("run", *TOY, "--samples", str(10**12))
    assert refused.code == 2
    assert "at most" in refused.err
    assert "GiB" in refused.err
    assert call("run", *TOY, "--samples", "2", "--seed", str(10**30)).code == 2
