"""Indonesian names as they are compared: canonical words, and a key of how they sound whatever their order.

Rules: titles and degrees are dropped; forms of Muhammad, Abdul, Siti, Ahmad become one; bin, binti and boru are dropped
and the name after them stays; apostrophes, accents and hyphens do not count; old and new spelling share a key. A lone
letter stays in the name but not in the key, because nobody knows what it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from jurdil.engines.linkage.spellings import (
    CANONICAL,
    DEGREES,
    DROPPED,
    FIRST_WORD,
    FRONT_TITLES,
    LITTLE_SAID,
    PLAIN_DEGREES,
    spelling_key,
)

_MARKS = re.compile(r"['`´‘’ʼ\"\-]")
_NO_LETTER = re.compile(r"[^A-Z. ]+")


@dataclass(frozen=True, slots=True)
class CleanName:
    """text: canonical words in order. key: spelling keys sorted, blank-separated. joined: keys in order, no blank."""

    text: str
    key: str
    joined: str


class NameCleaner:
    """Cleans names, remembering each word it has met; one cleaner serves a whole table."""

    def __init__(self) -> None:
        self._words: dict[str, tuple[str, str]] = {}

    def clean_all(self, raws: Iterable[str | None]) -> list[CleanName]:
        """Clean every name of `raws`, in their order."""
        return [self.clean(raw or "") for raw in raws]

    def clean(self, raw: str) -> CleanName:
        """Return the compared form of a name as somebody wrote it; empty texts where nothing is left."""
        words = split_name(raw)
        known = self._words
        texts, keys = [], []
        for word in words:
            found = known.get(word)
            if found is None:
                canonical = CANONICAL.get(word, word)
                found = known[word] = (canonical, spelling_key(canonical))
            texts.append(found[0])
            keys.append(found[1])
        if len(words) > 1:
            first = FIRST_WORD.get(texts[0])
            if first is not None:
                texts[:1] = [first] if first else []
                keys[:1] = [spelling_key(first)] if first else []
            telling = [key for key, text in zip(keys, texts, strict=True) if len(key) > 1 and text not in LITTLE_SAID]
            keys = telling or keys
        return CleanName(" ".join(texts), " ".join(sorted(set(keys))), "".join(keys))


def split_name(raw: str) -> list[str]:
    """Split a written name into capital words without titles, degrees, marks and connecting words."""
    text = raw.upper()
    is_plain = text.replace(" ", "").isalpha() and text.isascii()
    words = text.split() if is_plain else _split_marked(text)
    while len(words) > 1 and words[0] in FRONT_TITLES:
        del words[0]
    while len(words) > 1 and words[-1] in PLAIN_DEGREES:
        del words[-1]
    if len(words) > 1:
        words = [word for nth, word in enumerate(words) if nth == 0 or word not in DROPPED]
    return words


def _split_marked(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("’", "").replace("‘", "").replace("ʼ", ""))
    text = _MARKS.sub("", text)
    head, *tail = text.split(",")
    kept = [part for part in tail if not _all_degrees(part)]
    parts = _NO_LETTER.sub("", " ".join((head, *kept))).split()
    while len(parts) > 1 and "." in parts[-1].rstrip(".") and parts[-1].replace(".", "") in DEGREES:
        parts.pop()
    while len(parts) > 1 and parts[-1].endswith(".") and parts[-1].replace(".", "") in DEGREES:
        parts.pop()
    if parts and parts[0] in ("A.A.", "A.A"):
        parts[0] = "AA"
    return [word for part in parts for word in part.split(".") if word]


def _all_degrees(part: str) -> bool:
    words = [word.replace(".", "") for word in part.split()]
    return all(word in DEGREES for word in words) or "".join(words) in DEGREES


def clean_name(raw: str) -> CleanName:
    """Return the compared form of one name."""
    return NameCleaner().clean(raw)
