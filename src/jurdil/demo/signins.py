"""One sign-in per role for the demo. Passwords and codes are made for this home; production refuses such accounts.

Officials sign in with a name and a password; an applicant opens the own file with the secret code of the receipt.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from jurdil.demo.interviewing import called_to_interview
from jurdil.foundation.accounts.actions import give_mandate
from jurdil.foundation.accounts.models import Account
from jurdil.foundation.accounts.roles import LABELS_ID, Actor, Role
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.partners.actions import name_partner
from jurdil.registry.partners.models import Office
from jurdil.stages.consolidation.models import Invitation
from jurdil.stages.consolidation.owing import Reason, owing_in, serving_in, signed
from jurdil.stages.consolidation.round_figures import expected_in
from jurdil.stages.consolidation.sitting_models import Phase, Round
from jurdil.stages.consolidation.telling import own_link
from jurdil.stages.placement.models import Replacement, ReplacementState
from jurdil.stages.recruitment.mending import renew_code
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.double_models import DoubleObjection, DoubleQuestion
from jurdil.stages.vetting.models import Clarification, Match
from jurdil.stages.vetting.suspicion_models import SuspicionState

SYSTEM = Actor(role=Role.SYSTEM, region="", is_simulated=True)
PASSWORD_BYTES = 9
INTERVIEWERS = ("kota", "kota2")


@dataclass(frozen=True)
class SignIn:
    """What the terminal shows: the role in words, where it works, user name and password."""

    role: str
    region: str
    username: str
    password: str


@dataclass(frozen=True)
class OwnFile:
    """What the terminal shows of an invented applicant: where they stand, the number of the application, the code."""

    standing: str
    region: str
    number: int
    code: str


@dataclass(frozen=True)
class _Wanted:
    username: str
    name: str
    role: Role
    region: str


def _wanted(regency: str, ward: str) -> list[_Wanted]:
    district = ward.rsplit(".", 1)[0]
    province = regency.split(".")[0]
    return [
        _Wanted("provinsi", "Ratna (rekaan)", Role.KPU_PROVINCE, province),
        _Wanted("kota", "Agus (rekaan)", Role.KPU_REGENCY, regency),
        _Wanted("kota2", "Wulan (rekaan)", Role.KPU_REGENCY, regency),
        _Wanted("ppk", "Hendra (rekaan)", Role.PPK, district),
        _Wanted("pps", "Yanti (rekaan)", Role.PPS, ward),
        _Wanted("pps2", "Bambang (rekaan)", Role.PPS, ward),
        _Wanted("pengawas", "Dewi (rekaan)", Role.SUPERVISOR, regency),
        _Wanted("lurah", "Slamet (rekaan)", Role.PARTNER, ward),
    ]


def open_sign_ins(regency: str, ward: str, *, since: date, now: datetime) -> list[SignIn]:
    """Open one account per role, two where two signatures are needed, and return how to sign in."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    made = []
    for one in _wanted(regency, ward):
        account = Account.objects.create_user(one.username, password, display_name=one.name, is_demo=True)
        give_mandate(actor=SYSTEM, account=account, role=one.role, region=one.region, since=since, now=now)
        if one.role == Role.PARTNER:
            name_partner(
                actor=SYSTEM, office=Office.LURAH, region=one.region, name=one.name, now=now, account_id=account.id
            )
        made.append(SignIn(LABELS_ID[one.role], one.region, one.username, password))
    return made


def open_own_files(election: Election, *, now: datetime) -> list[OwnFile]:
    """Renew the codes of some applicants, each at another point of their way, and return how to open their files.

    Where nobody waits to answer, somebody stands in whose match is not ruled on, if there is one. Who is nowhere to be
    found is left out.
    """
    region, on = election.region, day_of(now)
    owing, renews = owing_in(region, on), {"reason": Reason.RENEWS.value}
    found = {
        "has a question to answer": _asked(election),
        "serves in a KPPS, the pact signed": _first_of(election, serving_in(region, on).filter(signed())),
        "was chosen as chair and renews the pact": _first_of(
            election, owing.filter(seat__role=SeatRole.CHAIR, **renews)
        ),
        "is appointed to a KPPS and waits for the pact": _first_of(election, owing.filter(reason=Reason.WAITS.value)),
        "is asked about a second application": _asked_about_double(election),
        "objects to a ruling on two applications": _objecting(election),
        "is offered a vacant seat": _offered(election),
        "reads the points of a test and an interview": called_to_interview(election),
    }
    return [
        OwnFile(standing, one.region, one.number, renew_code(actor=SYSTEM, application_id=one.id, now=now))
        for standing, one in found.items()
        if one is not None
    ]


def personal_links(election: Election) -> list[tuple[str, str]]:
    """Return as what an invented person is invited, with the personal link of their message: members and a guest."""
    rows = Invitation.objects.filter(event__election=election, revoked_at__isnull=True).order_by("region", "id")
    members = rows.filter(appointment__seat__body__kind=BodyKind.PPS_SECRETARIAT)
    found = {"PPS secretariat": members.first(), "guest": rows.exclude(guest_unit="").first()}
    makeup = Round.objects.filter(role_test__election=election, phase=Phase.MAKEUP).first()
    if makeup is not None:
        missed = expected_in(makeup).values("person")
        found["PPS member who has a make-up test open"] = (
            rows.filter(person__in=missed).order_by("event__starts_at", "id").last()
        )
    return [(label, own_link(one)) for label, one in found.items() if one is not None]


def _asked(election: Election) -> Application | None:
    unanswered = Clarification.objects.filter(match__election=election, answered_at__isnull=True)
    asked = unanswered.filter(match__state=SuspicionState.ASKED).values("match__person")
    suspected = Match.objects.filter(election=election).exclude(state=SuspicionState.RULED).values("person")
    rows = Application.objects.filter(opening__election=election, body=BodyKind.KPPS, withdrawn_at__isnull=True)
    rows = rows.order_by("region", "number")
    return rows.filter(person__in=asked).first() or rows.filter(person__in=suspected).first()


def _asked_about_double(election: Election) -> Application | None:
    rows = DoubleQuestion.objects.filter(double__election=election, answered_at__isnull=True)
    first = rows.select_related("application").order_by("application__region", "application__number").first()
    return first.application if first is not None else None


def _objecting(election: Election) -> Application | None:
    rows = DoubleObjection.objects.filter(double__election=election, decided_at__isnull=True)
    first = rows.select_related("application").order_by("application__region", "application__number").first()
    return first.application if first is not None else None


def _first_of(election: Election, serving: QuerySet[Appointment]) -> Application | None:
    """Return the application of the first of `serving` in a KPPS."""
    rows = serving.filter(seat__body__election=election, seat__body__kind=BodyKind.KPPS)
    first = rows.order_by("region", "seat__number").first()
    applications = Application.objects.filter(opening__election=election, body=BodyKind.KPPS)
    return applications.filter(person=first.person_id).first() if first is not None else None


def _offered(election: Election) -> Application | None:
    cases = Replacement.objects.filter(seat__body__election=election, state=ReplacementState.OFFERED)
    case = cases.select_related("offered_to").order_by("region", "id").first()
    return case.offered_to if case is not None else None
