"""Who interviews whom: a lot over every pair of applicant and interviewer, kin and interests passed over.

Each applicant is a band of the list and each interviewer a line in it, so that the draw gives every applicant an order
of interviewers of their own, and `jurdil draw --verify` redoes it as any other. The first of that order who is free
stands; whoever steps back gives way to the next, and nothing is drawn again. Law: selection.interviewers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from jurdil.engines.lot import DrawRecord, Listing, commit, draw
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.law import ComingBeacon, load_profile
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.policies import authority_of, require_policy
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.actions import INTERVIEW
from jurdil.stages.selection.lots import PSEUDONYM_DIGITS, Beacon, must_be_the_named, must_be_to_come
from jurdil.stages.selection.models import Interview, InterviewLot, Lot, ScoreSheet
from jurdil.stages.selection.queries import selectable
from jurdil.stages.vetting.kin import confirmed_kin

RULE = "selection.interviewers"


def eligible_interviewers(region: str, now: datetime) -> list[Account]:
    """Return the accounts that act for the KPU of the regency around a place, by name."""
    day = day_of(now)
    held = Mandate.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
    held = held.filter(role=Role.KPU_REGENCY.value, region=authority_of(region))
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

    accounts: the interviewers, officers of the KPU that appoints. Raises Refused (access.region, selection.policy,
    selection.interviewers for too few or for others, selection.beacons, selection.eligible without an applicant),
    Conflict if it is frozen, or the list of the place is.
    """
    actor.must_reach(region)
    require_policy(election, region, body, "interviewers", day_of(now))
    same = {"election": election, "body": body, "region": region}
    if InterviewLot.objects.select_for_update().filter(**same).exists() or Lot.objects.filter(**same).exists():
        raise Conflict("Undian pewawancara tempat ini sudah dibekukan, atau daftarnya sudah tetap.")
    profile = load_profile(election.profile)
    must_be_to_come(beacons, profile, now)
    fewest, known = profile.value(RULE)["fewest"], {one.id for one in eligible_interviewers(region, now)}
    if len(set(accounts)) < max(fewest, len(accounts)) or not set(accounts) <= known:
        raise Refused(
            RULE,
            _("Undian memerlukan paling sedikit %(fewest)s pewawancara dari KPU yang mengangkat.") % {"fewest": fewest},
            "Pilih pewawancara dari daftar.",
        )
    rows = selectable(election, region, body)
    if not rows:
        raise Refused(
            "selection.eligible",
            "Belum ada pelamar yang memenuhi syarat.",
            "Selesaikan dahulu penelitian administrasinya.",
        )
    names = {row.application_id: lookup_hash(f"interview:{row.application_id}")[:PSEUDONYM_DIGITS] for row in rows}
    numbers = range(1, len(accounts) + 1)
    lot = InterviewLot(
        **same,
        interviewers=[str(one) for one in accounts],
        listed=sorted([name, f"{name}/{number}"] for name in names.values() for number in numbers),
        committed_at=now,
        named=[[one.source, one.where, one.at.isoformat(), one.shape] for one in beacons],
        is_simulated=actor.is_simulated,
    )
    lot.commitment = commit(listing_of(lot))
    lot.save(force_insert=True)
    insert_rows([Interview(lot=lot, application_id=key, region=region, pseudonym=name) for key, name in names.items()])
    record_act(_act("selection.interviewers_frozen", lot, actor, count=len(rows), beacons=lot.named), now=now)
    return lot


def listing_of(lot: InterviewLot) -> Listing:
    """Return what a lot of interviewers committed to, in columns."""
    return Listing([name for _band, name in lot.listed], [band for band, _name in lot.listed])


def record_of(lot: InterviewLot) -> dict[str, object]:
    """Return what a stranger needs to redo it with `jurdil draw --verify`: pseudonyms and numbers, no person."""
    beacons = tuple(sorted(value for _source, value in lot.beacons))
    bands = tuple(name.partition("/")[0] for name in lot.order)
    return DrawRecord(lot.commitment, beacons, tuple(lot.order), bands).as_json()


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
    """Draw the order of interviewers for each applicant, and let the first free one of each stand.

    Raises Refused (selection.beacons), NotFound outside the actor's region, Conflict if drawn already.
    """
    lot = _locked(actor, lot_id)
    if lot.drawn_at is not None:
        raise Conflict("Undian ini sudah dilakukan; hasilnya tetap.")
    given = {beacon.source.strip(): beacon.value.strip() for beacon in beacons}
    must_be_the_named(lot.named, given, now)
    lot.order = list(draw(listing_of(lot), list(given.values()), lot.commitment).names)
    lot.beacons, lot.drawn_at = [list(pair) for pair in given.items()], now
    lot.save(update_fields=["order", "beacons", "drawn_at"])
    order_for: dict[str, list[int]] = defaultdict(list)
    for name in lot.order:
        pseudonym, _slash, number = name.partition("/")
        order_for[pseudonym].append(int(number))
    rows = list(Interview.objects.filter(lot=lot).select_related("application"))
    related = _kin_numbers(lot, [row.application for row in rows])
    for row in rows:
        row.order = order_for[row.pseudonym]
        row.passed += [{"number": number, "why": "kin"} for number in sorted(related[row.application_id])]
        _stand(row, lot)
    Interview.objects.bulk_update(rows, ["order", "passed", "number", "account_id"], batch_size=200)
    record_act(_act("selection.interviewers_drawn", lot, actor, beacons=lot.beacons), now=now)
    record_acts((_assigned(row, lot) for row in rows), now=now)
    return lot


def _kin_numbers(lot: InterviewLot, applications: Iterable[Application]) -> Mapping[UUID, set[int]]:
    """Return for each application the numbers of the interviewers who are kin of the applicant, or the applicant."""
    owned = Mandate.objects.filter(account_id__in=lot.interviewers, person_id__isnull=False)
    numbers: dict[UUID, set[int]] = defaultdict(set)
    for account, person in owned.values_list("account_id", "person_id"):
        assert person is not None  # filtered
        numbers[person].add(lot.interviewers.index(str(account)) + 1)
    found: dict[UUID, set[int]] = defaultdict(set)
    if not numbers:
        return found
    files = list(Application.objects.filter(person_id__in=numbers).values_list("id", "person_id", "kin"))
    confirmed = confirmed_kin(lot.election, authority_of(lot.region))
    for one in applications:
        related = {person for key, person, named in files if str(key) in one.kin or str(one.id) in named}
        related |= confirmed.get(one.person_id, set())
        for person in (related | {one.person_id}) & set(numbers):
            found[one.id] |= numbers[person]
    return found


def _stand(row: Interview, lot: InterviewLot) -> None:
    """Let the first free interviewer of the applicant's order stand."""
    barred = {one["number"] for one in row.passed}
    row.number = next((number for number in row.order if number not in barred), None)
    row.account_id = None if row.number is None else UUID(lot.interviewers[row.number - 1])


def _assigned(row: Interview, lot: InterviewLot) -> Act:
    passed = [[one["number"], one["why"]] for one in row.passed]
    record = {"commitment": lot.commitment, "order": row.order, "passed": passed, "interviewer": row.number}
    return Act("selection.interviewer_named", row.region, str(row.application_id), record, RULE)


@verb(Role.KPU_REGENCY)
def step_back(*, actor: Actor, application_id: UUID, reason: str, now: datetime) -> Interview:
    """Declare an interest in an applicant as one of the interviewers; the next of the applicant's order stands.

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
        _stand(row, lot)
    row.save(update_fields=["passed", "number", "account_id"])
    record_act(_assigned(row, lot), now=now)
    return row
