"""Say in plain Indonesian sentences what each field contributes; made from the same numbers as the probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.levels import FIELDS, LEVELS, number_of
from jurdil.engines.linkage.model import CONTEXTS, SAME, Model
from jurdil.engines.linkage.restraint import GRADES, RULES, grades_of, rules_of
from jurdil.engines.linkage.sides import among
from jurdil.engines.linkage.values import MATCHES, REASON
from jurdil.engines.linkage.weighing import CEILING, FROM_NUMBER, Circumstances, Weights, log_odds

SHOWN = {"name": "raw_name", "birth_place": "raw_place", "region": "raw_region", "address": "raw_address"}
SHOWN_COLUMNS = ("id", "born", "sex", "is_sex_from_name", "key", "sounds", "firsts", *SHOWN.values())
"""The prepared columns that reasons are made of."""
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "name": {
        "exact": "Namanya sama setelah gelar, sebutan, singkatan, dan tanda baca disamakan.",
        "spelling": "Namanya sama bila beda ejaan dan huruf ganda diabaikan.",
        "first-near": "Kata pertama namanya sama, sisanya hampir sama: berbeda satu atau dua huruf.",
        "near": "Namanya hampir sama, berbeda satu atau dua huruf.",
        "initials": "Kata nama yang ada sama, dan huruf singkatannya cocok dengan kata yang lain.",
        "first-part": "Semua kata nama yang lebih pendek ada pada nama yang lain, dan kata pertamanya sama.",
        "part": "Semua kata nama yang lebih pendek ada pada nama yang lain.",
        "alike": "Namanya mirip, tetapi berbeda lebih dari dua huruf.",
        "first-word": "Kata pertama namanya sama, tetapi ada kata lain yang berbeda.",
        "one-word": "Hanya sebagian kata namanya sama; kerabat pun dapat demikian.",
        "other": "Namanya berbeda.",
    },
    "birth_date": {
        "exact": "Tanggal lahirnya sama.",
        "day-month-swapped": "Tanggal lahirnya sama bila hari dan bulan ditukar.",
        "year-off": "Hari dan bulan lahir sama, tahunnya bergeser.",
        "first-of-january": (
            "Tahun lahir sama dan salah satu tertulis 1 Januari, yang sering dipakai bila tanggal tidak diketahui."
        ),
        "one-slip": "Tanggal lahirnya berbeda satu ketikan: satu angka lain, atau dua angka bertukar.",
        "two-of-three": "Dua dari tiga bagian tanggal lahir sama.",
        "other": "Tanggal lahirnya berbeda.",
    },
    "nik": {
        "equal": "NIK-nya sama.",
        "one-slip": "NIK-nya berbeda satu ketikan: satu angka lain, hilang, atau berlebih, atau dua angka bertukar.",
        "two-slips": "NIK-nya berbeda dua angka atau satu pergeseran.",
        "serial-slip": "NIK-nya hanya berbeda satu angka nomor urut; saudara kembar dan tetangga sehari pun demikian.",
        "serial-other": "NIK-nya sama tempat dan harinya tetapi lain nomor urutnya; biasanya orang lain.",
        "own-days": "NIK-nya berbeda, dan masing-masing cocok dengan tanggal lahirnya sendiri.",
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
        "same-house": "Alamat rumahnya sama, atau hanya lain ejaan; keluarga serumah pun demikian.",
        "same-street": "Jalan, RT, dan RW-nya sama; nomor rumahnya tidak tertulis pada salah satunya.",
        "same-ground": "RT dan RW-nya sama.",
        "other": "Alamatnya berbeda.",
    },
}
UNTOLD: Mapping[str, str] = {
    "district": "Kecamatannya sama; kelurahannya tidak tertulis pada salah satunya.",
    "city": "Kota atau kabupatennya sama; yang lebih rinci tidak tertulis pada salah satunya.",
}
"""Instead of the sentences about the region, where one side says no more than this."""
FROM_NIK: Mapping[str, str] = {
    level: f"{words.removesuffix('.')}; salah satunya dibaca dari NIK."
    for level, words in SENTENCES["birth_date"].items()
}
"""Instead of the sentences about the birth date, where one side told it by its number only."""
FROM_NAME: Mapping[str, str] = {
    level: f"{words.removesuffix('.')}, sejauh terbaca dari sebutan pada nama (seperti I, Ni, Lalu, binti, Ny., Bpk.)."
    for level, words in SENTENCES["sex"].items()
}
"""Instead of the sentences about the sex, where a side told it by its name only."""
ALIKE_NAMES: Mapping[str, str] = {
    "written": "Namanya sama.",
    "order": "Namanya sama bila urutan kata dan ejaan disamakan.",
    "joined": "Namanya sama bila kata yang disambung atau dipisah dan ejaan disamakan.",
    "little": "Namanya sama; Muhammad atau Raden hanya tertulis pada salah satunya.",
    "letters": "Salah satu namanya hanya huruf singkatan; huruf itu cocok dengan nama yang lain.",
}
"""Instead of the sentences about names of the levels `exact`, `spelling` and `initials`, where more can be said."""
HIDDEN = {
    "equal": "sama", "one-slip": "beda satu ketikan", "two-slips": "beda dua ketikan atau bergeser",
    "serial-slip": "nomor urut berbeda", "serial-other": "nomor urut berbeda", "own-days": "berbeda",
    "other": "berbeda",
}  # fmt: skip
PRIOR = "Sebelum membandingkan apa pun, peluang satu entri adalah orang ini sangat kecil."
ALIKE = "Kerabat, saudara kembar, atau orang senama pun dapat cocok seperti ini; karena itu buktinya dikurangi."
TOGETHER = "Kesalahan tulis seperti ini biasanya datang bersamaan pada orang yang sama; karena itu buktinya ditambah."
OTHERS_NUMBER = "NIK dapat dipakai orang lain atau tersalin dari baris lain; karena itu buktinya dikurangi."
DIFFER_TOGETHER = (
    "Beda seperti ini biasanya datang bersamaan bila datanya salah tulis; karena itu tidak dikurangkan penuh satu per "
    "satu. NIK yang dipakai orang lain pun tampak begini."
)
_OTHER, _NO_OTHER = (
    "Ada entri lain yang hampir pasti milik orang ini, dan orang yang tercatat di daftar ini {} tercatat juga pada "
    "entri lain. Bila entri lain itu ternyata milik orang lain, bagian ini gugur.",
    "Tidak ada entri lain yang hampir pasti milik orang ini, dan orang yang tercatat di daftar ini {} tercatat juga "
    "pada entri lain.",
)
_OFTEN, _SELDOM = "lebih sering daripada orang lain", "lebih jarang daripada orang lain"
OTHER_ENTRIES = (
    _NO_OTHER.format(_OFTEN), _OTHER.format(_SELDOM), _NO_OTHER.format(_SELDOM), _OTHER.format(_OFTEN),
)  # fmt: skip
"""What the line `own_entry` says, where it takes away and where it adds: without another own entry, and with one."""
CERTAINTY = "Tidak ada kecocokan yang dihitung pasti, betapa pun banyak buktinya."
HELD: Mapping[str, str] = {
    "name-alone": "Hanya namanya yang cocok; karena itu kecocokan ini dinilai paling tinggi «mungkin».",
    "other-name": "Namanya berbeda, dan NIK dapat dipakai orang lain; karena itu dinilai paling tinggi «mungkin».",
    "other-name-at-home": "Namanya berbeda; karena itu kecocokan ini dinilai paling tinggi «kemungkinan besar».",
    "other-day": (
        "Tanggal lahirnya sama sekali lain, dan tidak ada NIK yang menunjuk hari yang sama; ayah dan anak dapat senama "
        "serumah. Karena itu dinilai paling tinggi «mungkin»."
    ),
    "default-day": (
        "Tanggal 1 Januari sering ditulis bila tanggal lahir tidak diketahui, dan NIK, kelurahan, atau rumah yang sama "
        "tidak ada. Karena itu dinilai paling tinggi «kemungkinan besar»."
    ),
    "relative": (
        "Di depan nama pada salah satunya tertulis istri, suami, janda, atau anak, atau Ny. maupun Ibu di depan nama "
        "seorang laki-laki: biasanya yang dimaksud kerabatnya, bukan orang yang disebut. Karena itu dinilai paling "
        "tinggi «mungkin»."
    ),
    "departed": (
        "Salah satunya menyebut orangnya sudah meninggal (Alm.), yang lain tidak: mungkin orang lain yang senama, atau "
        "tulisannya keliru. Karena itu dinilai paling tinggi «mungkin»."
    ),
    "letters-alone": (
        "Salah satu namanya hanya huruf singkatan, yang cocok dengan banyak nama; karena itu kecocokan ini dinilai "
        "paling tinggi «kemungkinan besar»."
    ),
    "through": (
        "Peluang ini datang dari baris ketiga; karena itu kecocokan ini dinilai paling tinggi «kemungkinan besar»."
    ),
}
"""By rule of `restraint.py`."""
THROUGH = (
    "Keduanya dinilai orang yang sama dengan satu baris ketiga; karena itu peluangnya paling sedikit satu dikurangi "
    "keraguan pada kedua penilaian itu."
)
SHARED = "NIK yang sama pada dua nama ditunjukkan agar diperiksa orang; selebihnya menunjuk kepada dua orang berbeda."
CORRECTED = (ALIKE, TOGETHER, OTHERS_NUMBER, DIFFER_TOGETHER)
"""What the line `look_alikes` says: where it takes away and where it adds; then both of a NIK of other names."""
OFTEN_AT_HOME = (
    "Nama seperti ini, atau kelahiran 1 Januari, lebih sering di provinsi orang ini daripada di daerah lain; karena "
    "itu di sana lebih banyak orang lain yang cocok seperti ini."
)
"""What the line `at_home` says (`homes.py`)."""
SLIGHT = 0.05
LITTLE_FIRSTS = sum(1 << ord(letter) - ord("A") for letter in "MR")
"""First letters of the words that come and go in one person's name, as bits."""


