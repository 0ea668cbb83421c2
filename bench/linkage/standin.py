"""An invented table of the shape of historical_50k, for who has not got that file: people who stand in it ten times.

Written after what is published about historical_50k: how its rows are spoilt (moj-analytical-services/
splink_synthetic_data: each further row of a person more than the one before) and counts of its columns (the vignette
`deduplicate-50k` of the R package irelink, 2026). Names are Australian ones of FEBRL 4 and common English ones, the
faults our own. `counts_of` counts the same in both, so that anybody can see how near it comes. It is no substitute: it
says whether an engine can deal with such a table, not how it does on that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import duckdb
import pyarrow as pa

PEOPLE = 5_156
SIZES = range(1, 21)
"""Rows of a person: 9.8 in the mean, and 59 pairs."""
SIZE_WEIGHTS = [1.12 - 0.022 * size for size in SIZES]
ON_JANUARY_FIRST = 0.7
"""Of many only the year is known; what is written is its first day."""
NULL = 0.5
"""In the last row of a person a field is left out so often; in the first never."""
WOMEN = 0.15
SHORT_FORMS = {
    "william": "will bill wm", "john": "jack johnny jon", "thomas": "tom thos", "george": "geo georgie",
    "henry": "harry hal", "james": "jim jas jamie", "charles": "charlie chas", "robert": "bob rob robt",
    "edward": "ned ted", "richard": "dick richd", "joseph": "joe jos", "samuel": "sam saml", "arthur": "art",
    "frederick": "fred freddie", "alexander": "alex sandy", "david": "dave", "francis": "frank", "walter": "walt",
    "albert": "bert", "benjamin": "ben", "peter": "pete", "philip": "phil", "stephen": "steve", "daniel": "dan",
    "matthew": "matt", "andrew": "andy drew", "alfred": "alf", "michael": "mike", "nicholas": "nick",
    "mary": "molly may maria", "elizabeth": "eliza betty lizzie", "anne": "ann nancy", "margaret": "maggie peggy",
    "sarah": "sally sara", "jane": "jenny janet",
}  # fmt: skip
MEN_SHARES = {
    "william": 5.6, "john": 5.5, "thomas": 3.0, "george": 2.9, "henry": 2.6, "james": 2.6, "charles": 2.5,
    "robert": 2.0, "edward": 1.9, "richard": 1.5, "joseph": 1.2, "samuel": 1.0, "arthur": 1.0, "frederick": 0.9,
    "alexander": 0.9, "david": 0.8, "francis": 0.8, "walter": 0.6, "albert": 0.5, "benjamin": 0.5, "peter": 0.5,
    "philip": 0.4, "stephen": 0.4, "daniel": 0.4, "matthew": 0.3, "andrew": 0.4, "alfred": 0.5, "michael": 0.4,
    "nicholas": 0.3,
}  # fmt: skip
WOMEN_SHARES = {"mary": 2.0, "elizabeth": 1.5, "anne": 1.0, "margaret": 0.7, "sarah": 0.7, "jane": 0.6}
COMMON_NAME = 0.55
"""A given name is one of the common ones so often, else one of FEBRL's."""
AREAS = "sw se n e w nw ec wc bs b m l le g eh cf ox cb tq ex pl tr nr ip co yo ls s ng de".split()
KEYS, DIGITS = ("qwertyuiop", "asdfghjkl", "zxcvbnm"), ("123", "456", "789", "0")
JOBS = 400


@dataclass(frozen=True)
class Pools:
    """Given names, family names and places to draw from."""

    given: list[str]
    family: list[str]
    places: list[str]


def pools_of(raw: pa.Table) -> Pools:
    """Return the names of a file of FEBRL (`febrl.read_raw_febrl`): its suburbs are places, and family names too."""
    given, family, places = (
        sorted({each for each in raw.column(name).to_pylist() if each}) for name in ("given_name", "surname", "suburb")
    )
    return Pools(given, family + [place for place in places if " " not in place], places)


def write_standin(pools: Pools, seed: int) -> pa.Table:
    """Return a table with the columns of historical_50k, about 50,000 rows of PEOPLE people; cluster: the person."""
    rng = Random(seed)
    clerk = _Clerk(pools, rng)
    rows = [row for person in range(PEOPLE) for row in clerk.rows_of(f"P{person}")]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


SCHEMA = pa.schema([
    (name, pa.string())
    for name in ("unique_id", "cluster", "full_name", "first_and_surname", "first_name", "surname", "dob",
                 "birth_place", "postcode_fake", "gender", "occupation")
])  # fmt: skip


