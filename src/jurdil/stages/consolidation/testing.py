"""The role test: planned for all at once, sat on a phone or on paper, closed with its figures and a make-up round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, own_person
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.clock import JAKARTA
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation.item_bank import bank_for, form_of, items_of
from jurdil.stages.consolidation.round_figures import expected_in, figures_of, still_to_sit
from jurdil.stages.consolidation.sitting_models import Phase, RoleTest, Round, Sitting

PLANNERS = (Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
PERCENT = 100


@dataclass(frozen=True)
class Window:
    """When a round of a test is open."""

    phase: Phase
    opens_at: datetime
    closes_at: datetime


@verb(*PLANNERS)
def plan_role_test(
    *,
    actor: Actor,
    election: Election,
    title: str,
    kind: BodyKind,
    region: str,
    windows: Sequence[Window],
    seed: bytes,
    now: datetime,
    size: int | None = None,
) -> RoleTest:
    """Plan a test for everybody who serves in bodies of `kind` in `region`: one act, however many they are.

    seed: draws the forms; size: items of a form, the rule's if not given. Whoever serves when a round opens is expected
    in it and is told now. Raises Refused (access.region; consolidation.form_size where the bank holds fewer items than
    a form, or a window ends before it begins).
    """
    actor.must_reach(region)
    profile = load_profile(election.profile)
    wanted = size or profile.number("consolidation.form_size")
    bank = bank_for(kind, region)
    if not title.strip() or not windows or len(bank) < wanted or any(w.closes_at <= w.opens_at for w in windows):
        raise Refused(
            "consolidation.form_size",
            "Tes memerlukan judul, putaran dengan waktu tutup sesudah waktu buka, dan cukup soal di bank soal.",
            "Perbaiki isian itu, kurangi banyaknya soal, atau tambah soal ke bank.",
        )
    row = RoleTest.objects.create(
        election=election,
        title=title.strip()[:160],
        kind=kind,
        region=region,
        items=sorted(bank),
        size=wanted,
        pass_mark=profile.number("consolidation.pass_mark"),
        seed=seed.hex(),
        planned_at=now,
        is_simulated=actor.is_simulated,
    )
    rounds = Round.objects.bulk_create(
        Round(role_test=row, phase=one.phase, opens_at=one.opens_at, closes_at=one.closes_at) for one in windows
    )
    record = {"title": row.title, "kind": kind, "items": row.items, "seed": row.seed, "by": actor.label}
    record_act(Act("consolidation.test_planned", region, str(row.id), record, "consolidation.pass_mark"), now=now)
    queue_messages(_letters(rounds[0], expected_in(rounds[0]).iterator()), now=now)
    return row


def _letters(row: Round, appointments: Iterable[Appointment]) -> Iterable[Letter]:
    opens, closes = (moment.astimezone(JAKARTA) for moment in (row.opens_at, row.closes_at))
    words = "Tes susulan" if row.phase == Phase.MAKEUP else "Tes"
    text = f"{words}: {row.role_test.title}. Dibuka {opens:%d-%m-%Y %H:%M} sampai {closes:%d-%m-%Y %H:%M} WIB."
    text += " Kerjakan di berkas Anda, atau di kertas bersama PPS. Hasilnya tidak menghilangkan kursi siapa pun."
    for one in appointments:
        phone, email = one.person.phone.reveal(), one.person.email.reveal()
        yield Letter("consolidation.test", one.region, text, one.person_id, phone, email)


def _open_round(round_id: UUID, now: datetime) -> Round:
    row = Round.objects.select_related("role_test__election").filter(id=round_id).first()
    if row is None:
        raise NotFound("Putaran tes ini tidak ada, atau bukan untuk Anda.")
    if row.closed_at is not None or not row.opens_at <= now < row.closes_at:
        raise Conflict("Putaran tes ini belum dibuka atau sudah ditutup.")
    return row


@verb(Role.APPLICANT)
def start_sitting(*, actor: Actor, round_id: UUID, now: datetime) -> Sitting:
    """Begin one's own sitting of a round, or find the one that was begun: a second press changes nothing.

    Raises NotFound if the person is not expected in the round, Conflict outside its window.
    """
    row = _open_round(round_id, now)
    appointment = expected_in(row).filter(person=own_person(actor)).first()
    if appointment is None:
        raise NotFound("Putaran tes ini tidak ada, atau bukan untuk Anda.")
    sitting, _ = Sitting.objects.get_or_create(
        round=row,
        person_id=appointment.person_id,
        defaults={"appointment": appointment, "region": appointment.region, "started_at": now},
    )
    return sitting


def _own_sitting(actor: Actor, sitting_id: UUID, now: datetime) -> Sitting:
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("round__role_test")
    sitting = rows.filter(id=sitting_id, person=own_person(actor)).first()
    if sitting is None:
        raise NotFound("Tes ini tidak ada, atau bukan milik Anda.")
    if sitting.finished_at is not None:
        raise Conflict("Tes ini sudah dikirim; jawabannya tidak dapat diubah lagi.")
    _open_round(sitting.round_id, now)
    return sitting


@verb(Role.APPLICANT)
def answer_item(*, actor: Actor, sitting_id: UUID, key: str, option: int, now: datetime) -> Sitting:
    """Keep one's own answer to an item; it may be changed until the sitting is finished, which is what the log notes.

    Raises NotFound for an item or option that is not of the form, Conflict once finished or outside the window.
    """
    sitting = _own_sitting(actor, sitting_id, now)
    items = items_of(sitting.round.role_test)
    form = {one.key: one for one in form_of(sitting.round.role_test, items, sitting.round.phase, sitting.person_id)}
    if key not in form or option not in form[key].order:
        raise NotFound("Soal ini bukan bagian dari tes Anda.")
    sitting.answers[key] = option
    sitting.save(update_fields=["answers"])
    return sitting


@verb(Role.APPLICANT)
def finish_sitting(*, actor: Actor, sitting_id: UUID, now: datetime) -> Sitting:
    """Finish one's own sitting: it is marked at once. Raises Conflict if it is finished or its window is over."""
    sitting = _own_sitting(actor, sitting_id, now)
    _mark(sitting, items_right(sitting, sitting.answers), now)
    _record(actor, sitting, now)
    return sitting


