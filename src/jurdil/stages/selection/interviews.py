"""Who interviews whom: a lot over every pair of applicant and interviewer, kin and interests passed over.

Each applicant is a band of the list and each interviewer a line in it, so that the draw gives every applicant an order
of interviewers of their own. From those who are free the interviews are dealt as evenly as can be, by that order, and
`jurdil draw --verify` redoes both. Whoever steps back after the draw, or has no mandate any more, gives way to the free
one with fewest, and nothing is drawn again. Who came later, or has nobody left, is in another lot of the same kind; the
earlier ones stay as they are. Kin is looked for where it is known who an officer is. Law: selection.interviewers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from jurdil.engines.lot import DrawRecord, Listing, commit, deal_evenly, draw
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import regency_of
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.law import ComingBeacon, load_profile
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.policies import require_policy
from jurdil.stages.selection.actions import INTERVIEW, lock_place
from jurdil.stages.selection.interview_kin import kin_numbers, known_people
from jurdil.stages.selection.lots import PSEUDONYM_DIGITS, Beacon, must_be_the_named, must_be_to_come
from jurdil.stages.selection.models import Interview, InterviewLot, Lot, ScoreSheet
from jurdil.stages.selection.queries import lacking_interviewer, selectable

RULE = "selection.interviewers"


def eligible_interviewers(region: str, now: datetime) -> list[Account]:
    """Return the accounts that act for the KPU of the regency around a place, by name."""
    day = day_of(now)
    held = Mandate.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
    held = held.filter(role=Role.KPU_REGENCY.value, region=regency_of(region))
    return list(Account.objects.filter(id__in=held.values("account_id"), is_active=True).order_by("display_name", "id"))


@verb(Role.KPU_REGENCY)
def freeze_interviewers(
    *,
    actor: Actor,
    election: Election,
    region: str,
    body: str,
    accounts: Sequence[UUID],
    beacons: Sequence[ComingBeacon],
    now: datetime,
) -> InterviewLot:
    """Commit to who may interview whom at a place, and name the public values to come.

    Once the last lot of the place is drawn, another is over those alone whom nobody can interview. accounts: the
    interviewers, officers of the KPU that appoints. Raises Refused (access.region, selection.policy,
    selection.interviewers for too few or for others, selection.beacons, selection.eligible without an applicant),
    Conflict while a lot is not drawn, if nobody lacks an interviewer, or the list of the place is frozen.
    """
    actor.must_reach(region)
    require_policy(election, region, body, "interviewers", day_of(now))
    same = {"election": election, "body": body, "region": region}
    lock_place(election, region, body)
    lots = list(InterviewLot.objects.filter(**same).order_by("turn"))
    if Lot.objects.filter(**same).exists() or any(lot.drawn_at is None for lot in lots):
        raise Conflict("Undian pewawancara tempat ini sudah dibekukan, atau daftarnya sudah tetap.")
    profile = load_profile(election.profile)
    must_be_to_come(beacons, profile, now)
    _must_be_enough(accounts, profile.value(RULE)["fewest"], region, now)
    keys = _in_lot(election, region, body, is_first=not lots)
    names = {key: lookup_hash(f"interview:{key}")[:PSEUDONYM_DIGITS] for key in keys}
    numbers = range(1, len(accounts) + 1)
    lot = InterviewLot(
        **same,
        turn=len(lots) + 1,
        interviewers=[str(one) for one in accounts],
        listed=sorted([name, f"{name}/{number}"] for name in names.values() for number in numbers),
        committed_at=now,
        named=[[one.source, one.where, one.at.isoformat(), one.shape] for one in beacons],
        is_simulated=actor.is_simulated,
    )
    lot.commitment = commit(listing_of(lot))
    lot.save(force_insert=True)
    moved = _move_into(lot, Interview.objects.filter(lot__in=lots, application_id__in=keys))
    fresh = [(key, name) for key, name in names.items() if key not in moved]
    insert_rows([Interview(lot=lot, application_id=key, region=region, pseudonym=name) for key, name in fresh])
    frozen = {"turn": lot.turn, "count": len(keys), "beacons": lot.named}
    record_act(_act("selection.interviewers_frozen", lot, actor, **frozen), now=now)
    return lot


def _must_be_enough(accounts: Sequence[UUID], fewest: int, region: str, now: datetime) -> None:
    known = {one.id for one in eligible_interviewers(region, now)}
    if len(set(accounts)) < max(fewest, len(accounts)) or not set(accounts) <= known:
        raise Refused(
            RULE,
            _("Undian memerlukan paling sedikit %(fewest)s pewawancara dari KPU yang mengangkat.") % {"fewest": fewest},
            "Pilih pewawancara dari daftar.",
        )


def _in_lot(election: Election, region: str, body: str, *, is_first: bool) -> list[UUID]:
    """Return whose interviewers are to be drawn: everybody's at first, later of those who lack one."""
    if not is_first:
        lacking = lacking_interviewer(election, region, body)
        if not lacking:
            raise Conflict("Undian pewawancara sudah dilakukan, dan setiap pelamar mempunyai pewawancara.")
        return lacking
    rows = selectable(election, region, body)
    if not rows:
        raise Refused(
            "selection.eligible",
            "Belum ada pelamar yang memenuhi syarat.",
            "Selesaikan dahulu penelitian administrasinya.",
        )
    return [row.application_id for row in rows]


