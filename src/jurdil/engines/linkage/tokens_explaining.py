"""Say in plain Indonesian what tokens found between a person and an entry, without any value of the entry."""

from __future__ import annotations

from collections.abc import Mapping

from jurdil.engines.linkage.tokens_weighing import CEILING, FIELDS, LEVELS, Weighed
from jurdil.engines.linkage.values import Reason

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "name": {
        "spelling": "Namanya sama setelah gelar, singkatan, dan ejaan disamakan.",
        "near": "Namanya hampir sama, berbeda satu huruf.",
        "part": "Semua kata nama yang lebih pendek ada pada nama yang lain.",
        "one-word": "Hanya sebagian kata namanya sama; kerabat pun dapat demikian.",
        "other": "Tidak ada bagian nama yang diketahui sama.",
    },
    "birth_date": {
        "exact": "Tanggal lahirnya sama.",
        "day-month-swapped": "Tanggal lahirnya sama bila hari dan bulan ditukar.",
        "two-of-three": "Dua dari tiga bagian tanggal lahir sama.",
        "first-of-january": "Tahun lahir sama dan entri tertulis 1 Januari.",
        "other": "Tanggal lahirnya berbeda.",
    },
    "nik": {
        "equal": "NIK-nya sama.",
        "part-equal": "NIK-nya berbeda, tetapi kode wilayah atau nomor urutnya sama.",
        "other": "NIK-nya berbeda.",
    },
    "sex": {"equal": "Jenis kelaminnya sama.", "other": "Jenis kelaminnya berbeda."},
    "region": {
        "village": "Kelurahannya sama.",
        "district": "Kecamatannya sama, kelurahannya lain atau tidak disebut.",
        "elsewhere": "Kecamatannya lain atau tidak disebut.",
    },
}
PRIOR = "Sebelum membandingkan apa pun, peluang satu entri adalah orang ini sangat kecil."
CERTAINTY = "Tidak ada kecocokan yang dihitung pasti, betapa pun banyak buktinya."
CAUTION = "Peluangnya ditahan rendah karena bukti di luar itu kurang atau bertentangan."
AS_TOKENS = "Daftar ini diserahkan sebagai token: nilai entrinya tidak diketahui, hanya sama atau tidaknya."


def all_sentences() -> tuple[str, ...]:
    """Return every sentence that a reason may hold, for those who translate them."""
    sentences = [words for levels in SENTENCES.values() for words in levels.values()]
    return (*sentences, PRIOR, CERTAINTY, CAUTION, AS_TOKENS)


def reasons_of(weighed: Weighed, nth: int) -> tuple[Reason, ...]:
    """Return the reasons of one pair: each field that was seen, the base rate, caution, and that values are hidden.

    The bits add up to the log-odds (base 2) of the probability.
    """
    made = []
    for field in FIELDS:
        number = int(weighed.at[field][nth])
        if number:
            level = LEVELS[field][number]
            made.append(
                Reason(field, "", "", level, round(float(weighed.bits[field][nth]), 2), SENTENCES[field][level])
            )
    made.append(Reason("base_rate", "", "", "prior", round(weighed.prior, 2), PRIOR))
    caution = float(weighed.caution[nth])
    if caution < -0.01:
        is_ceiling = float(weighed.probability[nth]) >= CEILING
        words = CERTAINTY if is_ceiling else CAUTION
        made.append(Reason("caution", "", "", "ceiling" if is_ceiling else "cap", round(caution, 2), words))
    made.append(Reason("tokens", "", "", "hidden", 0.0, AS_TOKENS))
    return tuple(made)
