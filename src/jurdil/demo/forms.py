"""The forms that invented people hand in: applications, and proposals of order officers and secretariats.

Phone numbers begin with 0800 and addresses end in `.example`, so that no real person can be reached by them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jurdil.demo.families import Families
from jurdil.demo.names import Flags, Ints, NameBook
from jurdil.demo.people import YEAR, People, numbered
from jurdil.demo.places import Places
from jurdil.demo.shape import Shape

DOCUMENTS = ("registration_letter", "curriculum_vitae", "identity_card", "diploma", "photo", "declaration",
             "health_certificate")  # fmt: skip
STATEMENTS = 10
EDUCATION = (("SMA", 0.40), ("SMK", 0.27), ("D3", 0.09), ("S1", 0.21), ("S2", 0.015), ("SMP", 0.015))
OCCUPATIONS = (("Karyawan swasta", 0.30), ("Wiraswasta", 0.20), ("Guru", 0.07), ("Pedagang", 0.10),
               ("Pengemudi", 0.06), ("Buruh harian", 0.08), ("Tenaga honorer", 0.05), ("Belum bekerja", 0.08),
               ("Pensiunan", 0.01), ("Kader posyandu", 0.05))  # fmt: skip
ALL_SIGNED, UNSIGNED, ONE_MISSING, ONE_DENIED = "Y" * STATEMENTS, "-" * STATEMENTS, "YYYYYYY-YY", "YYYYYYYTYY"


@dataclass(frozen=True)
class World:
    """All that the forms and lists are written from; rows of `people` and `nik` go together."""

    shape: Shape
    book: NameBook
    places: Places
    people: People
    nik: Ints
    ties: Families

    def ages(self, who: Ints) -> Ints:
        """Full years on voting day, near enough to draw habits from."""
        today = np.datetime64(self.shape.voting_day, "D").astype(np.int64)
        return ((today - self.people.birth[who]) / YEAR).astype(np.int64)


@dataclass(frozen=True)
class Intake:
    """Which people hand in a form (rows of the world, in order of the office), where, and by which road."""

    who: Ints
    kelurahan: Ints
    body: str
    letter: str
    source: str


def write_forms(rng: np.random.Generator, world: World, intake: Intake) -> pa.Table:
    """A table with one form per row of `intake`, sorted by kelurahan and the time of contact."""
    minute = _contact_minutes(rng, len(intake.who), world.shape)
    order = np.lexsort((minute, intake.kelurahan))
    who, kelurahan, minute = intake.who[order], intake.kelurahan[order], minute[order]
    ids = form_ids(intake.letter, len(who))
    columns = {"id": ids, "kelurahan": world.places.codes.take(pa.array(kelurahan)),
               "body": _same(intake.body, len(who))}  # fmt: skip
    columns |= _identity(rng, world, who)
    columns |= _habits(rng, world, who)
    columns |= _family(world, who, ids)
    columns |= _papers(rng, world, who, kelurahan)
    columns |= _panel(rng, len(who))
    columns["source"] = _sources(rng, world, intake)
    columns["contact_at"] = _contact_texts(minute, world.shape)
    columns["withdraws"] = pa.array(rng.random(len(who)) < world.shape.withdraws_share)
    return _with_gaps(rng, world.shape, pa.table(columns))


def form_ids(letter: str, size: int) -> pa.Array:
    """`letter` and a running number of six digits."""
    return pc.binary_join_element_wise(letter, padded(np.arange(1, size + 1), 6), "")


def padded(numbers: Ints, width: int) -> pa.Array:
    """Numbers as text with leading zeros."""
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")


def write_days(days: Ints, missing: Flags | None = None) -> pa.Array:
    """ISO dates of days since 1970-01-01; null where `missing`."""
    low, high = int(days.min()), int(days.max())
    calendar = pa.array(np.datetime_as_string(np.arange(low, high + 1).astype("datetime64[D]")))
    return calendar.take(pa.array(days - low, mask=missing))


def choose(rng: np.random.Generator, options: tuple[tuple[str, float], ...], size: int) -> pa.Array:
    """Texts drawn by their weight."""
    weight = np.array([each for _, each in options])
    nth = np.searchsorted(np.cumsum(weight / weight.sum())[:-1], rng.random(size), side="right")
    return pa.array([text for text, _ in options]).take(pa.array(nth))


def write_address(world: World, who: Ints) -> pa.Array:
    """Street, house, RT and RW of each person."""
    people, places = world.people, world.places
    ground = pc.binary_join_element_wise("RT ", places.ground_rt, "/RW ", places.ground_rw, "")
    return pc.binary_join_element_wise(
        places.streets.take(pa.array(people.street[who])),
        places.houses.take(pa.array(people.house[who])),
        ground.take(pa.array(people.ground[who])),
        " ",
    )


def write_sex(world: World, who: Ints) -> pa.Array:
    """P for women, L for men."""
    return pc.if_else(pa.array(world.people.is_woman[who]), "P", "L")


def _identity(rng: np.random.Generator, world: World, who: Ints) -> dict[str, pa.Array]:
    people, places = world.people, world.places
    ground = people.ground[who]
    home = places.ground_kelurahan[ground]
    first = world.book.first_words(people.words[who])
    # 7,919 has no factor in common with 10**7: every person gets a number of their own.
    phone = padded(who * 7_919 % 10**7, 7)
    email = pc.binary_join_element_wise(
        pc.replace_substring_regex(pc.utf8_lower(first), "[^a-z]", ""), pa.array(who).cast(pa.string()), "."
    )
    email = pc.binary_join_element_wise(email, "contoh.example", "@")
    has_email = pa.array(rng.random(len(who)) < 0.6)
    return {
        "name": world.book.render(people.words[who]),
        "nik": pa.array(world.nik[who]).cast(pa.string()),
        "kk": _family_cards(rng, world, who, home),
        "birth_place": places.birth_places.take(pa.array(people.birth_place[who])),
        "birth_date": write_days(people.birth[who]),
        "sex": write_sex(world, who),
        "address": pc.binary_join_element_wise(write_address(world, who), places.labels.take(pa.array(home)), ", "),
        "rw": places.ground_rw.take(pa.array(ground)),
        "rt": places.ground_rt.take(pa.array(ground)),
        "phone": pc.binary_join_element_wise("0800", phone, ""),
        "email": pc.if_else(has_email, email, pa.scalar(None, pa.string())),
    }


def _family_cards(rng: np.random.Generator, world: World, who: Ints, home: Ints) -> pa.Array:
    """KK numbers: kecamatan, day of issue and a serial; one per household."""
    keys, nth = np.unique(world.ties.household[who], return_inverse=True)
    region = np.zeros(len(keys), dtype=np.int64)
    region[nth] = world.places.kecamatan[home]
    issued = rng.integers(12_800, 19_700, len(keys))
    numbers = numbered(rng, region, issued, np.zeros(len(keys), dtype=np.bool_))
    return pa.array(numbers[nth]).cast(pa.string())


def _habits(rng: np.random.Generator, world: World, who: Ints) -> dict[str, pa.Array]:
    size, age = len(who), world.ages(who)
    occupation = choose(rng, OCCUPATIONS, size)
    studies = pa.array((age < 23) & (rng.random(size) < 0.6))
    keeps_house = pa.array(world.people.is_woman[who] & (age >= 23) & (rng.random(size) < 0.35))
    occupation = pc.if_else(studies, "Pelajar/Mahasiswa", occupation)
    occupation = pc.if_else(keeps_house, "Mengurus rumah tangga", occupation)
    risk = rng.random(size) + np.clip(age - 40, 0, 30) / 60
    health = pc.if_else(pa.array(risk > 1.15), "high", pc.if_else(pa.array(risk > 0.9), "medium", "low"))
    return {
        "education": choose(rng, EDUCATION, size),
        "occupation": occupation,
        "experienced": pa.array((age > 21) & (rng.random(size) < 0.45)),
        "it_skill": pa.array(rng.random(size) < np.clip(1.05 - age / 70, 0.1, 0.85)),
        "health_class": health,
        "wishes_chair": pa.array((age > 20) & (rng.random(size) < 0.25)),
    }


def _family(world: World, who: Ints, ids: pa.Array) -> dict[str, pa.Array]:
    ties, people = world.ties, world.people
    spouse = ties.spouse[who]
    alone = spouse < 0
    known = np.where(alone, 0, spouse)
    nothing = pa.scalar(None, pa.string())
    row_of = np.full(len(people), -1)
    row_of[who] = np.arange(len(who))
    rows = np.where(ties.kin[who] >= 0, row_of[ties.kin[who]], -1)
    one, other = (ids.take(pa.array(rows[:, nth], mask=rows[:, nth] < 0)) for nth in (0, 1))
    # The empty third part keeps rows without any kin: pyarrow 26 drops a row whose parts are all null.
    kin = pc.utf8_rtrim_whitespace(pc.binary_join_element_wise(one, other, "", " ", null_handling="skip"))
    return {
        "spouse_name": pc.if_else(pa.array(alone), nothing, world.book.render(people.words[known])),
        "spouse_nik": pc.if_else(pa.array(alone), nothing, pa.array(world.nik[known]).cast(pa.string())),
        "household": pc.binary_join_element_wise("H", padded(ties.household[who], 7), ""),
        "kin": kin,
    }


def _papers(rng: np.random.Generator, world: World, who: Ints, kelurahan: Ints) -> dict[str, pa.Array]:
    size = len(who)
    # One roll decides: no health letter, statement unsigned, one item open, no diploma, or (later) no birth date.
    roll = rng.random(size) / world.shape.missing_share
    declarations, documents = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    documents[roll < 0.45] = 1
    declarations[(roll >= 0.45) & (roll < 0.72)] = 1
    documents[(roll >= 0.45) & (roll < 0.72)] = 2
    declarations[(roll >= 0.72) & (roll < 0.84)] = 2
    documents[(roll >= 0.84) & (roll < 0.90)] = 3
    declarations[(declarations == 0) & (rng.random(size) < 0.003)] = 3
    kinds = [" ".join(kind for kind in DOCUMENTS if kind != without)
             for without in ("", "health_certificate", "declaration", "diploma")]  # fmt: skip
    start = np.searchsorted(kelurahan, kelurahan)
    return {
        "declarations": pa.array([ALL_SIGNED, UNSIGNED, ONE_MISSING, ONE_DENIED]).take(pa.array(declarations)),
        "documents": pa.array(kinds).take(pa.array(documents)),
        "folder": pc.binary_join_element_wise("MAP", padded(np.arange(size) - start + 1, 4), "-"),
    }


def _with_gaps(rng: np.random.Generator, shape: Shape, table: pa.Table) -> pa.Table:
    nothing = pa.scalar(None, pa.string())
    forgotten = pa.array(rng.random(len(table)) < shape.missing_share * 0.10)
    place = table.schema.get_field_index("birth_date")
    return table.set_column(place, "birth_date", pc.if_else(forgotten, nothing, table["birth_date"]))


def _panel(rng: np.random.Generator, size: int) -> dict[str, pa.Array]:
    """Points of the panel, 0 to 100; a capable person tends to be capable in all four."""
    gift = rng.normal(0, 6, size)
    means = {"competence": 71, "capacity": 70, "integrity": 77, "independence": 75}
    return {
        f"score_{name}": pa.array(np.clip(mean + gift + rng.normal(0, 7, size), 0, 100).astype(np.int32))
        for name, mean in means.items()
    }


def _sources(rng: np.random.Generator, world: World, intake: Intake) -> pa.Array:
    if intake.source:
        return _same(intake.source, len(intake.who))
    registered = pa.array(rng.random(len(intake.who)) < world.shape.registered_share)
    return pc.if_else(registered, "registered", "institution")


def _contact_minutes(rng: np.random.Generator, size: int, shape: Shape) -> Ints:
    """Minutes of opening hours since the first day: 480 a day, more people on the last days."""
    day = (rng.beta(1.6, 1.1, size) * shape.contact_days).astype(np.int64)
    return day * 480 + rng.integers(0, 480, size)


def _contact_texts(minutes: Ints, shape: Shape) -> pa.Array:
    day = np.arange(shape.contact_days * 480) // 480
    minute = np.arange(shape.contact_days * 480) % 480 + 8 * 60
    start = np.datetime64(shape.first_contact_day, "m")
    texts = np.datetime_as_string(start + day * 1_440 + minute, unit="s")
    return pc.binary_join_element_wise(pa.array(texts), "+07:00", "").take(pa.array(minutes))


def _same(text: str, size: int) -> pa.Array:
    return pa.repeat(text, size)
