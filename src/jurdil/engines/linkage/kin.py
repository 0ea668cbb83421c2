"""Who in one table may be married, live in one house or be kin: questions for those who form groups, no findings.

Evidence, from what people wrote of themselves: one family card, a spouse's name or number, one house, and a family word
in both names. The strength is a rule, not a probability: nobody knows beforehand how many kin stand in a table. What
share of the pairs of each strength are kin is measured in the bench on invented people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import Hashes, joined
from jurdil.engines.linkage.names import clean_names
from jurdil.engines.linkage.nik import digits_of
from jurdil.engines.linkage.prepare import WORDS, prepare
from jurdil.engines.linkage.rosters import People

Ints = NDArray[np.int64]
Pair = tuple[int, int]
Reason = dict[str, str]

KIN = pa.schema(
    [
        ("person_id", pa.string()),
        ("other_id", pa.string()),
        ("relation", pa.string()),
        ("strength", pa.string()),
        ("reasons", pa.list_(pa.struct([(name, pa.string()) for name in ("field", "person_value", "other_value",
                                                                         "words")]))),
    ]
)  # fmt: skip
"""relation: spouse, household or kin. strength: strong (a number says so, or both name one another), likely or
possible."""
STRENGTHS = ("possible", "likely", "strong")
POSSIBLE, LIKELY, STRONG = range(3)
RELATIONS = ("kin", "household", "spouse")
SENTENCES = {
    "family_card": "Nomor kartu keluarganya sama.",
    "spouse_nik": "NIK pasangan yang ditulis adalah NIK orang ini.",
    "spouse_both": "Keduanya saling menulis nama sebagai pasangan.",
    "spouse_one": "Salah satunya menulis nama ini sebagai pasangan.",
    "house": "Alamat rumahnya sama; penyewa serumah pun demikian.",
    "ground": "RT dan RW-nya sama.",
    "village": "Kelurahannya sama.",
    "family_word": "Ada kata nama yang jarang dan sama; banyak orang yang bukan kerabat pun demikian.",
}
MOST_A_CARD, MOST_A_HOUSE, MOST_A_GROUND, MOST_NAMESAKES = 20, 12, 400, 50
"""A card, house, neighbourhood or name that more people have is a placeholder, a boarding house or too common."""
RARE_WORD = 0.002
"""A word in fewer of the names than this may be a family's."""
WARD = 10


@dataclass
class _Found:
    """What speaks for one pair so far."""

    relation: int = 0
    strength: int = 0
    reasons: list[Reason] = field(default_factory=list)

    def add(self, relation: int, strength: int, *reasons: Reason) -> None:
        self.relation, self.strength = max(self.relation, relation), max(self.strength, strength)
        self.reasons += [reason for reason in reasons if reason not in self.reasons]


def find_kin(people: pa.Table, *, on: date) -> pa.Table:
    """Return a row per pair of people who may be spouses, of one household or kin (columns of KIN), with reasons.

    people: columns id and name, and any of nik, birth_date, sex, address, region, family_card, spouse_name and
    spouse_nik, as text. Two rows with one number, or with one name and birth date, are left to `find_duplicates`.
    Numbers are never shown. on: fixes the century of a NIK. Sorted by strength and ids. Raises KeyError without id or
    name.
    """
    asked = People.of(prepare(people, on=on))
    table = _Table(asked, people)
    found: dict[Pair, _Found] = defaultdict(_Found)
    _by_card(table, found)
    _by_spouse(table, found)
    _by_house(table, found)
    _by_family_word(table, found)
    ids = asked.prepared.column("id").to_pylist()
    rows = [
        {
            "person_id": ids[one], "other_id": ids[other], "relation": RELATIONS[each.relation],
            "strength": STRENGTHS[each.strength], "reasons": each.reasons,
        }
        for (one, other), each in found.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (-STRENGTHS.index(str(row["strength"])), str(row["person_id"]), str(row["other_id"])))
    return pa.Table.from_pylist(rows, schema=KIN)


class _Table:
    """The compared values, and what only kin are asked for."""

    def __init__(self, asked: People, raw: pa.Table) -> None:
        self.columns, self._asked = asked.columns, asked
        self.ids = asked.prepared.column("id").to_pylist()
        self.names = asked.prepared.column("raw_name").to_pylist()
        self.addresses = asked.prepared.column("raw_address").to_pylist()
        self.cards = _numbers(raw, "family_card")
        self.spouse_niks = _numbers(raw, "spouse_nik")
        self.spouses = _texts(raw, "spouse_name")
        self.spouse_keys = clean_names(pa.array(self.spouses, pa.string())).key
        self.words: list[list[int]] = np.stack([self.columns[name] for name in WORDS], axis=1).tolist()
        counts = Counter(word for row in self.words for word in set(row) if word)
        most = max(2.0, RARE_WORD * len(self.ids))
        self.rare = {word for word, many in counts.items() if many <= most}

    def pair(self, one: int, other: int) -> Pair | None:
        """The pair, the smaller id first; none for two writings of one person."""
        known = self.columns
        is_one = known["nik"][one] == known["nik"][other] != 0
        is_one |= known["key"][one] == known["key"][other] and known["born"][one] == known["born"][other] != 0
        return None if is_one else (one, other) if self.ids[one] <= self.ids[other] else (other, one)

    def in_ward(self, one: int, other: int) -> bool:
        """Whether both live in the same ward, as far as both say it."""
        known = self.columns
        return bool(known["depth"][one] == known["depth"][other] == WARD
                    and known["region"][one] == known["region"][other])  # fmt: skip

    def in_house(self, one: int, other: int) -> bool:
        """Whether both live in the same house of one ward, RT and RW not contradicting."""
        house, ground = self.columns["house"], self.columns["ground"]
        agrees = not ground[one] or not ground[other] or ground[one] == ground[other]
        return bool(house[one] and house[one] == house[other] and agrees and self.in_ward(one, other))

    def shared_word(self, one: int, other: int) -> bool:
        """Whether both names have a rare word."""
        return any(word in self.rare for word in set(self.words[one]) & set(self.words[other]))

    def named(self, pair: Pair, kind: str) -> Reason:
        """The reason with both names."""
        return _reason(kind, str(self.names[pair[0]] or ""), str(self.names[pair[1]] or ""))

    def housed(self, pair: Pair, kind: str) -> Reason:
        """The reason with both addresses."""
        return _reason(kind, str(self.addresses[pair[0]] or ""), str(self.addresses[pair[1]] or ""))


