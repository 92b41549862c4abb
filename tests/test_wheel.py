"""The wheel carries the packs and works where the sources are not."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _run(*words: str | Path, cwd: Path, path: Path | None = None) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    _run("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_contents(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    packs = [folder for folder in (ROOT / "data").iterdir() if (folder / "datapackage.json").is_file()]
    assert packs
    for pack in packs:
        for file in ("datapackage.json", "chain.yaml", "parameters.csv"):
            assert f"ioscenario/data/{pack.name}/{file}" in names
        assert any(name.startswith(f"ioscenario/data/{pack.name}/scenarios/") for name in names)
    assert "ioscenario/py.typed" in names
    assert "ioscenario/pack/units.txt" in names
    assert {f"ioscenario/schemas/{kind}.schema.json" for kind in ("scenario", "sweep", "chain")} <= names
    for language in ("en", "ru", "kk"):
        assert any(name.startswith("ioscenario/language/") and name.endswith(f"{language}.yaml") for name in names)
    assert not [name for name in names if "/derive/" in name or "__pycache__" in name]
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"ioscenario"}


def test_works_away_from_the_sources(wheel: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    # a wheel without compiled code is installed by unpacking it
    zipfile.ZipFile(wheel).extractall(site)
    (commands,) = site.glob("*.dist-info/entry_points.txt")
    assert "ioscenario = ioscenario.cli:main" in commands.read_text(encoding="utf-8")
    calls = (
        "import ioscenario; print(ioscenario.__file__); from ioscenario.cli import main; "
        "assert main(['scenarios', '--json']) == 0; assert main(['run', '--out', 'out', '--no-charts']) == 0"
    )
    found, listed = _run("-c", calls, cwd=elsewhere, path=site).split("\n", 1)
    assert Path(found).is_relative_to(site)
    assert '"name"' in listed
    assert (elsewhere / "out" / "results.nc").is_file()
