"""What is known about an applicant on paper; None always means: not known, never: no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HealthCertificate:
    """What the certificate says; measured values are not kept, only that they were recorded.

    declared_unfit: a doctor states that the person is unable. needs_attention: something for people to weigh.
    """

    issued_on: date | None = None
    recorded: frozenset[str] = frozenset()
    needs_attention: bool | None = None
    declared_unfit: bool = False


@dataclass(frozen=True, slots=True)
class FormerParty:
    """The party's own letter about a former member. left_on: the last day of membership."""

    left_on: date | None = None
    has_letter: bool = False


@dataclass(frozen=True, slots=True)
class Spouse:
    """What the applicant says about husband or wife. serves: whether the spouse is an organiser."""

    name: str = ""
    nik: str = ""
    serves: bool | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A recorded relaxation of one requirement: its ground and who decided when."""

    rule_id: str
    ground: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """One application as the check reads it.

    declarations: the items of the signed statement in the order of `requirement.declaration_items`: True
    signed, False struck out, None not there. documents: kinds of `requirement.documents` that were seen.
    home_region, work_region: Kemendagri codes with dots, at any level. sex: `L` or `P`.
    domicile_attested: what RT, RW or lurah said, None if not asked.
    """

    name: str = ""
    nik: str = ""
    birth_date: date | None = None
    sex: str = ""
    home_region: str = ""
    work_region: str = ""
    education: str = ""
    declarations: tuple[bool | None, ...] = ()
    documents: frozenset[str] = frozenset()
    health: HealthCertificate | None = None
    former_party: FormerParty | None = None
    spouse: Spouse | None = None
    it_skill: bool | None = None
    domicile_attested: bool | None = None
    waivers: tuple[Waiver, ...] = ()
