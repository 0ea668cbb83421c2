"""A wrong import fails `make walls`: the contracts are tried on a copy with a planted fault."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    words = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        words, cwd=folder, check=False, capture_output=True, text=True, env={"PYTHONPATH": str(folder / "src")}
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("engines/lot/__init__.py", "import django"),
        ("registry/people/models.py", "import jurdil.stages.vetting.models"),
        ("stages/recruitment/models.py", "import jurdil.stages.oversight.models"),
        ("foundation/ledger/models.py", "import jurdil.registry.people.models"),
    ],
)
def test_a_wrong_import_fails(tmp_path: Path, room: str, line: str) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("data", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file = tmp_path / "src" / "jurdil" / room
    file.write_text(file.read_text() + f"\n{line}\n")

    outcome = _lint(tmp_path)

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr


@pytest.mark.slow
def test_a_new_folder_without_a_place_fails(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("data", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "src" / "jurdil" / "attic").mkdir()
    (tmp_path / "src" / "jurdil" / "attic" / "__init__.py").write_text("")

    outcome = _lint(tmp_path)

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
