"""Who hands in a second form under other values, and who only looks as if: planted among the forms, told in a table.

Some second forms carry the same NIK and are found when they come in (`Shape.applies_twice_share`). These here are for
the search among the applications: another digit of the NIK, another spelling, another ward. Beside them stand two
people who resemble one another: twins with like names, and a son who bears his father's name. A planted form takes the
place of another applicant's, so that there are as many as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from jurdil.demo.faults import misspell_name, mistype_digit
from jurdil.demo.shape import Shape

REGENCY_LENGTH = 5
A_GENERATION = 25
SERIALS = 10_000
VOWELS = "aiueo"
SCHEMA = pa.schema([("one", pa.string()), ("other", pa.string()), ("kind", pa.string())])
Row = dict[str, str]


@dataclass(frozen=True)
class _Pair:
    one: int
    other: int
    kind: str


def plant_second_forms(
    rng: np.random.Generator, forms: pa.Table, spoken_for: Set[str], shape: Shape
) -> tuple[pa.Table, pa.Table]:
    """Return the forms with some rewritten, and who they are: (one, other, kind) by the ids of the forms.

    spoken_for: forms that something is planted about already; they stay as they are. kind: `number` (another digit of
    the NIK, another ward), `spelling` (a digit and a spelling, another ward), `ward` (the same, in the own ward) are
    one person; `twin`, `copied` (a twin whose number the clerk copied from the sibling's, with a slip) and `junior` are
    two.
    """
    free = _free_rows(forms, spoken_for)
    rng.shuffle(free)
    columns = {name: forms[name].to_pylist() for name in _WRITTEN}
    taken = set(columns["nik"])
    made = []
    for pair in _pairs(rng, forms, free, shape):
        cells = _second(rng, {name: columns[name][pair.one] for name in _WRITTEN}, pair.kind)
        if cells["nik"] in taken or cells["nik"].endswith("0000"):
            continue
        taken.add(cells["nik"])
        for name, value in cells.items():
            columns[name][pair.other] = value
        made.append(pair)
    for name in _WRITTEN:
        at = forms.schema.get_field_index(name)
        forms = forms.set_column(at, name, pa.array(columns[name], forms.schema.field(name).type))
    ids = forms["id"].to_pylist()
    rows = [{"one": ids[pair.one], "other": ids[pair.other], "kind": pair.kind} for pair in made]
    return forms, pa.Table.from_pylist(rows, schema=SCHEMA)


_WRITTEN = ("name", "nik", "kk", "birth_place", "birth_date", "sex", "address", "rw", "rt", "phone", "email")
_ELSEWHERE = ("address", "rw", "rt")
_KEPT_BY_TWO = ("phone", "email")


def _free_rows(forms: pa.Table, spoken_for: Set[str]) -> list[int]:
    """Rows of people who hand in one form, stay, told their birth date, and are kin to nobody who applies."""
    names = ("id", "nik", "birth_date", "kin", "withdraws")
    ids, niks, born, kin, leaves = (forms[name].to_pylist() for name in names)
    once = {nik for nik in niks if nik} - _repeated(niks)
    return [
        row
        for row, one in enumerate(ids)
        if one not in spoken_for and niks[row] in once and born[row] and not kin[row] and not leaves[row]
    ]


def _repeated(niks: list[str]) -> set[str]:
    seen: set[str] = set()
    return {nik for nik in niks if nik in seen or seen.add(nik)}  # type: ignore[func-returns-value]


def _pairs(rng: np.random.Generator, forms: pa.Table, free: list[int], shape: Shape) -> Iterator[_Pair]:
    """Yield two free rows of one regency for each planted pair: of two wards, or of one where the kind says so."""
    wards = forms["kelurahan"].to_pylist()
    shares = {"number": shape.again_share / 3, "spelling": shape.again_share / 3, "ward": shape.again_share / 3,
              "twin": shape.twins_share / 2, "copied": shape.twins_share / 2,
              "junior": shape.juniors_share}  # fmt: skip
    kinds = [kind for kind, share in shares.items() for _ in range(max(1, round(share * len(wards))))]
    for kind in kinds:
        one = free.pop()
        is_near = kind not in ("number", "spelling")
        nth = next(
            (
                nth
                for nth, row in enumerate(free)
                if wards[row][:REGENCY_LENGTH] == wards[one][:REGENCY_LENGTH] and (wards[row] == wards[one]) == is_near
            ),
            None,
        )
        if nth is not None:
            yield _Pair(one, free.pop(nth), kind)


def _second(rng: np.random.Generator, first: Row, kind: str) -> Row:
    """Return the cells that a second form of a kind carries instead of its own."""
    cells = dict(first)
    if kind in ("number", "spelling", "ward"):
        cells["nik"] = str(mistype_digit(rng, np.array([int(first["nik"])]))[0])
        if kind != "number":
            cells["name"] = misspell_name(rng, first["name"])
        return cells if kind == "ward" else _without(cells, _ELSEWHERE)
    if kind in ("twin", "copied"):
        cells["name"] = _like_named(first["name"])
        copied = str(mistype_digit(rng, np.array([int(first["nik"])]))[0])
        cells["nik"] = (
            copied if kind == "copied" else first["nik"][:12] + f"{(int(first['nik'][12:]) + 1) % SERIALS:04d}"
        )
        return _without(cells, _KEPT_BY_TWO)
    born = date.fromisoformat(first["birth_date"])
    years = A_GENERATION if born.year < 1982 else -A_GENERATION
    other = born.replace(year=born.year + years, day=min(born.day, 28))
    shown = other.day + (40 if first["sex"] == "P" else 0)
    cells["birth_date"] = other.isoformat()
    cells["nik"] = f"{first['nik'][:6]}{shown:02d}{other:%m%y}{first['nik'][12:]}"
    return _without(cells, _KEPT_BY_TWO)


def _without(cells: Row, names: tuple[str, ...]) -> Row:
    return {name: value for name, value in cells.items() if name not in names}


def _like_named(name: str) -> str:
    """Return a name as twins bear them: the last vowel of its longest word is another one."""
    words = name.split()
    nth = max(range(len(words)), key=lambda place: len(words[place]))
    word = words[nth]
    at = max((place for place, letter in enumerate(word) if letter.lower() in VOWELS), default=len(word) - 1)
    words[nth] = word[:at] + VOWELS[(VOWELS.find(word[at].lower()) + 1) % len(VOWELS)] + word[at + 1 :]
    return " ".join(words)
