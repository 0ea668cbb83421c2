"""Say in plain Indonesian what tokens found between a person and an entry, without any value of the entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jurdil.engines.linkage.explaining import CERTAINTY, CORRECTED, HELD, SHARED, SLIGHT
from jurdil.engines.linkage.tokens_levels import FIELDS, LEVELS, Agreement, number_of
from jurdil.engines.linkage.tokens_weighing import Weighed
from jurdil.engines.linkage.values import Reason

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "name": {
        "spelling": "Namanya sama setelah gelar, singkatan, dan ejaan disamakan.",
        "near": "Namanya hampir sama, berbeda satu huruf.",
        "shorter": "Nama entri adalah nama orang ini tanpa salah satu katanya.",
        "part": "Semua kata nama yang lebih pendek ada pada nama yang lain.",
        "front": "Hanya bagian depan namanya sama.",
        "one-word": "Hanya sebagian kata namanya sama; kerabat pun dapat demikian.",
        "letters": "Hanya beberapa huruf di satu ujung namanya sama; nama orang lain pun sering demikian.",
        "other": "Tidak ada bagian nama yang diketahui sama.",
    },
    "birth_date": {
        "exact": "Tanggal lahirnya sama.",
        "day-month-swapped": "Tanggal lahirnya sama bila hari dan bulan ditukar.",
        "two-of-three": "Dua dari tiga bagian tanggal lahir sama.",
        "first-of-january": "Tahun lahir sama dan entri tertulis 1 Januari.",
        "same-year": "Hanya tahun lahirnya sama.",
        "not-seen": "Tanggal lahirnya tidak terlihat sama; entri mungkin tidak menyebutnya.",
        "other": "Tanggal lahirnya berbeda.",
    },
    "nik": {
        "equal": "NIK-nya sama.",
        "ends-equal": "NIK-nya berbeda, tetapi kode wilayah dan nomor urutnya sama.",
        "serial-equal": "NIK-nya berbeda, tetapi nomor urutnya sama; nomor urut kecil dimiliki banyak orang.",
        "region-equal": "NIK-nya berbeda, tetapi kode wilayahnya sama.",
        "other": "NIK-nya berbeda.",
        "not-seen": "NIK-nya tidak terlihat sama; entri mungkin tidak menyebutnya.",
    },
    "sex": {"equal": "Jenis kelaminnya sama.", "other": "Jenis kelaminnya berbeda."},
    "region": {
        "village": "Kelurahannya sama.",
        "district": "Kecamatannya sama, kelurahannya lain atau tidak disebut.",
        "elsewhere": "Kecamatannya lain atau tidak disebut.",
    },
}
PRIOR = "Sebelum membandingkan apa pun, peluang satu entri adalah orang ini sangat kecil."
AS_TOKENS = "Daftar ini diserahkan sebagai token: nilai entrinya tidak diketahui, hanya sama atau tidaknya."


def all_sentences() -> tuple[str, ...]:
    """Return every sentence that a reason may hold, for those who translate them."""
    sentences = [words for levels in SENTENCES.values() for words in levels.values()]
    return (*sentences, PRIOR, *CORRECTED, CERTAINTY, SHARED, *HELD.values(), AS_TOKENS)


def reasons_of(agreement: Agreement, weighed: Weighed, nth: int, held: str) -> tuple[Reason, ...]:
    """Return the reasons of one pair: each field that was seen, the base rate, look-alikes, caution, what is hidden.

    held: the rule that keeps the grade lower than the probability, or an empty text. The bits add up to the log-odds
    (base 2) of the probability.
    """
    made = []
    for field in FIELDS:
        number = int(agreement.at[field][nth])
        level = LEVELS[field][number]
        if number:
            bits = round(float(weighed.bits[field][nth]), 2)
            made.append(Reason(field, "", "", level, bits, SENTENCES[field][level]))
    made.append(Reason("base_rate", "", "", "prior", round(weighed.prior, 2), PRIOR))
    names_agree = 0 < agreement.at["name"][nth] <= number_of("name", "part")
    by_number = bool(agreement.at["nik"][nth] == 1 and not names_agree)
    made += _more(float(weighed.alike[nth]), float(weighed.caution[nth]), held, by_number=by_number)
    made.append(Reason("tokens", "", "", "hidden", 0.0, AS_TOKENS))
    return tuple(made)


def _more(alike: float, caution: float, held: str, *, by_number: bool) -> Iterator[Reason]:
    if abs(alike) > SLIGHT:
        level, words = "together" if alike > 0 else "look-alikes", CORRECTED[(alike > 0) + 2 * by_number]
        yield Reason("look_alikes", "", "", level, round(alike, 2), words)
    if abs(caution) > SLIGHT:
        level, words = ("number", SHARED) if caution > 0 else ("ceiling", CERTAINTY)
        yield Reason("caution", "", "", level, round(caution, 2), words)
    if held:
        yield Reason("caution", "", "", held, 0.0, HELD[held])