def items_right(sitting: Sitting, answers: Mapping[str, int]) -> dict[str, bool]:
    """Return for each item of the sitting's form whether `answers` have it right; no answer is none."""
    items = items_of(sitting.round.role_test)
    form = form_of(sitting.round.role_test, items, sitting.round.phase, sitting.person_id)
    return {one.key: answers.get(one.key) == items[one.key].right for one in form}


def _mark(sitting: Sitting, found: Mapping[str, bool], now: datetime) -> None:
    sitting.answers = {key: sitting.answers.get(key, -1) for key in found}
    sitting.right, sitting.finished_at = sum(found.values()), now
    sitting.is_passed = sitting.right * PERCENT >= sitting.round.role_test.pass_mark * len(found)
    sitting.save()


def _record(actor: Actor, sitting: Sitting, now: datetime) -> None:
    record = {"round": str(sitting.round_id), "right": sitting.right, "of": len(sitting.answers), "how": sitting.how}
    act = Act(
        "consolidation.tested",
        sitting.region,
        str(sitting.id),
        {**record, "by": actor.label},
        "consolidation.pass_mark",
    )
    record_act(act, now=now)


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY)
def enter_paper_sitting(
    *, actor: Actor, round_id: UUID, appointment_id: UUID, answers: Mapping[str, int], now: datetime
) -> Sitting:
    """Enter the answers that somebody gave on paper; the printed form is the one that the portal would have shown.

    Raises NotFound outside the region or if the person is not expected, Conflict if they finished the round already.
    """
    row = Round.objects.select_related("role_test").filter(id=round_id).first()
    appointment = expected_in(row).filter(id=appointment_id).first() if row is not None else None
    if row is None or appointment is None or not actor.reaches(appointment.region):
        raise NotFound("Orang ini tidak ada di putaran ini, atau bukan di wilayah Anda.")
    if row.closed_at is not None or now < row.opens_at:
        raise Conflict("Putaran tes ini belum dibuka atau sudah ditutup.")
    sitting, _ = Sitting.objects.select_for_update(of=("self",)).get_or_create(
        round=row,
        person_id=appointment.person_id,
        defaults={"appointment": appointment, "region": appointment.region, "started_at": now},
    )
    if sitting.finished_at is not None:
        raise Conflict("Tes orang ini sudah tercatat.")
    sitting.how, sitting.answers = "paper", dict(answers)
    _mark(sitting, items_right(sitting, answers), now)
    _record(actor, sitting, now)
    return sitting


@verb(*PLANNERS)
def close_round(*, actor: Actor, round_id: UUID, now: datetime) -> Round:
    """Close a round: its figures stand from now on, and a make-up round opens for those who missed or did not pass it.

    A round before the training asks for no make-up. Everybody whom the make-up expects is told in the same act. Raises
    NotFound outside the region, Conflict if it is closed already or still open.
    """
    row = Round.objects.select_for_update(of=("self",)).select_related("role_test__election").filter(id=round_id)
    found = row.first()
    if found is None or not actor.reaches(found.role_test.region):
        raise NotFound("Putaran tes ini tidak ada, atau bukan di wilayah Anda.")
    if found.closed_at is not None:
        raise Conflict("Putaran tes ini sudah ditutup.")
    if now < found.closes_at:
        raise Conflict("Putaran tes ini masih dibuka; tutuplah sesudah waktunya habis.")
    _close(found, actor, now)
    return found


@verb(Role.SYSTEM)
def close_due_rounds(*, actor: Actor, now: datetime) -> int:
    """Close the rounds that no organiser closed within the hours of the rule, and return how many.

    Nobody waits for a make-up because somebody forgot a button; until then paper forms are still entered. Law:
    consolidation.round_close.
    """
    rows = Round.objects.select_for_update(of=("self",)).select_related("role_test__election")
    due = []
    for row in rows.filter(closed_at__isnull=True, closes_at__lte=now):
        hours = load_profile(row.role_test.election.profile).number("consolidation.round_close")
        if now >= row.closes_at + timedelta(hours=hours):
            due.append(row)
    for row in due:
        _close(row, actor, now)
    return len(due)


def _close(found: Round, actor: Actor, now: datetime) -> None:
    found.figures, found.closed_at = figures_of(found), now
    found.save(update_fields=["figures", "closed_at"])
    record = {"sat": found.figures["sat"], "of": found.figures["expected"], "passed": found.figures["passed"]}
    act = Act("consolidation.round_closed", found.role_test.region, str(found.id), {**record, "by": actor.label})
    record_act(act, now=now)
    if found.phase != Phase.BEFORE and still_to_sit(found).exists():
        _propose_makeup(found, now)


def _propose_makeup(row: Round, now: datetime) -> None:
    days = load_profile(row.role_test.election.profile).number("consolidation.makeup")
    makeup = Round.objects.create(
        role_test=row.role_test, phase=Phase.MAKEUP, opens_at=now, closes_at=now + timedelta(days=days)
    )
    queue_messages(_letters(makeup, expected_in(makeup).iterator()), now=now)
