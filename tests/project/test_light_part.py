"""`jurdil link|place|draw|verify|rules` work where there is no Django."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

SITE = Path(sysconfig.get_paths()["purelib"])
HEAVY = ("django", "allauth", "granian", "psycopg", "whitenoise")
SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all installed packages but those of the site."""
    folder = tmp_path_factory.mktemp("bare")
    for entry in SITE.iterdir():
        if not entry.name.lower().startswith(HEAVY) and entry.suffix != ".pth":
            (folder / entry.name).symlink_to(entry)
    return folder


def _run(bare: Path, *words: str) -> subprocess.CompletedProcess[str]:
    start = (
        f"import sys; sys.path[:0] = [{str(SOURCE)!r}, {str(bare)!r}]; from jurdil.cli import main; sys.exit(main())"
    )
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", start, *words], capture_output=True, text=True, check=False
    )


def test_there_is_really_no_django(bare: Path) -> None:
    outcome = _run(bare, "serve")

    assert outcome.returncode != 0
    assert "No module named" in outcome.stderr


@pytest.mark.parametrize("command", ["link", "place", "draw", "verify", "rules"])
def test_a_light_command_starts(bare: Path, command: str) -> None:
    outcome = _run(bare, command, "--help")

    assert outcome.returncode == 0, outcome.stderr


def test_a_link_runs_to_its_end(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,name,birth_date\n1,Siti Rekaan,1990-05-04\n")
    (tmp_path / "roster.csv").write_text("id,name,birth_date\na,Siti Rekaan,1990-05-04\nb,Budi Rekaan,1980-01-02\n")
    words = ["link", str(tmp_path / "people.csv"), str(tmp_path / "roster.csv"), "-o", str(tmp_path / "out.csv")]

    outcome = _run(bare, *words)

    assert outcome.returncode == 0, outcome.stderr
    assert (tmp_path / "out.csv").read_text().replace('"', "").startswith("person_id,")
