"""Every rate of the invented world, with its source; the oracle reads the same numbers.

"Judgement" marks what no public source gives: a value within the range that clerks and record-linkage papers report.
The rates were changed once, on 24 November 2026, on seed 1: with milder faults the engine of the day reached F1 0.978
(Splink 0.981 on a tenth of the size); fewer people listed, more names and dates written wrong, more fields missing and
more namesakes of one day brought Splink, as specified then, to 0.965: the difficulty of an earlier study. On 28
November 2026 traps were added that the demo had and this world lacked (numbers copied from a relative's line, fathers
and sons of one whole name, neighbours of one day, twins whose numbers do not follow one another); the rest stayed.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kin:
    """How relatives resemble one another. All judgement."""

    same_home: float
    same_last_word: float
    father_as_last_word: float
    similar_first_word: float
    same_birth_place: float
    same_nik_region: float


KIN = {
    "spouse": Kin(0.95, 0.05, 0.00, 0.00, 0.30, 0.35),
    "sibling": Kin(0.40, 0.35, 0.08, 0.15, 0.85, 0.75),
    "twin": Kin(0.60, 0.70, 0.08, 0.60, 1.00, 0.97),
    "child": Kin(0.60, 0.35, 0.12, 0.05, 0.55, 0.60),
    "parent": Kin(0.60, 0.35, 0.00, 0.05, 0.55, 0.60),
    "junior": Kin(0.70, 1.00, 0.00, 1.00, 0.55, 0.60),
}
"""`junior` bears the name of the father with one word more or another one, seldom the very same: `junior_same_name`."""


@dataclass(frozen=True)
class World:
    """Who is in the people and in the rosters, as shares of the people screened."""

    listed: float = 0.05
    """People with an entry of their own. Press reports on names used without consent: 3 to 10 %; the middle."""
    listed_twice: float = 0.12
    """Of the listed: a second entry in another roster. Judgement."""
    people_kin: float = 0.08
    """People who are kin of another person screened. Judgement: couples and siblings apply together."""
    people_kin_kinds: dict[str, float] = field(
        default_factory=lambda: {"spouse": 0.42, "sibling": 0.42, "child": 0.09, "twin": 0.07}
    )
    kin_listed: dict[str, float] = field(
        default_factory=lambda: {
            "spouse": 0.05, "sibling": 0.06, "parent": 0.03, "child": 0.02, "junior": 0.004, "twin": 0.0015,
        }
    )  # fmt: skip
    """Entries about a relative of a person. Judgement: 10-12 % of adults are listed, households join together.
    Twins: about 1.2 % of births are twins (demographic surveys), about 12 % of them listed."""
    namesake_listed: float = 0.03
    """Entries with the same name word for word, born on another day, planted on top of those by chance."""
    namesake_same_day_listed: float = 0.0045
    """The same, born on the same day: far more than chance gives; planted as the hard case."""
    namesake_same_city: float = 0.30
    kin_listed_together: float = 0.30
    """Of the kin screened whose relative is listed: listed too. Judgement: households are entered together."""
    borrowed_nik: float = 0.001
    """Entries about somebody else that carry the NIK of a person screened. Judgement."""
    relative_nik: float = 0.004
    """Entries about a relative of one house that carry the person's NIK: whoever types a household from one family card
    slips a line. Judgement: most of the numbers of others (`nik_of_other`) come from the line above."""
    neighbour_same_day: float = 0.0005
    """Entries about somebody of the same ward, sex, day of birth and first word, planted on top of those by chance. A
    ward of Jakarta has about 3,700 entries, a day and sex of birth one in 40,000 of them, a first word one in 200
    (names_id.csv; Muhammad one in 12): chance gives about as many."""
    junior_same_name: float = 0.05
    """Of the fathers and sons of one name, those of the whole name, word for word. Judgement: few write "junior"."""
    twin_next_number: float = 0.9
    """Twins whose serials follow one another, whoever came first; the others were registered apart. Judgement."""
    background_kin: float = 0.25
    """Share of all other entries that are kin of other entries. Judgement."""
    background_twice: float = 0.04
    """Share of all other entries that repeat a person listed before. Judgement."""
    away: float = 0.08
    """Entries of people who live outside the area screened. Judgement."""


@dataclass(frozen=True)
class People:
    """The people themselves."""

    youngest: int = 17
    oldest: int = 78
    young_share: float = 0.55
    """People screened are younger than the population: share drawn from 17-35. Judgement."""
    new_year_birthday: float = 0.01
    """Born on 1 January according to their papers, people under 45. Judgement; dates are registered late."""
    new_year_birthday_old: float = 0.07
    """The same for people of 45 and over. Judgement after censuses that show the heap."""
    born_here: float = 0.60
    """Born in the area screened; the others anywhere, more often in populous regencies. Judgement."""
    registered_where_born: float = 0.70
    """The NIK's region is a district of the place of birth; otherwise of the present city. Judgement."""
    serial_tail: float = 0.55
    """Serials of a NIK are 1 + geometric with this tail. Judgement: few people share district, day and sex."""
    popular_name: float = 0.06
    """Full names drawn from a list of fashionable ones, so that homonyms come out as measured on 258,196 candidates
    (22.9 % share their full name with another; names_id.csv)."""
    popular_names: int = 6000
    own_words: float = 0.0
    """Words of a name that only people of the home's province have, for `table --own-words`: where names tell the
    province. In the published tables none do: names_id.csv says nothing of provinces."""