def _move_into(lot: InterviewLot, found: QuerySet[Interview]) -> set[UUID]:
    """Take interviews that earlier lots left open into `lot`; whoever declared an interest stays passed over."""
    rows = list(found.select_for_update(of=("self",)).select_related("lot"))
    for row in rows:
        passed = [{**one, "account": row.lot.interviewers[one["number"] - 1]} for one in row.passed]
        row.earlier.append({"turn": row.lot.turn, "order": row.order, "passed": passed})
        declared = {one["account"]: one for past in row.earlier for one in past["passed"] if one["why"] == "interest"}
        row.passed = [
            {"number": number, "why": "interest", "reason": declared[account]["reason"], "at": declared[account]["at"]}
            for number, account in enumerate(lot.interviewers, start=1)
            if account in declared
        ]
        row.lot, row.order = lot, []
    Interview.objects.bulk_update(rows, ["lot", "order", "passed", "earlier"], batch_size=200)
    return {row.application_id for row in rows}


def listing_of(lot: InterviewLot) -> Listing:
    """Return what a lot of interviewers committed to, in columns."""
    return Listing([name for _band, name in lot.listed], [band for band, _name in lot.listed])


def record_of(lot: InterviewLot) -> dict[str, object]:
    """Return what a stranger needs to redo it with `jurdil draw --verify`: pseudonyms and numbers, no person."""
    beacons = tuple(sorted(value for _source, value in lot.beacons))
    bands = tuple(name.partition("/")[0] for name in lot.order)
    gone, dealt = tuple(lot.passed), tuple(lot.dealt)
    return DrawRecord(lot.commitment, beacons, tuple(lot.order), bands, removed=gone, dealt=dealt).as_json()


def _act(kind: str, lot: InterviewLot, actor: Actor, **more: object) -> Act:
    record = {"commitment": lot.commitment, "interviewers": len(lot.interviewers), "by": actor.role.value, **more}
    return Act(kind, lot.region, lot.commitment, record, RULE)


def _locked(actor: Actor, lot_id: UUID) -> InterviewLot:
    lot = InterviewLot.objects.select_for_update(of=("self",)).select_related("election").filter(id=lot_id).first()
    if lot is None or not actor.reaches(lot.region):
        raise NotFound("Undian pewawancara ini tidak ada, atau bukan di wilayah Anda.")
    return lot


@verb(Role.KPU_REGENCY)
def draw_interviewers(*, actor: Actor, lot_id: UUID, beacons: Sequence[Beacon], now: datetime) -> InterviewLot:
    """Draw the order of interviewers for each applicant, and deal the interviews evenly among those who are free.

    Kin, declared interests and those without a mandate by now are passed over.
    Raises Refused (selection.beacons), NotFound outside the actor's region, Conflict if drawn already.
    """
    lot = _locked(actor, lot_id)
    if lot.drawn_at is not None:
        raise Conflict("Undian ini sudah dilakukan; hasilnya tetap.")
    given = {beacon.source.strip(): beacon.value.strip() for beacon in beacons}
    must_be_the_named(lot.named, given, now)
    lot.order = list(draw(listing_of(lot), list(given.values()), lot.commitment).names)
    lot.beacons, lot.drawn_at = [list(pair) for pair in given.items()], now
    order_for: dict[str, list[int]] = defaultdict(list)
    for name in lot.order:
        pseudonym, _slash, number = name.partition("/")
        order_for[pseudonym].append(int(number))
    rows = list(Interview.objects.filter(lot=lot).select_related("application__person"))
    known = known_people(lot)
    related = kin_numbers(lot, known, [row.application for row in rows])
    departed = [{"number": number, "why": "mandate", "at": now.isoformat()} for number in sorted(_departed(lot, now))]
    for row in rows:
        row.order = order_for[row.pseudonym]
        row.passed += departed
        row.passed += [{"number": number, "why": "kin"} for number in sorted(related[row.application_id])]
    lot.checked = sorted(number for numbers in known.values() for number in numbers)
    lot.passed = sorted({f"{row.pseudonym}/{one['number']}" for row in rows for one in row.passed})
    gone = frozenset(lot.passed)
    lot.dealt = list(deal_evenly(name for name in lot.order if name not in gone))
    lot.save(update_fields=["order", "passed", "dealt", "checked", "beacons", "drawn_at"])
    number_for = {pseudonym: int(number) for pseudonym, _slash, number in map(_parts, lot.dealt)}
    for row in rows:
        _stand(row, lot, number_for.get(row.pseudonym))
    Interview.objects.bulk_update(rows, ["order", "passed", "number", "account_id"], batch_size=200)
    record_act(_act("selection.interviewers_drawn", lot, actor, beacons=lot.beacons), now=now)
    record_acts((_assigned(row, lot) for row in rows), now=now)
    return lot