def all_sentences() -> tuple[str, ...]:
    """Return every sentence and hidden value that a reason may hold, for those who translate them."""
    sentences = [words for levels in SENTENCES.values() for words in levels.values()]
    hidden = dict.fromkeys(HIDDEN.values())
    more = [words for other in (UNTOLD, FROM_NIK, FROM_NAME, ALIKE_NAMES) for words in other.values()]
    return (*sentences, *more, *hidden, PRIOR, *CORRECTED, *OTHER_ENTRIES, OFTEN_AT_HOME, CERTAINTY,
            *HELD.values(), THROUGH, SHARED)  # fmt: skip


@dataclass(frozen=True)
class _Row:
    """One kind of reason for all pairs: which have it, both values, level, bits and words."""

    field: str
    here: NDArray[np.bool_]
    person: pa.Array
    entry: pa.Array
    level: pa.Array
    bits: NDArray[np.float64]
    words: pa.Array


USUAL = {"nik": "same-day-and-city", "sex": "same-name", "address": "same-village"}
"""By field, the circumstance of most pairs that are one person, where it is not the field's first."""


@dataclass(frozen=True)
class Rate:
    """How often a field agrees so: per one entry of the same person, and of a stranger. words: of the level."""

    field: str
    level: str
    words: str
    same: float
    stranger: float

    @property
    def bits(self) -> float:
        """What the level weighs: log2 of how many times as often it is met with the same person."""
        return float(np.log2(self.same / self.stranger))


