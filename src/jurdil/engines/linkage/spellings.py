"""Words around and inside Indonesian names: titles, degrees, short forms, and the spelling key of one word.

The tables are written from general knowledge of how names are written on forms; they are knowledge about people's
names, not about any list. The spelling key follows the reforms of 1947 and 1972 (oe/u, dj/j, tj/c, j/y, sj/sy, nj/ny,
ch/kh) and the usual renderings of Arabic sounds, and folds sounds that clerks confuse (f/p/v, z/s, final h).
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jurdil.engines.linkage.hashing import letters_of

FRONT_TITLES = frozenset(
    "H HJ HJH HAJI HAJJAH KH KHA KYAI USTAD USTADZ USTAZ USTADZAH UST DR DRS DRA DRG DRH IR PROF TN NY NN SDR SDRI "
    "BPK BAPAK BP IBU BRIPDA BRIPTU BRIPKA AIPDA AIPTU IPDA IPTU KOMPOL AKP AKBP KOMBES SERDA SERTU SERKA SERMA PELDA "
    "PELTU LETDA LETTU KOL LETKOL MAYOR KAPT KAPTEN INF PURN PDT PASTOR ROMO ALM ALMH ALMARHUM ALMARHUMAH APT "
    "NYONYA NONA TUAN BU PAK".split()
)
"""Words before a name that are no part of it; dropped while another word follows."""

DEGREES = frozenset(
    "SH SE SPD SPDI SPSI SKOM SAG SSOS SSI ST SSN SS SKM SKEP SFARM SIP SIKOM SHI SEI SP SPT SPI SAP STP SHUT SGZ "
    "STHI SUD SSTP SST SPN SPDSD SMN SAK SPAR STR STRKEP STRKEB AMD AMDKEP AMDKEB AMDKOM AMA AMAPD BA BSC BE BBA "
    "MSI MPD MPDI MM MH MHUM MT MKOM MAG MKES MSC MA MBA ME MEI MIKOM MAP MKN MSN MENG MPSI MP MSE MAK PHD LC LLM "
    "NERS NS NSKEP APT CPA AK CA SPA SPB SPOG SPPD SPKK MSOS MTH STH SKED DIPLING ICHD GR CHT "
    "STRKES STRKOM STRSOS SHUM SFIL MENGSC".split()
)
"""Degrees after a name, without their dots."""

DEPARTED = frozenset("ALM ALMH ALMARHUM ALMARHUMAH".split())
"""What is said of the dead; behind degrees it ends a name like them."""

PLAIN_DEGREES = DEGREES - frozenset("BA BE SS ME MA MAP AK AMA SP APT ST CA MP NS SAP SAK MAK SIP SST SPA".split())
"""Degrees dropped at the end of a name even when written without dots or comma, because they are no names."""

DROPPED = frozenset("BIN BINTI BINTE BT BR BORU ALIAS ALS PURN".split()) | DEPARTED
"""Words between or after names that name nobody."""

CANONICAL = {
    short: full
    for full, shorts in {
        "MUHAMMAD": "MUHAMAD MOHAMMAD MOHAMAD MOHAMMED MOHAMED MUHAMMED MUHAMED MOCHAMAD MOCHAMMAD MOCHAMED "
        "MOCHAMMED MUCHAMAD MUCHAMMAD MUKHAMAD MUKHAMMAD MOKHAMAD MOKHAMMAD MOEHAMMAD MOEHAMAD MOH MUH MOCH MUCH MOKH "
        "MUKH MOHD MUHD MHD",
        "ABDUL": "ABD ABDOEL ABDL ABDULL",
        "SITI": "SITTI SITY SITIE",
        "AHMAD": "ACHMAD AKHMAD AHMED ACHMED AHMMAD ACH AKH AHM",
        "NUR": "NOER NOOR NUUR",
        "SRI": "SRIE SERI",
        "KOMANG": "KMG KM",
        "NYOMAN": "NYM",
        "NENGAH": "NGH",
        "WAYAN": "WYN WY",
        "KETUT": "KTT KT",
        "KADEK": "KDK KD",
        "PUTU": "PT",
        "LUH": "LH",
        "GEDE": "GDE GD",
        "DEWA": "DW",
        "GUSTI": "GST",
        "NGURAH": "NGR",
        "BAGUS": "BGS",
        "DESAK": "DSK",
        "COKORDA": "COK",
        "TUBAGUS": "TB",
        "RADEN": "RD",
        "SYARIFAH": "SYRF",
        "J": "JR",
        "S": "SR",
        "Q": "II",
        "V": "III",
        "Z": "IV",
    }.items()
    for short in shorts.split()
}
"""Short and other forms of words whose meaning does not depend on their place.

