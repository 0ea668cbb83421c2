"""How a region's name is folded, so that people's spellings find it.

`Kec. Gambir`, `GAMBIR` and `gambir ` fold to `gambir`; `Kota Administrasi Jakarta Pusat` and `Jakarta Pusat` to
`jakartapusat`. The old spelling (tj, dj, oe: before 1972) folds to the new one, on both sides alike.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_KIND_WORDS = re.compile(
    r"^(?:(?:provinsi|prov|daerah khusus ibukota|daerah khusus ibu kota|daerah khusus|daerah istimewa|dki|kabupaten|kab"
    r"|kota|adm|administrasi|kecamatan|kec|distrik|kelurahan|kel|desa|gampong|nagari|kampung adat)\b[. ]*)+(?=\w)"
)
_OLD_SPELLING = (("oe", "u"), ("tj", "c"), ("dj", "j"))


def fold(name: str) -> str:
    """Return `name` as it is stored in `folded` and searched for: no kind of region, no blanks, signs or accents."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().strip()
    plain = _KIND_WORDS.sub("", plain)
    letters = re.sub(r"[^a-z0-9]", "", plain)
    for old, new in _OLD_SPELLING:
        letters = letters.replace(old, new)
    return letters


def short_name(name: str) -> str:
    """Return the name as people say it where the decree's long form adds nothing: Jakarta Pusat, Kepulauan Seribu.

    Only administrative kota and kabupaten (Jakarta's) lose their kind: elsewhere Kota Bogor is not Kabupaten Bogor.
    """
    return re.sub(r"^(?:Kota|Kabupaten) Administrasi ", "", name)


def dotted(text: str) -> str:
    """Return the code that `text` writes with or without dots (`3171011001` is `31.71.01.1001`), or an empty text."""
    digits = re.sub(r"[.\s]", "", text)
    if not digits.isdecimal() or len(digits) not in (2, 4, 6, 10):
        return ""
    cuts = [0, 2, 4, 6, 10]
    return ".".join(digits[start:end] for start, end in pairwise(cuts) if start < len(digits))
