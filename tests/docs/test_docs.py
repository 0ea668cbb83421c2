"""Docs are tested: each setting, command and make target is described."""

from __future__ import annotations

import re
from pathlib import Path

from jurdil.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def _text(name: str) -> str:
    return (ROOT / name).read_text()


def test_every_setting_is_described() -> None:
    used = {
        name
        for file in (ROOT / "src" / "jurdil" / "project").rglob("*.py")
        for name in re.findall(r"JURDIL_[A-Z_]+", file.read_text())
    }

    described = set(re.findall(r"`(JURDIL_[A-Z_]+)`", _text("docs/settings.md")))

    assert used <= described
    assert described <= used


def test_every_command_stands_in_the_readme() -> None:
    missing = [name for name in COMMANDS if f"jurdil {name}" not in _text("README.md")]

    assert missing == []


def test_every_make_target_of_the_contract_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", _text("Makefile"), re.M))

    assert {"setup", "run", "test", "check", "bench", "help"} <= targets


def test_no_path_of_a_machine_is_named() -> None:
    for file in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        assert f"{ROOT.parent}/" not in file.read_text(), file
