"""The secret code on a receipt, with which an applicant opens the own file; only its keyed hash is kept.

Twelve letters of RFC 4648's base32 carry 60 bits; the alphabet has neither 0 nor 1, so that O and I cannot be misread.
"""

from __future__ import annotations

import base64
import os

from jurdil.foundation.storage.seals import lookup_hash

LENGTH = 12
GROUP = 4
_CONFUSED = str.maketrans("01", "OI", " -.")


def new_code() -> str:
    """Return a fresh code as it is printed: three groups of four."""
    letters = base64.b32encode(os.urandom(8)).decode()[:LENGTH]
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def code_hash(written: str) -> str:
    """Return the keyed hash of a code as somebody typed it; empty if it cannot be one."""
    letters = written.upper().translate(_CONFUSED)
    return lookup_hash(f"code:{letters}") if len(letters) == LENGTH else ""
