"""Words around and inside Indonesian names: titles, degrees, short forms, and the spelling key of one word.

The tables are written from general knowledge of how names are written on forms; they are knowledge about people's
names, not about any list. The spelling key follows the reforms of 1947 and 1972 (oe/u, dj/j, tj/c, j/y, sj/sy, nj/ny,
ch/kh) and the usual renderings of Arabic sounds, and folds sounds that clerks confuse (f/p/v, z/s, final h).
"""

from __future__ import annotations

import re

FRONT_TITLES = frozenset(
    "H HJ HJH HAJI HAJJAH KH KHA KYAI USTAD USTADZ USTAZ USTADZAH UST DR DRS DRA DRG DRH IR PROF TN NY NN SDR SDRI "
    "BPK BAPAK BP IBU BRIPKA AIPTU KOMPOL AKP AKBP KOL LETKOL MAYOR KAPT PDT PASTOR ROMO".split()
)
"""Words before a name that are no part of it; dropped while another word follows."""

DEGREES = frozenset(
    "SH SE SPD SPDI SPSI SKOM SAG SSOS SSI ST SSN SS SKM SKEP SFARM SIP SIKOM SHI SEI SP SPT SPI SAP STP SHUT SGZ "
    "STHI SUD SSTP SST SPN SPDSD SMN SAK SPAR STR STRKEP STRKEB AMD AMDKEP AMDKEB AMDKOM AMA AMAPD BA BSC BE BBA "
    "MSI MPD MPDI MM MH MHUM MT MKOM MAG MKES MSC MA MBA ME MEI MIKOM MAP MKN MSN MENG MPSI MP MSE MAK PHD LC LLM "
    "NERS NS NSKEP APT CPA AK CA SPA SPB SPOG SPPD SPKK MSOS MTH STH SKED DIPLING ICHD".split()
)
"""Degrees after a name, without their dots."""

PLAIN_DEGREES = DEGREES - frozenset("BA BE SS ME MA MAP AK AMA SP APT ST CA MP NS SAP SAK MAK SIP SST SPA".split())
"""Degrees dropped at the end of a name even when written without dots or comma, because they are no names."""

DROPPED = frozenset("BIN BINTI BINTE BT BR BORU ALIAS".split())
"""Words between names that name nobody."""

CANONICAL = {
    short: full
    for full, shorts in {
        "MUHAMMAD": "MUHAMAD MOHAMMAD MOHAMAD MOHAMMED MOHAMED MUHAMMED MUHAMED MOCHAMAD MOCHAMMAD MOCHAMED "
        "MOCHAMMED MUCHAMAD MUCHAMMAD MUKHAMAD MUKHAMMAD MOKHAMAD MOKHAMMAD MOEHAMMAD MOEHAMAD MOH MUH MOCH MUCH MOKH "
        "MUKH MHD MD",
        "ABDUL": "ABD ABDOEL ABDL ABDULL",
        "SITI": "SITTI SITY SITIE",
        "AHMAD": "ACHMAD AKHMAD AHMED ACHMED AHMMAD ACH AKH AHM",
        "NUR": "NOER NOOR NUUR",
        "SRI": "SRIE SERI",
        "KOMANG": "KMG",
        "NYOMAN": "NYM",
        "WAYAN": "WYN",
        "KETUT": "KTT",
        "GUSTI": "GST",
        "TUBAGUS": "TB",
        "RADEN": "RD",
        "SYARIFAH": "SYRF",
    }.items()
    for short in shorts.split()
}
"""Short and other forms of words whose meaning does not depend on their place."""

FIRST_WORD = {
    "ST": "SITI",
    "R": "RADEN",
    "RA": "RADEN",
    "RR": "RADEN",
    "IB": "IDABAGUS",
    "AA": "ANAKAGUNG",
    "I": "",
    "NI": "",
}
"""Forms that mean this only as the first of several words; the Balinese I and Ni say only a person's sex."""

LITTLE_SAID = frozenset({"MUHAMMAD", "M", "RADEN"})
"""Words that come and go in one person's name; the spelling key does without them while another word is left."""

_FOLDS = tuple(
    pair.split(">")
    for pair in (
        "OE>U DJ>J TJ>C SJ>SY NJ>NY KH>H QH>K Q>K X>KS SY>S SH>S DZ>Z ZH>Z TH>T DH>D GH>G BH>B RH>R PH>F V>F F>P Z>S "
        "CK>K J>Y IY>I YI>I UW>U EI>AI AE>AI"
    ).split()
)
_REPEATED = re.compile(r"(.)\1+")


def spelling_key(word: str) -> str:
    """Return one word of a name (capital letters) as it sounds, the same for old and new spelling."""
    key = word
    if "CH" in key:
        key = ("C" if key.startswith("CH") else key[:1]) + key[2 if key.startswith("CH") else 1 :].replace("CH", "H")
    for old, new in _FOLDS:
        if old in key:
            key = key.replace(old, new)
    key = _REPEATED.sub(r"\1", key)
    if len(key) > 3 and key[-1] == "H":
        key = key[:-1]
    if len(key) > 2 and key[-2:] in ("IE", "EE"):
        key = key[:-2] + "I"
    if len(key) > 2 and key[-1] == "Y":
        key = key[:-1] + "I"
    return _REPEATED.sub(r"\1", key)
