"""Who can be selected, who stands where, and what a stranger needs to redo the draw."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from jurdil.engines.lot import DrawRecord, Listing
from jurdil.errors import NotFound
from jurdil.foundation.accounts.models import Account
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.codes import within
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application, Opening, ReviewState
from jurdil.stages.selection.actions import INTERVIEW
from jurdil.stages.selection.models import (
    PLENARY,
    Consideration,
    Interview,
    InterviewLot,
    Lot,
    Plenary,
    ScoreSheet,
    Standing,
)
from jurdil.stages.vetting.queries import excluded_person_ids

READERS = (*OFFICERS, Role.SUPERVISOR)


@dataclass(frozen=True)
class Selectable:
    """An application that may enter a ward's list; total is None while nobody has scored it."""

    application_id: UUID
    person_id: UUID
    total: Decimal | None


def selectable(election: Election, region: str, body: str) -> list[Selectable]:
    """Return the eligible, not withdrawn applications of a ward whose person no ruling excludes.

    An open match takes nobody off this list.
    """
    rows = (
        Application.objects.filter(
            opening__election=election,
            opening__body=body,
            region=region,
            review=ReviewState.ELIGIBLE,
            withdrawn_at__isnull=True,
        )
        .order_by("id")
        .values_list("id", "person_id", "score_sheet__total")
    )
    excluded = excluded_person_ids(election, region)
    return [Selectable(*row) for row in rows if row[1] not in excluded]


def listing_of(lot: Lot) -> Listing:
    """Return what a lot committed to, in columns."""
    columns = list(zip(*lot.listed, strict=True))
    return Listing(columns[-1], columns[0], columns[1] if len(columns) > 2 else ())


def gone_ids(lot: Lot) -> dict[UUID, str]:
    """Return the applications of a frozen list that are lawfully gone, each with its ground in one word."""
    excluded = excluded_person_ids(lot.election, lot.region)
    rows = Application.objects.filter(standing__lot=lot).values_list("id", "person_id", "withdrawn_at", "review")
    grounds: dict[UUID, str] = {}
    for application, person, withdrawn_at, review in rows:
        if withdrawn_at is not None:
            grounds[application] = "withdrawn"
        elif person in excluded:
            grounds[application] = "vetting"
        elif review == ReviewState.INELIGIBLE:
            grounds[application] = "review"
    return grounds


@query(*READERS)
def openings_within(*, actor: Actor, body: str = "KPPS") -> QuerySet[Opening]:
    """Return the openings of a body in the actor's region, by region, with how far the selection of each has come.

    eligible: applications found eligible and not withdrawn. scored, considered: those of them with points, or with the
    words of a plenary. frozen_at, drawn_at, policy: of the lot, None where there is none.
    """
    ready = Q(applications__review=ReviewState.ELIGIBLE, applications__withdrawn_at__isnull=True)
    lots = Lot.objects.filter(election=OuterRef("election"), body=OuterRef("body"), region=OuterRef("region"))
    rows = Opening.objects.filter(within("region", actor.region), body=body).annotate(
        eligible=Count("applications", filter=ready),
        scored=Count("applications__score_sheet__total", filter=ready),
        considered=Count("applications__consideration", filter=ready),
        policy=Subquery(lots.values("policy")[:1]),
        frozen_at=Subquery(lots.values("committed_at")[:1]),
        drawn_at=Subquery(lots.values("drawn_at")[:1]),
    )
    return rows.order_by("region")


@query(*READERS)
def opening_of(*, actor: Actor, region: str, body: str = "KPPS") -> Opening:
    """Return the opening of a ward for the newest election. Raises NotFound outside the actor's region."""
    rows = Opening.objects.filter(region=region, body=body).select_related("election")
    opening = rows.order_by("-election__voting_day").first() if actor.reaches(region) else None
    if opening is None:
        raise NotFound("Di wilayah ini tidak ada penerimaan untuk badan itu, atau bukan wilayah Anda.")
    return opening


