"""Say in plain Indonesian sentences what each field contributes; made from the same numbers as the probability."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jurdil.engines.linkage.levels import LEVELS
from jurdil.engines.linkage.values import Reason
from jurdil.engines.linkage.weighing import CEILING, COLUMN_OF, FIELDS

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "name": {
        "exact": "Namanya sama setelah gelar dan singkatan disamakan.",
        "spelling": "Namanya sama bila ejaan lama dan baru disamakan.",
        "near": "Namanya hampir sama, berbeda satu atau dua huruf.",
        "part": "Semua kata nama yang lebih pendek ada pada nama yang lain.",
        "one-word": "Hanya sebagian kata namanya sama; kerabat pun dapat demikian.",
        "other": "Namanya berbeda.",
    },
    "birth_date": {
        "exact": "Tanggal lahirnya sama.",
        "day-month-swapped": "Tanggal lahirnya sama bila hari dan bulan ditukar.",
        "year-off": "Hari dan bulan lahir sama, tahunnya bergeser.",
        "first-of-january": "Tahun lahir sama dan salah satu tertulis 1 Januari.",
        "two-of-three": "Dua dari tiga bagian tanggal lahir sama.",
        "other": "Tanggal lahirnya berbeda.",
    },
    "nik": {
        "equal": "NIK-nya sama.",
        "one-slip": "NIK-nya berbeda satu ketikan pada kode wilayah atau tanggal.",
        "serial-slip": "NIK-nya hanya berbeda nomor urut; saudara kembar dan tetangga sehari pun demikian.",
        "other": "NIK-nya berbeda.",
    },
    "sex": {"equal": "Jenis kelaminnya sama.", "other": "Jenis kelaminnya berbeda."},
    "birth_place": {
        "equal": "Tempat lahirnya sama.",
        "near": "Tempat lahirnya hampir sama ejaannya.",
        "other": "Tempat lahirnya berbeda.",
    },
    "region": {
        "village": "Kelurahannya sama.",
        "district": "Kecamatannya sama, kelurahannya lain.",
        "city": "Kota atau kabupatennya sama, kecamatannya lain.",
        "province": "Provinsinya sama, kotanya lain.",
        "other": "Provinsinya berbeda.",
    },
    "address": {
        "same-house": "Alamat rumahnya sama; keluarga serumah pun demikian.",
        "same-ground": "RT dan RW-nya sama.",
        "other": "Alamatnya berbeda.",
    },
}
HIDDEN = {"equal": "sama", "one-slip": "berbeda satu angka", "serial-slip": "nomor urut berbeda", "other": "berbeda"}
PRIOR = "Sebelum membandingkan apa pun, peluang satu entri adalah orang ini sangat kecil."
CERTAINTY = "Tidak ada kecocokan yang dihitung pasti, betapa pun banyak buktinya."
CAUTION = "Peluangnya ditahan rendah karena bukti di luar itu kurang atau bertentangan."


def all_sentences() -> tuple[str, ...]:
    """Return every sentence and hidden value that a reason may hold, for those who translate them."""
    sentences = [words for levels in SENTENCES.values() for words in levels.values()]
    return (*sentences, *dict.fromkeys(HIDDEN.values()), PRIOR, CERTAINTY, CAUTION)


def _day(number: object) -> str:
    text = str(number or "")
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 else ""


def _shown(field: str, row: Mapping[str, Any]) -> str:  # Any: cells of a prepared table
    """Return what a reader may see of a field; never the digits of a NIK."""
    match field:
        case "name":
            value = row["raw_name"]
        case "birth_date":
            value = _day(row["born"])
        case "birth_place":
            value = row["raw_place"]
        case "address":
            value = row["raw_address"]
        case _:
            value = row[COLUMN_OF[field]]
    return str(value or "")


def reasons_for(
    levels: Mapping[str, int],
    bits: Mapping[str, float],
    person: Mapping[str, Any],
    entry: Mapping[str, Any],
    *,
    prior: float,
    caution: float,
    probability: float,
) -> tuple[Reason, ...]:
    """Return the reasons of one pair: each stated field, the base rate, and what caution took away.

    levels, bits: by field. person, entry: rows of prepared tables. The bits add up to the log-odds (base 2).
    """
    made = []
    for field in FIELDS:
        number = levels[field]
        if number == 0:
            continue
        level = LEVELS[field][number]
        hidden = HIDDEN[level] if field == "nik" else ""
        made.append(
            Reason(
                field,
                hidden or _shown(field, person),
                hidden or _shown(field, entry),
                level,
                round(bits[field], 2),
                SENTENCES[field][level],
            )
        )
    made.append(Reason("base_rate", "", "", "prior", round(prior, 2), PRIOR))
    if caution < -0.01:
        level = "ceiling" if probability >= CEILING else "cap"
        made.append(Reason("caution", "", "", level, round(caution, 2), CERTAINTY if level == "ceiling" else CAUTION))
    return tuple(made)
