"""Degrees after a name: how they end it without a comma, and how they are known."""

from __future__ import annotations

import re

from jurdil.engines.linkage.spellings import DEGREES, DEPARTED


def is_all_degrees(part: str) -> bool:
    """Whether what stands between two commas is nothing but degrees."""
    words = [word.replace(".", "") for word in part.split()]
    while words and words[-1] in DEPARTED:
        words.pop()
    return all(word in DEGREES for word in words) or "".join(words) in DEGREES


def is_dotted_degree(word: str) -> bool:
    """Whether a last word with dots inside is a degree."""
    return "." in word.rstrip(".") and word.replace(".", "") in DEGREES


def is_ended_degree(word: str) -> bool:
    """Whether a last word that a dot ends is a degree, or says that somebody is dead."""
    return word.endswith(".") and word.replace(".", "") in DEGREES | DEPARTED


def is_parted_degree(words: str) -> bool:
    """Whether two last words, the first of them a letter with a dot, are a degree."""
    return re.sub("[. ]", "", words) in DEGREES


_LAST_DOTTED = r"^(?P<front>.*[^ ]) +(?P<last>[^ ]*\.[^ ]*) *$"
_LAST_PARTED = r"^(?P<front>.*[^ ]) +(?P<last>[ASM]\. +[A-Z]+\.?) *$"
ENDINGS = ((_LAST_DOTTED, is_dotted_degree), (_LAST_DOTTED, is_ended_degree), (_LAST_PARTED, is_parted_degree))
"""How degrees without a comma end a name, and how they are known."""
