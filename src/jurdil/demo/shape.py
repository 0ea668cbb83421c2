"""How the invented population is shaped: every share in one place.

The shares are assumptions that make the demo resemble what was reported in 2023 and 2024 (about 3.3 % of applicants
stand in a party list, some of them without having agreed to it); they are no statistics and no rules of law.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PARTY_KINDS = {"member": 0.62, "listed_without_consent": 0.25, "former_over_5_years": 0.13}
"""What lies behind a true entry in a party list."""

LISTED_PEOPLE = {"parties": 0.80, "campaign": 0.07, "witnesses": 0.07, "spouses": 0.03, "sanctions": 0.015,
                 "candidates": 0.015}  # fmt: skip
"""In which group of lists the applicants with a true entry stand."""

LOOK_ALIKES = {"namesake": 0.02, "namesake_with_birth_date": 0.0005, "twin": 0.002, "sibling": 0.005,
               "birth_date_neighbour": 0.0005, "nik_borrowed": 0.0015}  # fmt: skip
"""Entries about somebody else who resembles an applicant, as a share of the applicants.

A birth_date_neighbour lives in the same RT, not in the same house: nobody but a twin is born there on the same day. A
kelurahan has about 3,700 entries, one in 40,000 of them with a given day and sex of birth, one in 200 of those with a
given first word: as many are planted as chance gives. The twins are those of the same sex (1.2 % of births are twins,
about one in ten adults is listed); as in other families, not all live in one house.
"""
TWINS_AT_HOME = 0.6


@dataclass(frozen=True, slots=True)
class ListShape:
    """How complete one group of lists is: shares of entries that carry each value."""

    share: float
    nik: float
    birth_date: float
    address: float
    exact_region: float
    roles: tuple[str, ...]
    since: tuple[int, int]


LISTS: dict[str, ListShape] = {
    "parties": ListShape(0.0, 0.88, 0.95, 0.92, 0.85, ("anggota",) * 9 + ("pengurus",), (2010, 2024)),
    "campaign": ListShape(0.008, 0.15, 0.45, 0.65, 0.4, ("tim kampanye", "tim pemenangan"), (2024, 2025)),
    "witnesses": ListShape(0.012, 0.35, 0.60, 0.75, 0.7, ("saksi",), (2024, 2025)),
    "sanctions": ListShape(0.0004, 0.60, 0.80, 0.50, 0.8, ("pemberhentian tetap",), (2013, 2024)),
    "organisers": ListShape(0.003, 0.95, 0.97, 0.90, 0.95, ("PPK", "PPS", "PPS", "Panwascam"), (2024, 2025)),
    "spouses": ListShape(0.002, 0.70, 0.75, 0.85, 0.9, ("pasangan penyelenggara",), (2024, 2025)),
    "candidates": ListShape(0.002, 0.0, 1.0, 0.0, 0.3, ("calon DPRD", "calon DPR"), (2023, 2024)),
}
"""The parties take what the other lists leave of the asked number of entries."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Shares of the invented applicants and their faults; ages in years on voting day."""

    voting_day: str = "2024-11-27"
    first_contact_day: str = "2024-09-17"
    contact_days: int = 12
    registered_share: float = 0.88
    missing_share: float = 0.04
    wrong_domicile_share: float = 0.004
    applies_twice_share: float = 0.002
    again_share: float = 0.0005
    """Hand in a second form under other values: a quarter as many as hand in the same NIK twice, for who errs or hides
    differs in little. No count of such forms is known to us."""
    twins_share: float = 0.0005
    """Pairs of twins who both apply: one in 80 people has a twin; one in 25 twins of applicants applies too."""
    juniors_share: float = 0.0002
    """Pairs of parent and child of one name who both apply."""
    withdraws_share: float = 0.015
    listed_share: float = 0.033
    double_listed_share: float = 0.02
    household_share: float = 0.03
    kin_elsewhere_share: float = 0.01
    married_from_age: int = 23
    married_share: float = 0.6
    women_share: float = 0.52
    officer_women_share: float = 0.12
    jakarta_nik_share: float = 0.65
    applicant_ages: tuple[tuple[float, float, float], ...] = field(
        default=((14.5, 17.0, 0.0015), (17.0, 25.0, 0.26), (25.0, 40.0, 0.40), (40.0, 55.9, 0.2785),
                 (56.0, 68.0, 0.06))
    )  # fmt: skip
    adult_ages: tuple[tuple[float, float, float], ...] = field(
        default=((17.0, 30.0, 0.28), (30.0, 50.0, 0.45), (50.0, 78.0, 0.27))
    )
    """Bands (from, to, share) of ages."""


SHAPE = Shape()
