"""What stands before or between the words of a name and says the sex of who bears it.

Articles and titles of Bali (I, Ni, Ida Ayu), Lombok (Lalu, Baiq), Buton (La, Wa) and Java (Rr., Rara), and `daughter
of` (binti, boru). What is said by titles that are dropped stands in `titles.py`.
Written from general knowledge and held against `names_id.csv`, the words of the candidates of 2024 by sex: kept is
only what ten people of the other sex never have there. Ni: 623 women; Baiq 142; Wa 256; boru (br) 271; La: 673 men;
Lalu 278. `I` alone is not enough (56 of 1,566 are women, I Gusti Ayu among them), and `bin` says nothing: 11 of the 99
who have it as a middle word are women. Words that are no article (Putri, Bagus) are names, and say nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
MAN, WOMAN = 1, 2
"""As `SEXES` of `prepare.py` has them; 0 where nothing is said."""
LOOKED_AT = 5
"""So many words at the beginning of a name are looked at for articles."""
OTHER, FOR_MAN, FOR_WOMAN, I_OF_BALI, IDA, RANK, AGUNG, MANS, WOMANS, BAGUS = range(10)
KINDS = {
    **dict.fromkeys("LALU LA LAODE".split(), FOR_MAN),
    **dict.fromkeys("NI BAIQ WA WAODE DESAK RR RARA RORO".split(), FOR_WOMAN),
    "I": I_OF_BALI,
    "IDA": IDA,
    **dict.fromkeys("GUSTI DEWA ANAK AA COKORDA TJOKORDA".split(), RANK),
    "AGUNG": AGUNG,
    **dict.fromkeys("WAYAN MADE MD NYOMAN NENGAH KETUT PUTU KADEK KOMANG GEDE NGURAH".split(), MANS),
    **dict.fromkeys("AYU ISTRI SAGUNG".split(), WOMANS),
    "BAGUS": BAGUS,
}
"""By canonical word what it may be in the beginning of a name. MANS: a man's only behind I; Ni has them too."""
OPENINGS = (FOR_MAN, FOR_WOMAN, I_OF_BALI, IDA, RANK)
CHILD, DAUGHTER = 1, 2
CHILDREN = {"BIN": CHILD, **dict.fromkeys("BINTI BINTE BT BR BORU".split(), DAUGHTER)}
"""Words between two others that say whose child somebody is: the first is said of the bearer, the next of a parent."""


@lru_cache(maxsize=1 << 12)
def sex_opened(kinds: tuple[int, ...]) -> int:
    """Return the sex that the first words of a name say (LOOKED_AT of them, by KINDS, others OTHER); 0 if none."""
    first, rest = kinds[0], [kind for kind in kinds[1:] if kind not in (RANK, AGUNG)]
    if first in (FOR_MAN, FOR_WOMAN):
        return MAN if first == FOR_MAN else WOMAN
    after = rest[0] if rest else OTHER
    if first == IDA:
        return {BAGUS: MAN, WOMANS: WOMAN}.get(after, 0)
    if first in (I_OF_BALI, RANK) and after == WOMANS:
        return WOMAN if RANK in kinds else 0
    is_man = first == I_OF_BALI and after in (MANS, BAGUS) and WOMANS not in rest
    return MAN if is_man else 0


def sex_in(words: Sequence[str]) -> int:
    """Return the sex that the canonical words of a name say, titles and degrees already gone; 0 if none, or both."""
    if len(words) < 2:
        return 0
    kinds = [KINDS.get(word, OTHER) for word in words[:LOOKED_AT]]
    opened = sex_opened((*kinds, *[OTHER] * (LOOKED_AT - len(kinds)))) if kinds[0] in OPENINGS else 0
    child = next((CHILDREN[word] for word in words[1:-1] if word in CHILDREN), 0)
    if child == DAUGHTER:
        return 0 if opened == MAN else WOMAN
    return opened


def sexes_in(kinds: Ints, children: NDArray[np.int8], first: Ints, last: Ints) -> NDArray[np.int8]:
    """Return what `sex_in` does for many names.

    kinds, children: of all words, one name after the other, by KINDS and CHILDREN. first, last: by name, where its
    words begin and end.
    """
    found = np.zeros(len(first), dtype=np.int8)
    several = np.flatnonzero(last - first > 1)
    opened = several[np.isin(kinds[first[several]], OPENINGS)]
    places = first[opened, None] + np.arange(LOOKED_AT)
    begins = np.where(places < last[opened, None], kinds[np.minimum(places, len(kinds) - 1)], OTHER)
    _, nth, at = np.unique(begins @ ((BAGUS + 1) ** np.arange(LOOKED_AT)), return_index=True, return_inverse=True)
    found[opened] = np.array([sex_opened(tuple(each)) for each in begins[nth].tolist()], dtype=np.int8)[at]
    stands = np.flatnonzero(children)
    names = np.searchsorted(last, stands, side="right")
    between = (stands > first[names]) & (stands < last[names] - 1)
    names, nth = np.unique(names[between], return_index=True)
    daughters = names[children[stands[between][nth]] == DAUGHTER]
    found[daughters] = np.where(found[daughters] == MAN, 0, WOMAN)
    return found