def rates_of(model: Model) -> tuple[Rate, ...]:
    """Return what a model says of each level of each field, in the circumstance that is usual for the same person.

    Levels of equal values are averages over all values; a pair is weighed with the frequency of its own.
    """
    share = model.expected[list(SAME)] / model.expected[list(SAME)].sum()
    found = []
    for field in FIELDS:
        usual = CONTEXTS[field].index(USUAL.get(field, CONTEXTS[field][0]))
        same = share @ model.agreement[field][list(SAME), usual]
        for nth, level in enumerate(LEVELS[field][1:], 1):
            stranger = float(model.strangers[field][usual, nth])
            found.append(Rate(field, level, SENTENCES[field][level], float(same[nth]), stranger))
    return tuple(found)


@dataclass(frozen=True)
class ListRate:
    """What is expected of one list. share: of its entries, about one of the people asked. base: of one of its entries,
    that it is about one given person. bits: log2 of how many times the base rate of an average list that is. again: of
    its entries that are surely the person's, how many are of somebody who has another one; None where a model was
    learnt before they were counted. with_another, without: the bits that this adds to a pair whose person has one, and
    to one whose person has none (`own_entries.py`). repeats: the list that it mostly repeats word for word, if any.
    """

    roster: str
    share: float
    base: float
    bits: float
    again: float | None
    with_another: float
    without: float
    repeats: str | None