@dataclass(frozen=True)
class Writing:
    """Faults of an entry, as shares of the entries in which the field is given. Judgement but where said.

    Faults come together: a sloppy hand writes all of them more often (what is missing or moved is nobody's fault).
    """

    sloppy: float = 0.2
    sloppy_times: float = 3.0
    careful_times: float = 0.5

    respelled: float = 0.06
    short_form: float = 0.25
    """Of the names that have a usual short or long form (58 % of Muhammads are not written so in full)."""
    initial: float = 0.02
    dropped_word: float = 0.035
    added_word: float = 0.01
    swapped_words: float = 0.01
    joined: float = 0.012
    split: float = 0.004
    slip: float = 0.03
    ocr: float = 0.008
    title: float = 0.07
    patronym: float = 0.004
    marks: float = 0.006
    alias: float = 0.008
    nik_missing: float = 0.06
    nik_digit: float = 0.015
    nik_transposed: float = 0.007
    nik_shifted: float = 0.005
    nik_of_other: float = 0.006
    nik_separators: float = 0.006
    date_missing: float = 0.02
    date_swapped: float = 0.010
    date_year: float = 0.012
    date_new_year: float = 0.010
    date_digit: float = 0.010
    sex_missing: float = 0.02
    sex_wrong: float = 0.003
    place_missing: float = 0.03
    place_other: float = 0.06
    moved_ward: float = 0.04
    moved_district: float = 0.04
    moved_city: float = 0.04
    address_missing: float = 0.04
    address_short: float = 0.10


FORM_CARE = 0.15
"""Applicants type their own form with the papers before them: faults at this share of the rates of `Writing`."""


@dataclass(frozen=True)
class Roster:
    """One kind of list: its share of the entries and how often each field is given at all."""

    share: float
    nik: float
    birth_date: float
    birth_place: float
    sex: float
    address: float
    finest: int
    """Parts of the region code given: 4 ward, 3 district, 2 city."""
    capitals: bool


ROSTERS = {
    "party_one": Roster(0.34, 1.00, 1.00, 1.00, 1.00, 1.00, 4, True),
    "party_two": Roster(0.24, 0.98, 0.95, 0.00, 1.00, 0.60, 4, True),
    "campaign_teams": Roster(0.14, 0.00, 0.88, 0.90, 1.00, 0.85, 4, False),
    "witnesses": Roster(0.20, 0.85, 0.50, 0.00, 0.60, 0.70, 4, False),
    "candidates": Roster(0.08, 0.30, 0.80, 0.95, 1.00, 0.20, 2, False),
}

FORM = Roster(0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 4, False)
"""The application form asks for everything."""


@dataclass(frozen=True)
class Rates:
    """All rates together."""

    world: World = field(default_factory=World)
    people: People = field(default_factory=People)
    writing: Writing = field(default_factory=Writing)
    rosters: dict[str, Roster] = field(default_factory=lambda: dict(ROSTERS))