@dataclass(frozen=True)
class _Person:
    """What is true of somebody, and what else may be written in its place."""

    name: str
    aliases: list[str]
    born: date
    gender: str
    place: str | None
    places: list[str]
    postcode: str
    moves: list[str]
    near: list[str]
    job: str | None


class _Clerk:
    """Draws people and writes their rows."""

    def __init__(self, pools: Pools, rng: Random) -> None:
        self.pools, self.rng = pools, rng
        self.by_size = rng.sample(pools.places, len(pools.places))
        self.variants: dict[str, list[str]] = {name: forms.split() for name, forms in SHORT_FORMS.items()}

    def rows_of(self, cluster: str) -> list[dict[str, str | None]]:
        person = self._person()
        size = self.rng.choices(SIZES, SIZE_WEIGHTS)[0]
        return [self._row(person, cluster, nth, size) for nth in range(size)]

    def _person(self) -> _Person:
        rng, is_woman = self.rng, self.rng.random() < WOMEN
        middle = [
            self._given(is_woman) if rng.random() < 0.7 else rng.choice(self.pools.family)
            for _ in range(rng.choices((0, 1, 2), (0.25, 0.5, 0.25))[0])
        ]
        name, aliases = self._named([self._given(is_woman), *middle, rng.choice(self.pools.family)])
        year = date(int(rng.gauss(1850, 45)), 1, 1)
        day = 0 if rng.random() < ON_JANUARY_FIRST else rng.randrange(365)
        place = rng.choices(self.by_size, [1 / (nth + 5) for nth in range(len(self.by_size))])[0]
        postcode = self._postcode(self._area())
        return _Person(
            name, aliases, year + timedelta(days=day), "female" if is_woman else "male",
            place if rng.random() < 0.97 else None, [place, place, *rng.sample(self.pools.places, 2)],
            postcode, [postcode, *(self._postcode(self._area()) for _ in range(3))],
            [self._postcode(postcode.split()[0]) for _ in range(4)], self._job() if rng.random() < 0.65 else None,
        )  # fmt: skip

    def _given(self, is_woman: bool) -> str:
        if self.rng.random() >= COMMON_NAME:
            return self.rng.choice(self.pools.given)
        shares = WOMEN_SHARES if is_woman else MEN_SHARES
        return self.rng.choices(list(shares), list(shares.values()))[0]

    def _named(self, words: list[str]) -> tuple[str, list[str]]:
        """The usual name, and others that somebody is known by: titles, without middle names, initials, a pen name."""
        rng, name = self.rng, " ".join(words)
        first, last = words[0], words[-1]
        kind, nth = rng.random(), rng.choice(("1st", "2nd", "3rd", "4th"))
        if kind < 0.013:
            usual = f"sir {first} {last}, {nth} baronet"
            return usual, [name, f"sir {name}, {nth} baronet"]
        if kind < 0.03:
            seat, rank = rng.choice(self.pools.places), rng.choice(("baron", "earl", "viscount", "duke"))
            return f"{first} {last}, {nth} {rank} {seat}", [f"lord {seat}", name]
        if kind < 0.04:
            return f"sir {name}", [name]
        if len(words) > 2 and rng.random() < 0.85:
            letters = " ".join(word[0] for word in words[:-1])
            others = [f"{first} {last}", f"{letters} {last}", f"{first} {words[1][0]} {last}"][: rng.randrange(1, 4)]
            return rng.choice((name, f"{first} {last}")), [name, *others]
        if rng.random() < 0.15:
            return name, [f"{first} {rng.choice(self.pools.family)}"]
        if rng.random() < 0.1:
            return name, [f"{rng.choice(self.pools.given)} {rng.choice(self.pools.family)}"]
        return name, []

    def _row(self, person: _Person, cluster: str, nth: int, size: int) -> dict[str, str | None]:
        late = 0.0 if nth == 0 else (nth - 1) / max(size - 2, 1)

        def spoilt(least: float, most: float) -> bool:
            return nth > 0 and self.rng.random() < least + (most - least) * late

        def told(value: str | None, share: float = NULL) -> str | None:
            return None if self.rng.random() < share * late else value

        name = self._other_name(person) if spoilt(0.2, 0.8) else person.name
        name = told(name) or self._shorter(name)
        words = name.replace(",", "").split(" ")
        last = words[-1] if len(words) > 1 else None
        born = self._other_day(person.born) if spoilt(0.12, 0.66) else person.born.isoformat()
        place = self.rng.choice(person.places) if spoilt(0.1, 0.6) else person.place
        postcode = self._other_postcode(person) if spoilt(0.08, 0.55) else person.postcode
        job = self._job() if person.job and spoilt(0.1, 0.6) else person.job
        values = [f"{cluster}-{nth + 1}", cluster, name, " ".join(filter(None, (words[0], last))), words[0], last,
                  told(born), told(place if person.place else None, 0.27), told(postcode), told(person.gender),
                  told(job)]  # fmt: skip
        return dict(zip(SCHEMA.names, values, strict=True))

    def _other_name(self, person: _Person) -> str:
        kind = self.rng.random()
        aliases = [alias for alias in person.aliases if alias != person.name]
        if kind < 0.5 and aliases:
            return self.rng.choice(aliases)
        if kind >= 0.9:
            return self._slipped(person.name, KEYS)
        words = person.name.split(" ")
        changed = {nth for nth in range(len(words)) if self.rng.random() < 0.35} or {self.rng.randrange(len(words))}
        return " ".join(self._variant(word) if nth in changed else word for nth, word in enumerate(words))

    def _variant(self, word: str) -> str:
        """Another form of a word; everybody with this word has the same three."""
        if word not in self.variants:
            self.variants[word] = [self._reworked(word) for _ in range(3)]
        return self.rng.choice(self.variants[word])

    def _reworked(self, word: str) -> str:
        for _ in range(self.rng.choice((1, 1, 2, 3))):
            at, kind = self.rng.randrange(len(word)), self.rng.random()
            drops = kind < 0.4 and len(word) > 2
            letter = "" if drops else self.rng.choice("aeiouyhlnrst")
            word = word[:at] + letter + word[at + (kind < 0.7) :]
        return word

    def _shorter(self, name: str) -> str:
        """The name without some of its words, never without all."""
        kept = [word for word in name.split(" ") if self.rng.random() < 0.5]
        return " ".join(kept) or name

    def _other_day(self, born: date) -> str:
        if self.rng.random() < 0.3:
            text = born.isoformat()
            return text[:2] + self._slipped(text[2:], DIGITS)
        days = self.rng.choices((self.rng.randint(-5, 5), self.rng.randint(-61, 61), self.rng.choice((-1000, 1000))),
                                (0.7, 0.2, 0.1))[0]  # fmt: skip
        return (born + timedelta(days=days)).isoformat()

    def _other_postcode(self, person: _Person) -> str:
        kind = self.rng.random()
        if kind < 0.75:
            return self.rng.choice(person.moves)
        return self.rng.choice(person.near) if kind < 0.88 else self._slipped(person.postcode, KEYS)

    def _slipped(self, text: str, rows: tuple[str, ...]) -> str:
        """One sign replaced by its neighbour on the keyboard, if it has any."""
        at = self.rng.randrange(len(text))
        for row in rows:
            place = row.find(text[at])
            if place >= 0:
                beside = [row[there] for there in (place - 1, place + 1) if 0 <= there < len(row)]
                return text[:at] + self.rng.choice(beside or [text[at]]) + text[at + 1 :]
        return text

    def _area(self) -> str:
        return f"{self.rng.choice(AREAS)}{self.rng.randrange(1, 30)}"

    def _postcode(self, area: str) -> str:
        letters = "abdefghjlnpqrstuwxyz"
        return f"{area} {self.rng.randrange(1, 10)}{self.rng.choice(letters)}{self.rng.choice(letters)}"

    def _job(self) -> str:
        return f"occupation {self.rng.choices(range(JOBS), [1 / (nth + 1) for nth in range(JOBS)])[0]}"


PUBLISHED = {
    "rows": 50_578, "people": 5_156, "cluster": 303_961, "full_name": 87_973, "first_and_surname": 262_393,
    "surname": 733_085, "birth_place": 4_923_790, "postcode_fake": 112_172, "dob": 1_549_081,
    "surname & dob": 62_893, "first_name & dob": 67_757, "first_name & surname": 243_656, "dob & birth_place": 66_657,
}  # fmt: skip
"""Of historical_50k: rows, people, and how many pairs of rows share a value (irelink's vignette)."""


def counts_of(table: pa.Table) -> dict[str, int]:
    """Return the same of a table with these columns."""
    con = duckdb.connect()
    con.register("rows", table)
    found = {"rows": table.num_rows, "people": len(table.column("cluster").unique())}
    for name in list(PUBLISHED)[2:]:
        columns = name.replace(" & ", ", ")
        told = " AND ".join(f"{column} IS NOT NULL" for column in columns.split(", "))
        query = f"SELECT sum(n * (n - 1) // 2) FROM (SELECT count(*) AS n FROM rows WHERE {told} GROUP BY {columns})"
        ((pairs,),) = con.execute(query).fetchall()
        found[name] = int(pairs or 0)
    return found
