"""What titles say of whom a row is about: the sex, that a relative of the one named is meant, or that its person died.

Written from general knowledge of how lists are written. Haji and Drs. say no sex, for women bear them in lists too, nor
does Sdr., which forms print for everybody.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.articles import MAN, WOMAN

Numbers = NDArray[Any]  # Any: numbers of several kinds
WIFE, RELATIVE, DEPARTED = 4, 8, 16
"""Bits beside MAN and WOMAN. WIFE: before the name of a man his wife is meant."""
SEX = MAN | WOMAN
RELATIVES = {
    **dict.fromkeys("ISTRI ISTERI JANDA".split(), WOMAN | RELATIVE),
    **dict.fromkeys("SUAMI DUDA".split(), MAN | RELATIVE),
    "ANAK": RELATIVE,
}
"""Words before a name whose bearer is another person (but Anak Agung is a title of Bali)."""
SAID = {
    **dict.fromkeys("TN TUAN BPK BP BAPAK PAK".split(), MAN),
    **dict.fromkeys("NN NONA HJ HJH HAJJAH DRA SDRI USTADZAH ALMH ALMARHUMAH".split(), WOMAN),
    **dict.fromkeys("NY NYONYA IBU BU".split(), WOMAN | WIFE),
    **RELATIVES,
}
"""By word before a name, the bits that it says."""
DEAD = "ALM(?:H|ARHUM(?:AH)?)?"
UNTIL_DEAD = rf"(?s)^(?P<before>.*?)\b{DEAD}\b"
OF_ANOTHER = rf"\b(?:BIN|BINTI|BINTE|BT|{'|'.join(RELATIVES)})\b"
"""Where this stands before it, the father or another relative is dead."""
SAID_OF_ANOTHER, SAID_DEAD = 1, 2


def is_departed(name: str) -> bool:
    """Whether a name in capital letters says that its bearer has died."""
    found = re.match(UNTIL_DEAD, name)
    return found is not None and re.search(OF_ANOTHER, found["before"]) is None


def said_apart(one: Numbers, other: Numbers, sex: Numbers, other_sex: Numbers) -> NDArray[np.int8]:
    """Return per pair what the titles of one side alone say against one person: SAID_OF_ANOTHER, SAID_DEAD, else 0."""
    only = one ^ other
    is_wife = (only & WIFE > 0) & (np.where(one & WIFE > 0, other_sex, sex) == MAN)
    conditions = [is_wife | (only & RELATIVE > 0), only & DEPARTED > 0]
    return np.select(conditions, [SAID_OF_ANOTHER, SAID_DEAD], 0).astype(np.int8)