Jr, Sr, II, III and IV become lone letters (Q, V and Z begin few names): they may be left out, but never stand for one
another. Junior and Senior stay words, for people are called Junior too.
"""
_JOINED_TO_MUHAMMAD = re.compile("^(?:(?:M[OU]HAMM?[AE]D|MOCHAMM?AD)(?=[A-Z]{4}))+")

FIRST_WORD = {
    "ST": "SITI",
    "MD": "MUHAMMAD",
    "R": "RADEN",
    "RA": "RADEN",
    "RR": "RADEN",
    "IB": "IDABAGUS",
    "AA": "ANAKAGUNG",
    "I": "",
    "NI": "",
}
"""Forms that mean this only as the first of several words; the Balinese I and Ni say only a person's sex."""

HONORIFICS = (
    (r"^ *A\.A\.?( |$)", "AA "), (r"^ *I\.B\.?( |$)", "IB "),
    (r"^((?: *(?:PROF|DR|DRS|DRA|IR|H|ALM)[. ])*) *K\.H(?:\.|$| )", r"\1 KH "),
    (r"^ *(I|NI)\.? +MD\.?( |$)", r"\1 MADE "),
)  # fmt: skip
"""How a name begins where dots or a neighbour tell what letters mean: no initials, and Md of Bali is Made."""

LITTLE_SAID = frozenset({"MUHAMMAD", "M", "RADEN"})
"""Words that come and go in one person's name; the spelling key does without them while another word is left."""

_FOLDS = tuple(
    pair.split(">")
    for pair in (
        "OE>U DJ>J TJ>C SJ>SY NJ>NY KH>H QH>K Q>K X>KS SY>S SH>S DZ>Z ZH>Z TH>T DH>D GH>G BH>B PH>F V>F F>P Z>S "
        "CK>K J>Y IY>I YI>I UW>U EI>AI AE>AI"
    ).split()
)
_STARTS = (("^CHR", "KR"), ("^CH(OI|AI|AE|US|OL|OT|OD|AL|UM)", r"KH\1"), ("^CH", "c"), ("^RH", "R"))
"""How a word begins: Ch is kh in Chairul and Chotib, k in Christin, else c; rh within a word is two (Nurhayati)."""
_LETTERS = (("CH", "H"), ("c", "C"), *_FOLDS)
_ENDS = tuple((re.compile(end), new) for end, new in (
    ("(...)H$", r"\1"), ("(.)(?:IE|EE)$", r"\1I"), ("(..)Y$", r"\1I")))  # fmt: skip
_REPEATED = re.compile(r"(.)\1+")


def canonical(word: str) -> str:
    """Return the one form of a word of a name; Muhammad written as one with the next word is left out."""
    rest = _JOINED_TO_MUHAMMAD.sub("", word)
    return CANONICAL.get(rest, rest)


def spelling_keys(words: pa.Array) -> pa.Array:
    """Return words of names (capital letters A to Z only) as they sound, the same for old and new spelling."""
    keys = words
    for start, new in _STARTS:
        keys = pc.replace_substring_regex(keys, start, new)
    for old, new in _LETTERS:
        keys = pc.replace_substring(keys, old, new)
    keys = _without_repeats(keys)
    for end, new in _ENDS:
        keys = pc.replace_substring_regex(keys, end.pattern, new)
    return _without_repeats(keys)


def spelling_key(word: str) -> str:
    """Return what `spelling_keys` does, for one word."""
    key = word
    for start, new in _STARTS:
        key = re.sub(start, new, key)
    for old, new in _LETTERS:
        key = key.replace(old, new)
    key = _REPEATED.sub(r"\1", key)
    for end, new in _ENDS:
        key = end.sub(new, key)
    return _REPEATED.sub(r"\1", key)


def _without_repeats(words: pa.Array) -> pa.Array:
    """Each word with a letter that follows itself written once."""
    letters, starts = letters_of(words)
    stays = np.ones(len(letters), dtype=bool)
    stays[1:] = letters[1:] != letters[:-1]
    stays[starts[:-1][starts[1:] > starts[:-1]]] = True
    ends = np.concatenate([[0], np.cumsum(stays)])[starts].astype(np.int32)
    return pa.StringArray.from_buffers(len(words), pa.py_buffer(ends), pa.py_buffer(letters[stays]))
