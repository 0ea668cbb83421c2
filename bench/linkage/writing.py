"""How an entry is written: a human being becomes a row of texts, with the faults that clerks and machines make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bench.linkage.humans import Humans, calendar, day_of, nik_prefix
from bench.linkage.places import STREET_WORDS, Wards, place_spellings
from bench.linkage.rates import Rates, Roster
from bench.linkage.vocabulary import Vocabulary, draw_words

FAULTS = (
    "respelled", "short_form", "initial", "dropped_word", "added_word", "swapped_words", "joined", "split", "slip",
    "ocr", "title", "patronym", "marks", "alias", "no_nik", "nik_digit", "nik_transposed", "nik_shifted",
    "nik_of_other", "nik_separators", "no_birth_date", "date_swapped", "date_year", "date_new_year", "date_digit",
    "no_sex", "sex_wrong", "no_place", "place_other", "moved_ward", "moved_district", "moved_city", "no_address",
    "address_short",
)  # fmt: skip
"""Bit n of a fault mask stands for FAULTS[n]."""
BIT = {name: np.int64(1 << nth) for nth, name in enumerate(FAULTS)}

FRONT = ("H. ", "Hj. ", "Ir. ", "Drs. ", "Dra. ", "dr. ", "Dr. ", "Ust. ", "Prof. Dr. ", "R. ", "KH. ")
BACK = (", S.E.", ", S.H.", ", S.Pd.", " SE", " SH", ", S.Kom", ", S.Sos", ", M.M.", ", M.Si.", " S.Pd.I", ", A.Md.",
        ", S.Ag", ", S.T.", " MSi", ", S.H., M.H.")  # fmt: skip
KEYS_NEAR = {
    "a": "sqz", "b": "vnh", "c": "xvd", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjn", "i": "uok",
    "j": "hkn",
    "k": "jlm", "l": "kop", "m": "nk", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf", "s": "adw",
    "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xas",
}  # fmt: skip
SEEN_AS = {"o": "0", "l": "1", "i": "l", "m": "rn", "e": "c", "b": "8", "s": "5", "n": "ri", "u": "v", "h": "b",
           "g": "9", "a": "o", "d": "cl"}  # fmt: skip
Mask = NDArray[np.int64]


@dataclass
class Hand:
    """Writes humans down as a roster (or a form) does."""

    vocabulary: Vocabulary
    wards: Wards
    rates: Rates
    rng: np.random.Generator

    def write(
        self, humans: Humans, kind: Roster, *, care: float = 1.0, moves: bool = True,
        others_nik: NDArray[np.int64] | None = None,
    ) -> tuple[pa.Table, Mask]:  # fmt: skip
        """Return the columns name to region, and the mask of the faults made in each row.

        care: multiplies the rates of faults. moves: they may have lived elsewhere when the list was made.
        others_nik: numbers of other people that may be typed instead.
        """
        mask = np.zeros(len(humans), np.int64)
        writing = self.rates.writing
        is_sloppy = self.rng.random(len(humans)) < writing.sloppy
        times = care * np.where(is_sloppy, writing.sloppy_times, writing.careful_times)
        home = self._homes(humans, mask) if moves else humans
        columns = {
            "name": self._names(humans, kind, mask, times),
            "nik": self._niks(humans, kind, mask, times, care, others_nik),
            "birth_date": self._dates(humans, kind, mask, times, care),
            "birth_place": self._places(humans, kind, mask, times, care),
            "sex": self._sexes(humans, kind, mask, times, care),
            "address": self._addresses(home, kind, mask, care),
            "region": self._regions(home, kind),
        }
        return pa.table(columns), mask

    def _hit(
        self, mask: Mask, name: str, share: NDArray[np.float64] | float, where: NDArray[np.bool_] | bool = True
    ) -> NDArray[np.int64]:
        """Draw the rows that suffer a fault, mark them, and return them."""
        rows = np.flatnonzero((self.rng.random(len(mask)) < share) & where)
        mask[rows] |= BIT[name]
        return rows

    def _names(self, humans: Humans, kind: Roster, mask: Mask, times: NDArray[np.float64]) -> pa.Array:
        rng, voc, rates = self.rng, self.vocabulary, self.rates.writing
        words = humans.words.copy()
        rows = self._hit(mask, "alias", rates.alias * times)
        for sex in (0, 1):
            these = rows[humans.sex[rows] == sex]
            words[these] = -1
            words[these, 0] = draw_words(voc, sex, "only", len(these), rng)
        count = (words >= 0).sum(axis=1)
        first = words[:, 0]
        rows = self._hit(mask, "short_form", np.minimum(rates.short_form * times, 0.75), voc.short.count[first] > 0)
        words[rows, 0] = voc.short.draw(first[rows], rng)
        plain = len(voc.rank)
        rows = self._hit(mask, "respelled", rates.respelled * times)
        at = (rng.random(len(rows)) * count[rows]).astype(np.int64)
        old = words[rows, at]
        new = np.where(old < plain, voc.respelled.draw(np.minimum(old, plain - 1), rng), old)
        mask[rows[new == old]] &= ~BIT["respelled"]
        words[rows, at] = new
        rows = self._hit(mask, "swapped_words", rates.swapped_words * times, count > 1)
        last = count[rows] - 1
        words[rows, 0], words[rows, last] = words[rows, last], words[rows, 0]
        rows = self._hit(mask, "initial", rates.initial * times, count > 1)
        at = 1 + (rng.random(len(rows)) * (count[rows] - 1)).astype(np.int64)
        old = words[rows, at]
        words[rows, at] = np.where(old < plain, voc.initial[np.minimum(old, plain - 1)], old)
        rows = self._hit(mask, "dropped_word", rates.dropped_word * times, count > 1)
        words[rows, (rng.random(len(rows)) * count[rows]).astype(np.int64)] = -1
        extra = np.full(len(humans), -1, np.int32)
        rows = self._hit(mask, "added_word", rates.added_word * times)
        extra[rows] = draw_words(voc, 0, "last", len(rows), rng)
        texts = self._joined(humans, words, extra, mask, times)
        return pc.utf8_upper(texts) if kind.capitals else texts

    def _joined(
        self, humans: Humans, words: NDArray[np.int32], extra: NDArray[np.int32], mask: Mask, times: NDArray[np.float64]
    ) -> pa.Array:
        """Join words to texts; titles, patronyms, slips of the hand and of the machine come on top."""
        rng, voc, rates = self.rng, self.vocabulary, self.rates.writing
        columns = [voc.strings.take(pa.array(column, mask=column < 0)) for column in (*words.T, extra)]
        texts = pc.binary_join_element_wise(*columns, " ", null_handling="skip")
        rows = self._hit(mask, "patronym", rates.patronym * times)
        father = voc.strings.take(pa.array(draw_words(voc, 0, "only", len(rows), rng)))
        links = pa.array(["bin", "binti"]).take(pa.array(humans.sex[rows].astype(np.int64)))
        texts = _replaced(texts, rows, pc.binary_join_element_wise(texts.take(pa.array(rows)), links, father, " "))
        changes: tuple[tuple[str, float, Callable[[str, float], str]], ...] = (
            ("joined", rates.joined, _joined_words), ("split", rates.split, _split_word), ("slip", rates.slip, _slip),
            ("ocr", rates.ocr, _misread), ("marks", rates.marks, _marked),
        )  # fmt: skip
        for name, rate, change in changes:
            rows = self._hit(mask, name, rate * times)
            old = texts.take(pa.array(rows)).to_pylist()
            new = [change(text, luck) for text, luck in zip(old, rng.random(len(rows)).tolist(), strict=True)]
            same = np.array([a == b for a, b in zip(old, new, strict=True)], np.bool_)
            mask[rows[same]] &= ~BIT[name]
            texts = _replaced(texts, rows, pa.array(new, pa.string()))
        rows = self._hit(mask, "title", rates.title * times)
        front = pa.array(FRONT).take(pa.array(rng.integers(0, len(FRONT), len(rows))))
        back = pa.array(BACK).take(pa.array(rng.integers(0, len(BACK), len(rows))))
        is_front = pa.array(rng.random(len(rows)) < 0.5)
        bare = texts.take(pa.array(rows))
        titled = pc.if_else(
            is_front, pc.binary_join_element_wise(front, bare, ""), pc.binary_join_element_wise(bare, back, "")
        )
        return _replaced(texts, rows, titled)

    def _niks(
        self, humans: Humans, kind: Roster, mask: Mask, times: NDArray[np.float64], care: float,
        others: NDArray[np.int64] | None,
    ) -> pa.Array:  # fmt: skip
        rng, rates = self.rng, self.rates.writing
        number = nik_prefix(humans, self.wards) * 10_000 + humans.serial
        absent = self._hit(mask, "no_nik", 1 - kind.nik * (1 - rates.nik_missing * care))
        given = np.ones(len(humans), np.bool_)
        given[absent] = False
        if others is not None:
            rows = self._hit(mask, "nik_of_other", rates.nik_of_other * times, given)
            number[rows] = others[rng.integers(0, len(others), len(rows))]
        rows = self._hit(mask, "nik_digit", rates.nik_digit * times, given)
        power = 10 ** rng.integers(0, 15, len(rows))
        digit = number[rows] // power % 10
        number[rows] += ((digit + rng.integers(1, 10, len(rows))) % 10 - digit) * power
        texts = pa.array(number).cast(pa.string())
        changes: tuple[tuple[str, float, Callable[[str, float], str]], ...] = (
            ("nik_transposed", rates.nik_transposed, _transposed), ("nik_shifted", rates.nik_shifted, _shifted),
            ("nik_separators", rates.nik_separators, _separated),
        )  # fmt: skip
        for name, rate, change in changes:
            rows = self._hit(mask, name, rate * times, given)
            old = texts.take(pa.array(rows)).to_pylist()
            new = [change(text, luck) for text, luck in zip(old, rng.random(len(rows)).tolist(), strict=True)]
            same = np.array([a == b for a, b in zip(old, new, strict=True)], np.bool_)
            mask[rows[same]] &= ~BIT[name]
            texts = _replaced(texts, rows, pa.array(new, pa.string()))
        return pc.if_else(pa.array(given), texts, pa.scalar(None, pa.string()))

    def _dates(self, humans: Humans, kind: Roster, mask: Mask, times: NDArray[np.float64], care: float) -> pa.Array:
        rng, rates = self.rng, self.rates.writing
        absent = self._hit(mask, "no_birth_date", 1 - kind.birth_date * (1 - rates.date_missing * care))
        given = np.ones(len(humans), np.bool_)
        given[absent] = False
        year, month, day = calendar(humans.day)
        rows = self._hit(mask, "date_swapped", rates.date_swapped * times, given & (day <= 12) & (day != month))
        month[rows], day[rows] = day[rows], month[rows]
        rows = self._hit(mask, "date_year", rates.date_year * times, given)
        year[rows] += rng.choice([-10, -2, -1, -1, 1, 1, 2, 10], len(rows))
        rows = self._hit(mask, "date_new_year", rates.date_new_year * times, given & ((day != 1) | (month != 1)))
        month[rows] = day[rows] = 1
        rows = self._hit(mask, "date_digit", rates.date_digit * times, given)
        old = day[rows]
        wanted = np.where(rng.random(len(rows)) < 0.6, old // 10 * 10 + rng.integers(0, 10, len(rows)),
                          old % 10 + 10 * rng.integers(0, 3, len(rows)))  # fmt: skip
        day[rows] = np.clip(wanted, 1, 28)
        mask[rows[day[rows] == old]] &= ~BIT["date_digit"]
        dates = pa.array(day_of(year, month, day), pa.int32()).cast(pa.date32()).cast(pa.string())
        return pc.if_else(pa.array(given), dates, pa.scalar(None, pa.string()))

    def _places(self, humans: Humans, kind: Roster, mask: Mask, times: NDArray[np.float64], care: float) -> pa.Array:
        rng, rates = self.rng, self.rates.writing
        usual, others, start = _written_places(self.wards.city_names)
        texts = usual.take(pa.array(humans.place.astype(np.int64)))
        rows = self._hit(mask, "place_other", rates.place_other * times)
        place = humans.place[rows].astype(np.int64)
        at = start[place] + (rng.random(len(rows)) * (start[place + 1] - start[place])).astype(np.int64)
        texts = _replaced(texts, rows, others.take(pa.array(at)))
        absent = self._hit(mask, "no_place", 1 - kind.birth_place * (1 - rates.place_missing * care))
        given = np.ones(len(humans), np.bool_)
        given[absent] = False
        return pc.if_else(pa.array(given), texts, pa.scalar(None, pa.string()))

    def _sexes(self, humans: Humans, kind: Roster, mask: Mask, times: NDArray[np.float64], care: float) -> pa.Array:
        rates = self.rates.writing
        sex = humans.sex.astype(np.int64)
        absent = self._hit(mask, "no_sex", 1 - kind.sex * (1 - rates.sex_missing * care))
        given = np.ones(len(humans), np.bool_)
        given[absent] = False
        rows = self._hit(mask, "sex_wrong", rates.sex_wrong * times, given)
        sex[rows] = 1 - sex[rows]
        return pc.if_else(pa.array(given), pa.array(["L", "P"]).take(pa.array(sex)), pa.scalar(None, pa.string()))

    def _homes(self, humans: Humans, mask: Mask) -> Humans:
        """Return where they lived when the list was made."""
        rng, rates = self.rng, self.rates.writing
        luck = rng.random(len(humans))
        ward, floor = humans.ward.copy(), 0.0
        columns = {name: getattr(humans, name).copy() for name in ("street", "house", "rt", "rw")}
        for level in ("ward", "district", "city"):
            share = getattr(rates, f"moved_{level}")
            rows = np.flatnonzero((luck >= floor) & (luck < floor + share))
            floor += share
            if level == "city":
                ward[rows] = self.wards.draw(len(rows), rng, is_here=False)
            else:
                ward[rows] = self.wards.near(ward[rows], rng, level=level)
            for values in columns.values():
                values[rows] = rng.permutation(values[rows])
            mask[rows] |= BIT[f"moved_{level}"]
        return humans.changed(ward=ward, **columns)

    def _addresses(self, home: Humans, kind: Roster, mask: Mask, care: float) -> pa.Array:
        rng, rates = self.rng, self.rates.writing
        street = (home.street.astype(np.int64) + home.ward) % len(STREET_WORDS)
        streets = pa.array(STREET_WORDS).take(pa.array(street))
        house, rt, rw = (pa.array(column).cast(pa.string()) for column in (home.house, home.rt, home.rw))
        full = pc.binary_join_element_wise("Jl. ", streets, " No. ", house, " RT ", pc.utf8_lpad(rt, 3, "0"), "/RW ",
                                           pc.utf8_lpad(rw, 2, "0"), "")  # fmt: skip
        brief = pc.binary_join_element_wise("Jalan ", streets, " ", house, " RT.", rt, " RW.", rw, "")
        no_house = pc.binary_join_element_wise(streets, " RT ", pc.utf8_lpad(rt, 3, "0"), " RW ", rw, "")
        luck = rng.random(len(home))
        texts = pc.if_else(pa.array(luck < 0.3), brief, full)
        rows = self._hit(mask, "address_short", rates.address_short * care)
        texts = _replaced(texts, rows, no_house.take(pa.array(rows)))
        absent = self._hit(mask, "no_address", 1 - kind.address * (1 - rates.address_missing * care))
        given = np.ones(len(home), np.bool_)
        given[absent] = False
        texts = pc.if_else(pa.array(given), texts, pa.scalar(None, pa.string()))
        return pc.utf8_upper(texts) if kind.capitals else texts

    def _regions(self, home: Humans, kind: Roster) -> pa.Array:
        codes = self.wards.codes.take(pa.array(home.ward))
        return codes if kind.finest == 4 else pc.utf8_slice_codeunits(codes, 0, {3: 8, 2: 5}[kind.finest])


def _replaced(texts: pa.Array, rows: NDArray[np.int64], new: pa.Array) -> pa.Array:
    if not len(rows):
        return texts
    chosen = np.zeros(len(texts), np.bool_)
    chosen[rows] = True
    replaced = pc.replace_with_mask(texts, pa.array(chosen), new)
    return replaced.combine_chunks() if isinstance(replaced, pa.ChunkedArray) else replaced


@lru_cache(maxsize=4)
def _written_places(names: tuple[str, ...]) -> tuple[pa.Array, pa.Array, NDArray[np.int64]]:
    """Return the usual writing of each place, and all other writings with the start of each place's own."""
    written = [place_spellings(name) for name in names]
    start = np.cumsum([0, *(len(each) - 1 for each in written)])
    return (pa.array([each[0] for each in written]), pa.array([text for each in written for text in each[1:]]), start)