@query(Role.PPS, Role.KPU_REGENCY)
def scorable(*, actor: Actor, opening: Opening, only_unscored: bool = False) -> QuerySet[Application]:
    """Return the applications of an opening that enter its list, by number, with person and score sheet."""
    if not actor.reaches(opening.region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Application.objects.filter(opening=opening, review=ReviewState.ELIGIBLE, withdrawn_at__isnull=True)
    rows = rows.exclude(person_id__in=excluded_person_ids(opening.election, opening.region))
    if only_unscored:
        rows = rows.filter(~Exists(ScoreSheet.objects.filter(application=OuterRef("pk"), total__isnull=False)))
    return rows.select_related("person", "score_sheet").order_by("number")


@query(*READERS)
def plenary_of(*, actor: Actor, opening: Opening) -> Plenary | None:
    """Return the plenary about the opening of a ward, decided or not. Raises NotFound outside the actor's region."""
    if not actor.reaches(opening.region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Plenary.objects.filter(election=opening.election, body=opening.body, region=opening.region)
    return rows.select_related("election").first()


@query(Role.PPS, Role.KPU_REGENCY)
def weighable(*, actor: Actor, opening: Opening, only_waiting: bool = False, name: str = "") -> QuerySet[Application]:
    """Return who is before the plenary of an opening, by number, each with person and consideration.

    name: only people whose name holds it.
    """
    rows = scorable(actor=actor, opening=opening).select_related("person", "consideration")
    if only_waiting:
        rows = rows.filter(consideration__isnull=True)
    return rows.filter(person__name__icontains=name.strip()) if name.strip() else rows


@query(*READERS)
def interviews_of(*, actor: Actor, opening: Opening) -> QuerySet[Interview]:
    """Return who interviews whom for an opening, by the number of the file, with people and points. Raises NotFound."""
    if not actor.reaches(opening.region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Interview.objects.filter(application__opening=opening)
    return rows.select_related("lot", "application__person", "application__score_sheet").order_by("application__number")


def lacking_interviewer(election: Election, region: str, body: str) -> list[UUID]:
    """Return the selectable applications of a place without points of the interview whom no drawn lot, and none still
    to be drawn, gives an interviewer.
    """
    place = {"application__opening__election": election, "application__body": body, "application__region": region}
    provided = Interview.objects.filter(Q(number__isnull=False) | Q(lot__drawn_at__isnull=True), **place)
    scored = ScoreSheet.objects.filter(points__has_key=INTERVIEW, **place)
    done = {*provided.values_list("application_id", flat=True), *scored.values_list("application_id", flat=True)}
    return [one.application_id for one in selectable(election, region, body) if one.application_id not in done]


@query(*READERS)
def without_interviewer(*, actor: Actor, opening: Opening) -> QuerySet[Application]:
    """Return who of an opening has nobody who could interview them, by number, with the person, and the interview that
    an earlier lot left open. Raises NotFound outside the actor's region.
    """
    if not actor.reaches(opening.region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Application.objects.filter(id__in=lacking_interviewer(opening.election, opening.region, opening.body))
    return rows.select_related("person", "interview").order_by("number")


@query(*READERS)
def standings_of(*, actor: Actor, region: str, body: str = "KPPS") -> QuerySet[Standing]:
    """Return a ward's standings with the people, best rank first. Raises NotFound outside the actor's region."""
    if not actor.reaches(region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Standing.objects.filter(region=region, lot__body=body).select_related("application__person")
    return rows.order_by(F("rank").asc(nulls_last=True), "band", "id")


@query(*READERS)
def lots_within(*, actor: Actor, body: str = "KPPS") -> QuerySet[Lot]:
    """Return the lots of a body in the actor's region, by region; without the lists."""
    return Lot.objects.filter(within("region", actor.region), body=body).order_by("region").defer("listed")


def public_lots() -> QuerySet[Lot]:
    """Return every order, drawn or decided by a plenary, for everybody, by region; without the lists."""
    return Lot.objects.order_by("region", "body").defer("listed")


def public_interview_lots() -> QuerySet[InterviewLot]:
    """Return every lot of interviewers, for everybody, by region; without the lists."""
    return InterviewLot.objects.order_by("region", "body", "turn").defer("listed", "order")


def interview_lots_of(region: str, body: str) -> list[InterviewLot]:
    """Return the lots of interviewers of a place for its newest election, the first one first, for everybody. Raises
    NotFound where there is none.
    """
    rows = InterviewLot.objects.filter(region=region, body=body)
    newest = rows.order_by("-election__voting_day").values_list("election_id", flat=True).first()
    if newest is None:
        raise NotFound("Di sini belum ada undian pewawancara.")
    return list(rows.filter(election_id=newest).order_by("turn"))


def lot_of(region: str, body: str = "KPPS") -> Lot:
    """Return the newest lot that was or will be drawn in a ward, for everybody. Raises NotFound."""
    lot = order_in(region, body)
    if lot.is_plenary:
        raise NotFound("Di sini tidak ada undian: urutannya diputus rapat pleno PPS.")
    return lot


def order_in(region: str, body: str = "KPPS") -> Lot:
    """Return the newest order of a ward, by lot or by plenary, for everybody. Raises NotFound."""
    lot = Lot.objects.filter(region=region, body=body).order_by("-committed_at").first()
    if lot is None:
        raise NotFound("Daftar kelurahan ini belum dibekukan.")
    return lot


def public_order(lot: Lot) -> QuerySet[Standing]:
    """Return the drawn order of a lot, best first; for everybody without the person."""
    rows = Standing.objects.filter(lot=lot, rank__isnull=False)
    return rows.only("pseudonym", "band", "stratum", "rank", "removed_at").order_by("rank")


def public_draw(lot: Lot) -> dict[str, object]:
    """Return what a stranger needs to redo the draw with `jurdil draw --verify`: pseudonyms and bands, no person."""
    rows = list(public_order(lot).values_list("pseudonym", "band", "stratum", "removed_at"))
    return DrawRecord(
        lot.commitment,
        tuple(sorted(value for _source, value in lot.beacons)),
        tuple(row[0] for row in rows),
        tuple(str(row[1]) for row in rows),
        tuple(row[2] for row in rows if row[2]),
        tuple(sorted(row[0] for row in rows if row[3] is not None)),
    ).as_json()


def frozen_leaf(lot: Lot) -> UUID:
    """Return the line of the log in which a list was committed to; its record names no person. Raises NotFound."""
    leaf = Leaf.objects.filter(subject=lot.commitment, kind="selection.frozen", region=lot.region).first()
    if leaf is None:
        raise NotFound("Baris catatan daftar ini tidak ditemukan.")
    return leaf.id


@dataclass(frozen=True)
class CutOff:
    """Where a list was cut: how many seats were called for, and the total and band of the last who would have one."""

    needed: int
    total: Decimal | None
    band: int


@dataclass(frozen=True)
class OwnScore:
    """What one applicant reads of the own selection. cut_off: once the order is drawn. interviewer: who gave the points
    of the interview, if a lot named them.
    """

    sheet: ScoreSheet
    standing: Standing | None
    cut_off: CutOff | None
    interviewer: str


@query(Role.APPLICANT)
def own_scores(*, actor: Actor) -> list[OwnScore]:
    """Return the applicant's own score sheets with standing and cut-off, once they are published."""
    person = own_person(actor)
    sheets = ScoreSheet.objects.filter(application__person=person, published_at__isnull=False)
    standings = Standing.objects.filter(application__person=person).select_related("lot")
    found = {row.application_id: row for row in standings}
    interviewers = _own_interviewers(person)
    return [
        OwnScore(
            sheet,
            found.get(sheet.application_id),
            cut_off_of(found.get(sheet.application_id), sheet),
            interviewers.get(sheet.application_id, ""),
        )
        for sheet in sheets.select_related("application__opening")
    ]


def _own_interviewers(person: UUID) -> dict[UUID, str]:
    rows = dict(Interview.objects.filter(application__person=person).values_list("application_id", "account_id"))
    accounts = Account.objects.in_bulk([account for account in rows.values() if account is not None])
    return {key: accounts[account].display_name for key, account in rows.items() if account in accounts}


def cut_off_of(standing: Standing | None, sheet: ScoreSheet) -> CutOff | None:
    """Return the cut-off of a standing's list: who stands last among as many as seats were called for, those struck off
    left out; of fewer applicants, the last of all. None before the draw.
    """
    if standing is None or standing.rank is None:
        return None
    needed = sheet.application.opening.needed
    rows = Standing.objects.filter(lot=standing.lot, rank__isnull=False, removed_at__isnull=True).order_by("rank")
    last = list(rows.values_list("total", "band")[:needed])[-1:]
    return CutOff(needed, *last[0]) if last else None


@dataclass(frozen=True)
class OwnDecision:
    """What a plenary decided about one applicant. standing: None for somebody who was not taken."""

    consideration: Consideration
    standing: Standing | None


@query(Role.APPLICANT)
def own_decisions(*, actor: Actor) -> list[OwnDecision]:
    """Return what plenaries have decided about the applicant, with the words on each criterion."""
    person = own_person(actor)
    rows = Consideration.objects.filter(application__person=person, plenary__decided_at__isnull=False)
    standings = Standing.objects.filter(application__person=person, lot__policy=PLENARY)
    found = {row.application_id: row for row in standings}
    return [OwnDecision(row, found.get(row.application_id)) for row in rows.select_related("plenary")]
