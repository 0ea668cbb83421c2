"""`make messages`: collect the Indonesian texts of pages and verbs, and keep the English catalogue complete.

The texts in code are Indonesian; `locale/en` holds their English. Without arguments: add new texts to the catalogue
(untranslated), drop those that are gone, write the compiled file. `--check`: change nothing, exit 1 if a text lacks its
English or the compiled file is stale. Needs neither xgettext nor msgfmt.
"""

from __future__ import annotations

import ast
import csv
import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract_python

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "jurdil"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
REFUSALS = ("Refused", "Conflict", "NotFound")  # their sentences are translated where they are shown
KEYWORDS = ("gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "_")
OPTIONS = {"encoding": "utf-8"}


def _python_texts(code: bytes) -> Iterator[tuple[str, str]]:
    """Yield (singular, plural or nothing) for each text that code hands to gettext."""
    for _line, function, texts, _comments in extract_python(BytesIO(code), KEYWORDS, [], OPTIONS):
        words = texts if isinstance(texts, tuple) else (texts,)
        if function == "pgettext" or not words or not words[0]:
            continue
        plural = words[1] if function.startswith("ngettext") and len(words) > 1 and words[1] else ""
        yield words[0], plural


def refusals(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield each sentence that a refusal is raised with, as it stands in the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name in REFUSALS:
                given = [*node.args, *(one.value for one in node.keywords if one.arg != "rule")]
                yield from given[1:] if name == "Refused" and len(node.args) else given


def _plain(sentence: ast.expr) -> Iterator[str]:
    """Yield the plain texts of a sentence, both of a choice; what is a call is gettext's own."""
    if isinstance(sentence, ast.IfExp):
        yield from _plain(sentence.body)
        yield from _plain(sentence.orelse)
    elif isinstance(sentence, ast.Constant) and isinstance(sentence.value, str) and sentence.value:
        yield sentence.value


def collect() -> dict[str, tuple[str, set[str]]]:
    """Return every text of the source with its plural and the files it stands in."""
    os.environ.setdefault("JURDIL_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jurdil.project.settings")
    import django  # noqa: PLC0415  # after the environment is set
    from django.utils.translation.template import templatize  # noqa: PLC0415

    django.setup()
    from jurdil.engines.linkage import kin, tokens_explaining  # noqa: PLC0415
    from jurdil.engines.linkage.explaining import all_sentences  # noqa: PLC0415

    found: dict[str, tuple[str, set[str]]] = {}
    for file in sorted(
        [*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]
    ):
        if "engines" in file.parts and file.suffix != ".py":
            continue
        raw = file.read_text(encoding="utf-8")
        code = raw if file.suffix == ".py" else templatize(raw, origin=file.name)
        for text, plural in _python_texts(code.encode()):
            found.setdefault(text, (plural, set()))[1].add(str(file.relative_to(SOURCE)))
        for sentence in refusals(ast.parse(raw)) if file.suffix == ".py" else ():
            for text in _plain(sentence):
                found.setdefault(text, ("", set()))[1].add(str(file.relative_to(SOURCE)))
    for text in (
        *all_sentences(),
        *tokens_explaining.all_sentences(),
        *kin.SENTENCES.values(),
    ):  # an engine knows no gettext; its sentences are translated where they are shown
        found.setdefault(text, ("", set()))[1].add("engines/linkage/explaining.py")
    for text, file in _told_by_data():
        found.setdefault(text, ("", set()))[1].add(file)
    return found


def _told_by_data() -> Iterator[tuple[str, str]]:
    """Yield (text, file) of names that stand in data or tables of columns and are translated where they are shown."""
    from jurdil.registry.rosters import columns  # noqa: PLC0415  # after the set-up of Django
    from jurdil.stages.recruitment import importing  # noqa: PLC0415

    with (SOURCE / "data" / "stages_2024.csv").open(encoding="utf-8", newline="") as lines:
        yield from ((row["label_id"], "data/stages_2024.csv") for row in csv.DictReader(lines))
    for module in (columns, importing):
        file = str(Path(str(module.__file__)).relative_to(SOURCE))
        yield from ((column.meaning, file) for column in module.COLUMNS)


def _entries(found: dict[str, tuple[str, set[str]]], old: polib.POFile) -> polib.POFile:
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for text, (plural, files) in sorted(found.items()):
        entry = old.find(text) or polib.POEntry(msgid=text)
        entry.occurrences = [(file, "") for file in sorted(files)]
        entry.msgid_plural = plural
        fresh.append(entry)
    return fresh


def untranslated(catalogue: polib.POFile) -> list[str]:
    """Return the texts that have no English yet."""
    return [
        entry.msgid
        for entry in catalogue
        if not (all(entry.msgstr_plural.values()) and entry.msgstr_plural if entry.msgid_plural else entry.msgstr)
    ]


def main() -> int:
    """Write the catalogue, or check it."""
    found = collect()
    old = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    if "--check" in sys.argv[1:]:
        missing = sorted(set(found) - {entry.msgid for entry in old}) + untranslated(old)
        for text in missing:
            print(f"no English for: {text}")
        stale = (
            not CATALOGUE.with_suffix(".mo").exists() or CATALOGUE.with_suffix(".mo").read_bytes() != old.to_binary()
        )
        if stale:
            print("the compiled catalogue is stale; run `make messages`")
        return 1 if missing or stale else 0
    fresh = _entries(found, old)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(CATALOGUE))
    CATALOGUE.with_suffix(".mo").write_bytes(fresh.to_binary())
    missing = untranslated(fresh)
    print(f"{len(fresh)} texts, {len(missing)} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main())