def _slip(text: str, luck: float) -> str:
    """Type a neighbouring key, leave a letter out, double one, or exchange two."""
    at = int(luck * len(text))
    sign, kind = text[at], int(luck * 7919) % 4
    if not sign.isalpha():
        return text
    if kind == 0:
        near = KEYS_NEAR[sign.lower()] if sign.isascii() else "e"
        return text[:at] + near[int(luck * 104_729) % len(near)] + text[at + 1 :]
    if kind == 1 and len(text) > 3:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + sign.lower() + text[at:]
    return text[:at] + text[at + 1 : at + 2] + sign + text[at + 2 :]


def _misread(text: str, luck: float) -> str:
    places = [at for at, sign in enumerate(text) if sign.lower() in SEEN_AS]
    if not places:
        return text
    at = places[int(luck * len(places))]
    return text[:at] + SEEN_AS[text[at].lower()] + text[at + 1 :]


def _joined_words(text: str, luck: float) -> str:
    blanks = [at for at, sign in enumerate(text) if sign == " "]
    if not blanks:
        return text
    at = blanks[int(luck * len(blanks))]
    return text[:at] + text[at + 1 :].lower()


def _split_word(text: str, luck: float) -> str:
    at = 3 + int(luck * max(len(text) - 6, 1))
    return text if len(text) < 7 or " " in text[at - 2 : at + 2] else f"{text[:at]} {text[at:]}"


def _marked(text: str, luck: float) -> str:
    at = 2 + int(luck * max(len(text) - 3, 1))
    return text[:at] + "'-`"[int(luck * 7919) % 3] + text[at:]


def _transposed(text: str, luck: float) -> str:
    at = int(luck * (len(text) - 1))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _shifted(text: str, luck: float) -> str:
    """Lose a digit, or double one, or lose one and gain another at the end."""
    at, kind = int(luck * len(text)), int(luck * 7919) % 3
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    return text[:at] + text[at + 1 :] + str(int(luck * 104_729) % 10)


def _separated(text: str, luck: float) -> str:
    sign = ". -"[int(luck * 3)]
    return sign.join((text[:6], text[6:12], text[12:]))
