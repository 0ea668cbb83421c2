"""One spelling for one value: the JSON Canonicalization Scheme of RFC 8785, without fractions.

Floating-point numbers are refused: two languages print them differently, and a record that is committed to
must have one spelling. Amounts and scores travel as text or as whole numbers of the smallest unit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

SAFE_INTEGER = 2**53 - 1
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_encode_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def canonical(value: object) -> bytes:
    """Return the canonical JSON of text, whole numbers, booleans, None, lists and mappings with text keys.

    Raises TypeError for any other kind of value (fractions, dates, bytes) and ValueError for a whole number
    beyond 2**53 - 1 or text that is not valid Unicode.
    """
    if _is_simple(value):
        return _encode_sorted(value).encode("utf-8")
    return _encode(_plain(value)).encode("utf-8")


def _is_simple(value: object) -> bool:
    """Return whether the encoder's own order of keys is the canonical one: ASCII keys, and no kind to be refused."""
    kind = type(value)
    if kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]  # it is a dict
            if type(key) is not str or not key.isascii():
                return False
            if type(item) is not str and not _is_simple(item):
                return False
        return True
    if kind is list:
        return all(map(_is_simple, value))  # type: ignore[call-overload]  # it is a list
    return kind is str or kind is bool or value is None or (kind is int and abs(value) <= SAFE_INTEGER)  # type: ignore[arg-type]


def _plain(value: object) -> object:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, int):
        if not -SAFE_INTEGER <= value <= SAFE_INTEGER:
            raise ValueError("A whole number beyond 2**53 - 1 has no canonical JSON.")
        return int(value)
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"A value of type {kind.__name__} has no canonical JSON here.")


def _plain_mapping(value: Mapping[object, object]) -> dict[str, object]:
    """Order the keys by UTF-16 code units; sorting by code points is the same inside the first plane."""
    names: list[str] = []
    for key in value:
        if not isinstance(key, str):
            raise TypeError("A key of canonical JSON is text.")
        names.append(key)
    if all(name.isascii() or max(name) <= "\uffff" for name in names):
        names.sort()
    else:
        names.sort(key=lambda name: name.encode("utf-16-be"))
    return {name: _plain(value[name]) for name in names}