def list_rates_of(model: Model, *, people: int, entries: int) -> tuple[ListRate, ...]:
    """Return what a model expects of each list that it has learnt, the fullest first.

    people, entries: how many were asked about, and of all lists together, when it was learnt.
    """
    base = float(model.expected[list(SAME)].sum()) / max(entries, 1)
    again = model.again
    rates = [
        ListRate(roster, min(base * times * people, 1.0), base * times, model.list_bits(roster),
                 again.lists.get(roster), again.bits(roster, has_another=True),
                 again.bits(roster, has_another=False), again.repeats.get(roster))
        for roster, times in model.lists.items()
    ]  # fmt: skip
    return tuple(sorted(rates, key=lambda rate: (-rate.share, rate.roster)))


@dataclass(frozen=True)
class Raised:
    """Pairs whose probability follows from a third row (`through.py`): to what it is raised, and the id of that row."""

    to: NDArray[np.float64]
    third: pa.Array


def explained(
    at: Circumstances,
    weights: Weights,
    people: pa.Table,
    entries: pa.Table,
    rosters: pa.Array,
    raised: Raised | None = None,
) -> pa.Table:
    """Return matches (columns of MATCHES) with their reasons: each stated field, the base rate, what was corrected.

    people, entries, rosters: prepared rows (SHOWN_COLUMNS) and names of rosters of the pairs, side by side. The bits
    add up to the log-odds (base 2). raised: where all of the pairs follow from a third row.
    """
    size = people.num_rows
    rows = [_field(field, at, weights, people, entries) for field in FIELDS]
    rows.append(_plain("base_rate", np.ones(size, dtype=bool), weights.prior, ["prior"], [PRIOR]))
    names_agree = among(at.levels["name"], range(1, number_of("name", "part") + 1))
    by_number = (at.levels["nik"] == 1) & ~names_agree
    rows.append(_plain("look_alikes", np.abs(weights.alike) > SLIGHT, weights.alike, ["look-alikes", "together"] * 2,
                       CORRECTED, (weights.alike > 0) + 2 * by_number))  # fmt: skip
    rows.append(_plain("at_home", weights.home < -SLIGHT, weights.home, ["commoner"], [OFTEN_AT_HOME]))
    if second := weights.second:
        rows.append(_plain("own_entry", np.abs(second.bits) > SLIGHT, second.bits, ["no-other", "another"] * 2,
                           OTHER_ENTRIES, second.has_another + 2 * (second.bits > 0)))  # fmt: skip
    is_ceiling = weights.probability >= CEILING
    rows.append(_plain("caution", is_ceiling & (weights.caution < -SLIGHT), weights.caution, ["ceiling"], [CERTAINTY]))
    rows.append(_plain("caution", weights.caution > SLIGHT, weights.caution, ["number"], [SHARED]))
    probability, rules = np.round(weights.probability, 6), rules_of(at)
    if raised:
        bits = log_odds(raised.to) - log_odds(weights.probability)
        rows.append(_third(raised.third, bits))
        probability = np.round(raised.to, 6)
        rules = np.where(rules, rules, RULES.index("through"))
    grades, is_held = grades_of(probability, rules)
    rows += [
        _plain("caution", is_held & (rules == RULES.index(rule)), np.zeros(size), [rule], [words])
        for rule, words in HELD.items()
    ]
    grade = pa.array(GRADES).take(pa.array(grades))
    columns = [people.column("id"), rosters, entries.column("id"), pa.array(probability),
               grade, pa.array(weights.evidence.tolist(), pa.string()), _reasons(rows, size)]  # fmt: skip
    return pa.table(columns, schema=MATCHES)


def _third(third: pa.Array, bits: NDArray[np.float64]) -> _Row:
    nothing, everywhere = pa.array([""] * len(third), pa.string()), np.ones(len(third), dtype=bool)
    level, words = (pa.array([text] * len(third)) for text in ("third", THROUGH))
    return _Row("through", everywhere, nothing, third, level, bits, words)


def _field(field: str, at: Circumstances, weights: Weights, people: pa.Table, entries: pa.Table) -> _Row:
    number = at.levels[field].astype(np.int64)
    names = [*LEVELS[field]]
    level = pa.array(names).take(pa.array(number))
    words = pa.array([SENTENCES[field].get(name, "") for name in names]).take(pa.array(number))
    for here, instead in _special(field, at, number, people, entries):
        other = pa.array([instead.get(name) for name in names], pa.string()).take(pa.array(number))
        words = pc.if_else(pa.array(here), pc.coalesce(other, words), words)
    if field == "nik":
        shown = pa.array([HIDDEN.get(name, "") for name in names]).take(pa.array(number))
        values = shown, shown
    else:
        values = _shown(field, people), _shown(field, entries)
    return _Row(field, number > 0, *values, level, weights.bits[field], words)


