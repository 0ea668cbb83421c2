"""The words that `jurdil link` has from the engine: regions by name, sentences in Indonesian or the site's English.

The catalogue of the site is read without the site, so that the command stays light.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from jurdil.cli import link_regions
from jurdil.engines.linkage.tongue import INDONESIAN, Tongue

LANGUAGES = ("id", "en")
SAID_BY_ENGINE = ("words",)
VALUES = ("person_value", "entry_value", "other_value")


def speaker(language: str) -> Callable[[str], str]:
    """Return what says a sentence of the engine in `language` (id or en)."""
    return (lambda text: text) if language == "id" else _english().gettext


def tongue(language: str) -> Tongue:
    """Return the words and numbers of `language` (id or en) for figures and pictures."""
    return INDONESIAN if language == "id" else Tongue(speaker(language), comma=".")


@lru_cache(maxsize=1)
def _english() -> gettext.NullTranslations:
    with (files("jurdil") / "locale" / "en" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def in_language(matches: pa.Table, language: str) -> pa.Table:
    """Return matches or pairs whose reasons are said in `language`, regions by name; else what people wrote stays."""
    if not matches.num_rows:
        return matches
    say = speaker(language)
    reasons = matches.column("reasons").combine_chunks()
    told = reasons.flatten()
    is_number, is_region = (pc.equal(told.field("field"), field) for field in ("nik", "region"))
    columns = []
    for field in told.type:
        column = told.field(field.name)
        if field.name in SAID_BY_ENGINE:
            column = _said(column, say)
        elif field.name in VALUES:  # the engine's own words, for the digits of a NIK are never shown
            column = pc.if_else(is_number, _said(column, say), column)
            column = pc.replace_with_mask(column, is_region, _named(column.filter(is_region)))
        columns.append(column)
    offsets = pc.subtract(reasons.offsets, reasons.offsets[0])
    fresh = pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=list(told.type)))
    at = matches.column_names.index("reasons")
    return matches.set_column(at, matches.schema.field("reasons"), fresh)


def _said(texts: pa.Array, say: Callable[[str], str]) -> pa.Array:
    known = texts.dictionary_encode()
    words = [say(text) if text else text for text in known.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(known.indices)


def _named(texts: pa.Array) -> pa.Array:
    known = texts.dictionary_encode()
    names = link_regions.in_words(known.dictionary.to_pylist())
    return pa.array(list(names.values()), pa.string()).take(known.indices)