def _reason(kind: str, one: str = "", other: str = "") -> Reason:
    return {"field": kind, "person_value": one, "other_value": other, "words": SENTENCES[kind]}


def _texts(raw: pa.Table, name: str) -> list[str]:
    if name not in raw.column_names:
        return [""] * raw.num_rows
    return [str(value) if value is not None else "" for value in raw.column(name).to_pylist()]


def _numbers(raw: pa.Table, name: str) -> Sequence[str]:
    found = [digits_of(value) or "" for value in _texts(raw, name)]
    return [value if len(value) == 16 and len(set(value)) > 2 else "" for value in found]


def _groups(keys: Hashes | Ints, most: int) -> Iterator[list[int]]:
    """Rows that share a key, where they are at least two and at most `most`; 0 is no key."""
    order = np.argsort(keys, kind="stable")
    order = order[keys[order] != 0]
    ends = np.flatnonzero(np.diff(keys[order])) + 1 if len(order) else np.zeros(0, np.int64)
    for rows in np.split(order, ends):
        if 2 <= len(rows) <= most:
            yield rows.tolist()


def _by_card(table: _Table, found: dict[Pair, _Found]) -> None:
    cards: dict[str, list[int]] = defaultdict(list)
    for row, card in enumerate(table.cards):
        if card:
            cards[card].append(row)
    for rows in cards.values():
        if len(rows) <= MOST_A_CARD:
            for one, other in combinations(rows, 2):
                if pair := table.pair(one, other):
                    found[pair].add(1, STRONG, _reason("family_card"))


def _by_spouse(table: _Table, found: dict[Pair, _Found]) -> None:
    by_key, by_nik = defaultdict(list), defaultdict(list)
    sex = table.columns["sex"].tolist()
    keys, niks = table.columns["key"].tolist(), table.columns["nik"].tolist()
    for row, (key, nik) in enumerate(zip(keys, niks, strict=True)):
        by_key[key].append(row)
        by_nik[str(nik)].append(row)
    named = table.spouse_keys.tolist()
    for row, key in enumerate(named):
        for other in by_nik.get(table.spouse_niks[row], ()) if table.spouse_niks[row] else ():
            if other != row and (pair := table.pair(row, other)):
                found[pair].add(2, STRONG, _reason("spouse_nik"))
        others = by_key.get(key, []) if key else []
        for other in others if len(others) <= MOST_NAMESAKES else ():
            if other != row and not (sex[row] and sex[row] == sex[other]) and (pair := table.pair(row, other)):
                _named(table, found, pair, other, is_mutual=named[other] == keys[row], namesakes=len(others))


def _named(
    table: _Table, found: dict[Pair, _Found], pair: Pair, other: int, *, is_mutual: bool, namesakes: int
) -> None:
    """A person wrote a spouse's name, and somebody has it: how much that says hangs on where both live."""
    is_near = table.in_ward(*pair)
    reason = _reason("spouse_both" if is_mutual else "spouse_one", *(str(table.names[row] or "") for row in pair))
    if is_mutual:
        found[pair].add(2, STRONG if is_near else LIKELY, reason)
    elif is_near:
        found[pair].add(2, LIKELY, reason, _reason("village"))
    elif namesakes == 1:
        found[pair].add(2, POSSIBLE, reason)


def _by_house(table: _Table, found: dict[Pair, _Found]) -> None:
    known = table.columns
    keys = np.where((known["house"] > 0) & (known["depth"] == WARD),
                    joined(1, [known["house"].astype(np.uint64), known["region"]]), np.uint64(0))  # fmt: skip
    for rows in _groups(keys, MOST_A_HOUSE):
        for one, other in combinations(rows, 2):
            pair = table.pair(one, other)
            if pair and table.in_house(one, other):
                has_ground = bool(known["ground"][one] and known["ground"][other])
                found[pair].add(1, LIKELY if has_ground else POSSIBLE, table.housed(pair, "house"))


def _by_family_word(table: _Table, found: dict[Pair, _Found]) -> None:
    """A rare word in both names of one RT; beside other evidence it only adds a reason."""
    for pair, each in found.items():
        if table.shared_word(*pair):
            each.add(0, LIKELY if each.relation == 1 else each.strength, table.named(pair, "family_word"))
    known = table.columns
    keys = np.where((known["ground"] > 0) & (known["depth"] == WARD),
                    joined(2, [known["ground"].astype(np.int64), known["region"]]), np.uint64(0))  # fmt: skip
    for rows in _groups(keys, MOST_A_GROUND):
        by_word: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            for word in set(table.words[row]) & table.rare:
                by_word[word].append(row)
        for some in by_word.values():
            for one, other in combinations(some, 2):
                near = table.pair(one, other)
                if near and near not in found:
                    found[near].add(0, POSSIBLE, table.housed(near, "ground"), table.named(near, "family_word"))