def _special(
    field: str, at: Circumstances, number: NDArray[np.int64], people: pa.Table, entries: pa.Table
) -> list[tuple[NDArray[np.bool_], Mapping[str, str]]]:
    """Where other sentences than the usual ones hold, and which, by level."""
    if field == "region":
        return [(_stops_there(at), UNTOLD)]
    if field == "birth_date":
        return [(at.context[field] == FROM_NUMBER, FROM_NIK)]
    if field == "sex":
        named = (_flags(side.column("is_sex_from_name")) for side in (people, entries))
        return [(np.logical_or(*named), FROM_NAME)]
    if field != "name":
        return []
    letters = (at.context["letters_alone"] > 0, {"initials": ALIKE_NAMES["letters"]})
    if number.min(initial=len(LEVELS["name"])) > number_of("name", "spelling"):
        return [letters]
    ((key, other_key), (sounds, other_sounds)) = (
        tuple(side.column(name).combine_chunks() for side in (people, entries)) for name in ("key", "sounds")
    )
    firsts = people.column("firsts").to_numpy() ^ entries.column("firsts").to_numpy()
    upper = [pc.utf8_upper(pc.fill_null(side.column("raw_name"), "")) for side in (people, entries)]
    same_key, same_sounds = (_flags(pc.equal(*pair)) for pair in ((key, other_key), (sounds, other_sounds)))
    return [
        letters,
        (_flags(pc.equal(*upper)), {"exact": ALIKE_NAMES["written"]}),
        (same_key & ~same_sounds, {"spelling": ALIKE_NAMES["order"]}),
        (~same_key, {"spelling": ALIKE_NAMES["joined"]}),
        (same_key & same_sounds & (firsts & LITTLE_FIRSTS != 0), {"spelling": ALIKE_NAMES["little"]}),
    ]


def _flags(values: pa.Array | pa.ChunkedArray) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.asarray(_chunk(values).to_numpy(zero_copy_only=False), dtype=bool)
    return found


def _stops_there(at: Circumstances) -> NDArray[np.bool_]:
    """Whether one side says of its region no more than what agrees."""
    coarser, district = (CONTEXTS["region"].index(name) for name in ("coarser", "district"))
    context, level = at.context["region"], at.levels["region"]
    stops: NDArray[np.bool_] = (context == coarser) | (
        (context == district) & (level == number_of("region", "district"))
    )
    return stops


def _shown(field: str, rows: pa.Table) -> pa.Array:
    """What a reader may see of a field; never the digits of a NIK."""
    if field == "birth_date":
        texts = [_day(number) for number in rows.column("born").to_pylist()]
        return pa.array(texts, pa.string())
    if field == "sex":
        return pa.array(["", "L", "P"]).take(rows.column("sex").combine_chunks())
    return pc.fill_null(rows.column(SHOWN[field]).combine_chunks(), "")


def _day(number: int) -> str:
    text = str(number)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if number else ""


def _plain(
    field: str,
    here: NDArray[np.bool_],
    bits: NDArray[np.float64],
    levels: Sequence[str],
    words: Sequence[str],
    nth: NDArray[np.int64] | None = None,
) -> _Row:
    """A reason that is not about a field. nth: which of several levels and sentences holds, else the first."""
    which = pa.array(np.zeros(len(here), dtype=np.int64) if nth is None else nth)
    nothing = pa.array([""] * len(here), pa.string())
    return _Row(field, here, nothing, nothing, pa.array(levels).take(which), bits, pa.array(words).take(which))


def _reasons(rows: list[_Row], size: int) -> pa.Array:
    """Lists of reasons, pair by pair, from the kinds of reasons side by side."""
    pairs, kinds = np.nonzero(np.stack([row.here for row in rows], axis=1))
    at = pa.array(kinds * size + pairs)
    fields = pa.array([row.field for row in rows]).take(pa.array(kinds))
    texts = [
        pa.concat_arrays([_chunk(getattr(row, name)) for row in rows]).take(at)
        for name in ("person", "entry", "level", "words")
    ]
    bits = np.concatenate([row.bits for row in rows])[kinds * size + pairs]
    structs = pa.StructArray.from_arrays([fields, *texts[:3], pa.array(np.round(bits, 2)), texts[3]],
                                         fields=list(REASON))  # fmt: skip
    offsets = np.concatenate([[0], np.cumsum(np.bincount(pairs, minlength=size))])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)


def _chunk(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
