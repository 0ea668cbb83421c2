"""Every Indonesian text has its English, and the English carries the same placeholders."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
assert _spec is not None
assert _spec.loader is not None
messages = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(messages)

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?\w+[^>]*>")


def _english(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_the_english_catalogue_is_complete_and_compiled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["messages", "--check"])

    assert messages.main() == 0, capsys.readouterr().out


def test_a_text_without_english_is_named() -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Beranda", msgstr="Home"))
    catalogue.append(polib.POEntry(msgid="Keluar"))
    catalogue.append(polib.POEntry(msgid="%d kursi", msgid_plural="%d kursi", msgstr_plural={0: "%d seat", 1: ""}))

    assert messages.untranslated(catalogue) == ["Keluar", "%d kursi"]


def test_the_english_keeps_every_placeholder_and_tag() -> None:
    catalogue = polib.pofile(str(messages.CATALOGUE))

    torn = [
        (entry.msgid, english)
        for entry in catalogue
        for english in _english(entry)
        if Counter(PLACEHOLDER.findall(english)) != Counter(PLACEHOLDER.findall(entry.msgid))
    ]

    assert torn == []


def test_no_plural_is_left_at_one_form() -> None:
    catalogue = polib.pofile(str(messages.CATALOGUE))

    assert [entry.msgid for entry in catalogue if entry.msgid_plural and sorted(entry.msgstr_plural) != [0, 1]] == []


def _is_whole(sentence: ast.expr) -> bool:
    """Return whether a sentence is one text, a choice of texts, or what gettext gives with values put in by name."""
    if isinstance(sentence, ast.IfExp):
        return _is_whole(sentence.body) and _is_whole(sentence.orelse)
    if isinstance(sentence, ast.BinOp):
        return isinstance(sentence.op, ast.Mod) and isinstance(sentence.left, ast.Call)
    return not isinstance(sentence, ast.JoinedStr)


def test_a_sentence_of_a_refusal_is_never_put_together_in_code() -> None:
    joined = [
        f"{file.relative_to(ROOT)}:{sentence.lineno}"
        for file in sorted(messages.SOURCE.rglob("*.py"))
        for sentence in messages.refusals(ast.parse(file.read_text(encoding="utf-8")))
        if not _is_whole(sentence)
    ]

    assert joined == []
