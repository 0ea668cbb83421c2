"""`jurdil link --one`: the person on standard input, and the answer on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace

import pyarrow as pa

from jurdil.cli.link_language import speaker
from jurdil.cli.link_regions import in_words
from jurdil.cli.link_words import say
from jurdil.engines.linkage import REMEDIES, UNREAD, Match, unread_values
from jurdil.engines.linkage.oddities import ODD, odd_values
from jurdil.engines.tables import Column
from jurdil.engines.tables.columns import header_key, match_headers

EXAMPLE = 'Write for instance {"id": "1", "name": "Budi Rekaan"}.'
SIDES = ("person_value", "entry_value")
Person = dict[str, str | None]


def asked(columns: Sequence[Column], language: str) -> tuple[Person, str]:
    """Return the person on standard input, or what is missing and what to write; tell what is not used or not read.

    Names of values are read like headers of a table, numbers as they stand: one with an exponent lost its last digits.
    """
    try:
        text = sys.stdin.read() if sys.stdin else ""
        text.encode()  # bytes that are no UTF-8 stand in it as halves of signs
        read = json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=tuple, parse_float=str, parse_int=str, parse_constant=str
        )
    except (ValueError, RecursionError) as fault:  # no JSON, a number without end, or brackets without end
        return {}, f'"id" and "name": {fault}. {EXAMPLE}'
    if not isinstance(read, tuple):
        return {}, f'"id" and "name". {EXAMPLE}'
    names = [name for name, _ in read]
    keys = [header_key(name) for name in names]
    twice = next((name for name, key in zip(names, keys, strict=True) if keys.count(key) > 1), None)
    if twice is not None:  # to take one of two names would be to ask about somebody else
        return {}, f'one value for "{twice}": there are two. {EXAMPLE}'
    places, unknown = match_headers(names, [replace(column, required=False) for column in columns])
    for name in unknown:
        print(say("Standard input: the value {} is not used.", language, name), file=sys.stderr)
    person: Person = {}
    for known, place in places.items():
        name, value = read[place]
        if isinstance(value, tuple | list | bool):
            return {}, f'a text or a number for "{name}". {EXAMPLE}'
        person[known] = None if value is None else str(value).encode("utf-8", "ignore").decode()
    missing = [f'"{name}"' for name in ("id", "name") if not (person.get(name) or "").strip()]
    if missing:
        return {}, f"{' and '.join(missing)}. {EXAMPLE}"
    _tell_unread(person, language)
    return person, ""


def _tell_unread(person: Person, language: str) -> None:
    table = pa.table({name: pa.array([value], pa.string()) for name, value in person.items()})
    told = [(name, (UNREAD[name], REMEDIES[name]), places) for name, places in unread_values(table).items()]
    told += [(name, ODD[name], places) for name, places in odd_values(table).items()]
    for name, words, places in told:
        if len(places):
            sentences = [say(sentence, language) for sentence in words]
            print(say("Standard input, {}: {} {}", language, name, *sentences), file=sys.stderr)


def as_json(person: Person, found: Sequence[Match], language: str) -> str:
    """Return the matches of a person as JSON, their reasons in `language`, regions by name."""
    say = speaker(language)
    matches = [asdict(match) for match in found]
    reasons = [reason for match in matches for reason in match["reasons"]]
    regions = in_words({reason[side] for reason in reasons if reason["field"] == "region" for side in SIDES})
    for reason in reasons:
        reason["words"] = say(reason["words"])
        if reason["field"] == "region":
            reason |= {side: regions[reason[side]] for side in SIDES}
        if reason["field"] == "nik":
            reason |= {side: say(reason[side]) for side in SIDES}
    return json.dumps({"person_id": person["id"], "matches": matches}, ensure_ascii=False)