def _parts(name: str) -> tuple[str, str, str]:
    return name.partition("/")


def _stand(row: Interview, lot: InterviewLot, number: int | None) -> None:
    row.number = number
    row.account_id = None if number is None else UUID(lot.interviewers[number - 1])


def _departed(lot: InterviewLot, now: datetime) -> set[int]:
    """Return the numbers of a lot's interviewers who have no mandate any more."""
    held = {str(one.id) for one in eligible_interviewers(lot.region, now)}
    return {number for number, account in enumerate(lot.interviewers, start=1) if account not in held}


def _next_free(row: Interview, now: datetime) -> int | None:
    """Return the free interviewer who stands for fewest others, the first of the applicant's order if several do."""
    barred = _departed(row.lot, now) | {one["number"] for one in row.passed}
    others = Interview.objects.filter(lot_id=row.lot_id, number__isnull=False).exclude(id=row.id)
    load = Counter(others.values_list("number", flat=True))
    free = [number for number in row.order if number not in barred]
    return min(free, key=load.__getitem__, default=None)


def _assigned(row: Interview, lot: InterviewLot) -> Act:
    passed = [[one["number"], one["why"]] for one in row.passed]
    record = {"commitment": lot.commitment, "order": row.order, "passed": passed, "interviewer": row.number}
    return Act("selection.interviewer_named", row.region, str(row.application_id), record, RULE)


@verb(Role.KPU_REGENCY)
def step_back(*, actor: Actor, application_id: UUID, reason: str, now: datetime) -> Interview:
    """Declare an interest in an applicant as one of the interviewers; another free one stands.

    Before the draw and after it. Raises NotFound, Refused (selection.interviewers for somebody who is none, or without
    a reason), Conflict once the interview has its points, or if it was declared.
    """
    rows = Interview.objects.select_for_update(of=("self",)).select_related("lot")
    row = rows.filter(application_id=application_id).first()
    if row is None or not actor.reaches(row.region):
        raise NotFound("Wawancara ini tidak ada, atau bukan di wilayah Anda.")
    lot = row.lot
    if str(actor.account_id) not in lot.interviewers or not reason.strip():
        raise Refused(
            RULE,
            "Kepentingan dinyatakan oleh pewawancara sendiri, dengan alasannya.",
            "Masuk sebagai pewawancara itu dan tulis alasannya.",
        )
    number = lot.interviewers.index(str(actor.account_id)) + 1
    if any(one["number"] == number for one in row.passed):
        raise Conflict("Pewawancara ini sudah dilewati untuk pelamar ini.")
    if ScoreSheet.objects.filter(application_id=application_id, points__has_key=INTERVIEW).exists():
        raise Conflict("Wawancara ini sudah dinilai.")
    row.passed.append({"number": number, "why": "interest", "reason": reason.strip()[:300], "at": now.isoformat()})
    if lot.drawn_at is not None:
        _stand(row, lot, row.number if row.number != number else _next_free(row, now))
    row.save(update_fields=["passed", "number", "account_id"])
    record_act(_assigned(row, lot), now=now)
    return row


def departed_among(rows: QuerySet[Interview], region: str, now: datetime) -> QuerySet[Interview]:
    """Return those interviews of a place without points whose interviewer has no mandate any more."""
    held = [one.id for one in eligible_interviewers(region, now)]
    scored = ScoreSheet.objects.filter(application_id=OuterRef("application_id"), points__has_key=INTERVIEW)
    return rows.filter(~Exists(scored), account_id__isnull=False).exclude(account_id__in=held)


@verb(Role.KPU_REGENCY)
def pass_over_departed(*, actor: Actor, election: Election, region: str, body: str, now: datetime) -> int:
    """Pass over the interviewers of a place whose mandate has ended; returns in how many interviews.

    Another free one of the same lot stands; where none is left, the next lot finds one. What has its points stays.
    Raises Refused (access.region), Conflict if there is none, or the list of the place is frozen.
    """
    actor.must_reach(region)
    place = {"election": election, "body": body, "region": region}
    rows = Interview.objects.select_for_update(of=("self",)).select_related("lot").order_by("id")
    found = rows.filter(lot__election=election, lot__body=body, region=region)
    gone = list(departed_among(found, region, now))
    if not gone or Lot.objects.filter(**place).exists():
        raise Conflict("Setiap pewawancara masih bermandat, atau daftarnya sudah tetap.")
    for row in gone:
        row.passed.append({"number": row.number, "why": "mandate", "at": now.isoformat()})
        _stand(row, row.lot, _next_free(row, now))
        row.save(update_fields=["passed", "number", "account_id"])
    record_acts((_assigned(row, row.lot) for row in gone), now=now)
    return len(gone)
