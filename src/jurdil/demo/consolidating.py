"""What the demo shows of commitment: pledges, a role test, questions, decisions, a material. All simulated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jurdil.demo.course import officer
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.clock import JAKARTA, day_of
from jurdil.law.pacts import Pact, pact_of
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation.actions import invite_serving, plan_event
from jurdil.stages.consolidation.attending import Guest, invite_guests
from jurdil.stages.consolidation.collective import record_collective_pledge
from jurdil.stages.consolidation.decision_models import Task
from jurdil.stages.consolidation.decisions import (
    add_decision,
    note_task,
    second_minutes,
    sign_minutes,
    write_minutes,
)
from jurdil.stages.consolidation.item_bank import form_of, items_of
from jurdil.stages.consolidation.lanes import open_lane
from jurdil.stages.consolidation.materials import confirm_reading, publish_material
from jurdil.stages.consolidation.models import Event, EventKind, Invitation, ScanAct
from jurdil.stages.consolidation.pledging import sign_pledge
from jurdil.stages.consolidation.questions import answer_question, ask_question, moderate_question, vote_for
from jurdil.stages.consolidation.scans import MOST_NOTES, DeviceNote, sync_scans
from jurdil.stages.consolidation.sitting_models import Phase, Round
from jurdil.stages.consolidation.testing import Window, close_round, enter_paper_sitting, plan_role_test
from jurdil.stages.placement.chairs import record_chair

SIGNERS, SITTERS, READERS, VOTERS = 300, 60, 40, 12  # people; the demo shows each page, it does not fill them
EXAMPLES, COMING_PERCENT = 5, 87
OTHERS_OF_A_PROVINCE = (("Sekretariat KPU", 7), ("Bawaslu", 5), ("Narasumber", 4), ("Pers", 4))
OTHERS_OF_A_REGENCY = (("Narasumber", 2), ("Pers", 1))
Given = dict[str, Any]  # Any: arguments of different kinds, handed on to a verb
MATERIAL = """# Lima hal yang tidak berubah

- Tidak memihak, dalam kata, sikap, dan pakaian.
- Tidak menerima apa pun dari peserta.
- Tidak menyukai, mengomentari, atau membagikan konten peserta.
- Mencatat dan melaporkan tekanan.
- Menjaga data pemilih.

# Bila ragu

Tanyakan kepada PPS, dan catat siapa yang menjawab."""
ASKED = (
    "Bolehkah petugas memakai foto profil keluarga yang ikut kampanye?",
    "Siapa yang mengganti anggota yang sakit sehari sebelum pemungutan?",
    "Bolehkah saksi memotret formulir hasil?",
)


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=JAKARTA)


SWORN, GATHERED, TOLD, CHOSEN = _at(11, 7, 10), _at(11, 5, 13), _at(11, 7, 15), _at(11, 8, 7)


def _number(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256("/".join(map(str, parts)).encode()).digest()[:8])


def _themself(row: Appointment) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=row.person_id, is_simulated=True)


def _serving(region: str, kinds: Sequence[BodyKind], on: date, most: int) -> list[Appointment]:
    rows = appointments_on(region, on).filter(seat__body__kind__in=kinds)
    return list(rows.order_by("region", "seat__body__kind", "seat__number")[:most])


def _guests(region: str, regencies: Sequence[str]) -> list[Guest]:
    """Return the invented guests: the commissioners of the province and of each regency, and some others.

    For all Jakarta they are 57. With the seats of PPK, PPS and secretariats (220 + 801 + 933) that is 2,011: how
    the participants of the real gathering were composed is our inference.
    """
    others = OTHERS_OF_A_PROVINCE if region == "31" else OTHERS_OF_A_REGENCY
    wanted = [("Anggota KPU Provinsi", 7), *((f"Anggota KPU {code}", 5) for code in regencies), *others]
    return [
        Guest(f"{unit} {number} (rekaan)", f"{unit} (peragaan)")
        for unit, count in wanted
        for number in range(1, count + 1)
    ]


def gather(election: Election, region: str, regencies: Sequence[str], actor: Actor, *, now: datetime) -> int:
    """Plan the next consolidation of PPK and PPS; returns how many are invited, with secretariats and guests."""
    starts = _at(11, 17, 9)
    event = plan_event(
        actor=actor,
        election=election,
        kind=EventKind.CONSOLIDATION,
        title="Konsolidasi PPK dan PPS (peragaan)",
        place="Balai pertemuan rekaan, Jakarta Utara",
        region=region,
        starts_at=starts,
        ends_at=starts + timedelta(hours=6),
        now=now,
    )
    kinds = [BodyKind.PPK, BodyKind.PPK_SECRETARIAT, BodyKind.PPS, BodyKind.PPS_SECRETARIAT]
    serving = invite_serving(actor=actor, event_id=event.id, kinds=kinds, now=now).invited
    return serving + len(invite_guests(actor=actor, event_id=event.id, guests=_guests(region, regencies), now=now))


def show_commitment(election: Election, region: str, districts: Sequence[str], first: Actor, second: Actor) -> int:
    """Let invented people and officers do a little of everything in `region`; returns how many pledged.

    first, second: two simulated officers who reach `region`. One transaction: nobody else is there to be held up, and
    a write to the disk for each of 455 verbs was most of the wait.
    """
    with transaction.atomic():
        count = _pledge(election, region, districts, first)
        _choose_chairs(districts[0])
        _test(election, region, first)
        _ask(first)
        _decide(election, region, first, second)
        _publish(election, region, first)
    return count


def _pledge(election: Election, region: str, districts: Sequence[str], officer: Actor) -> int:
    """The KPPS of two districts speak the pact at their oath; those of the PPS sign it one by one."""
    pact, count = pact_of(election.profile), 0
    witnesses = ["Camat (peragaan)", "Panwascam (peragaan)"]
    given: Given = {"led_by": "Ketua KPPS terpilih (peragaan)", "witnesses": witnesses, "kinds": [BodyKind.KPPS]}
    for district in districts[:2]:
        made = record_collective_pledge(actor=officer, election=election, region=district, now=SWORN, **given)
        count += made.people
    for row in _serving(region, (BodyKind.PPS, BodyKind.PPS_SECRETARIAT), day_of(SWORN), SIGNERS):
        answers = dict(_answers(pact, _number("pact", row.person_id)))
        signed: Given = {"accepted": pact.keys, "answers": answers, "how": "own", "now": SWORN}
        sign_pledge(actor=_themself(row), appointment_id=row.id, **signed)
        count += 1
    return count


def _choose_chairs(district: str) -> None:
    """The seven of some stations choose another chair than the proposed one: both owe the pact in their new roles."""
    rows = appointments_on(district, day_of(CHOSEN)).filter(seat__body__kind=BodyKind.KPPS, seat__number__lte=2)
    seats = {(row.region, row.seat.number): row for row in rows}
    pairs = [
        (station, row) for (station, number), row in sorted(seats.items()) if number == 2 and (station, 1) in seats
    ]
    for station, row in pairs[:EXAMPLES]:
        given: Given = {"held_on": day_of(CHOSEN), "minutes": f"1/{station} (peragaan)", "now": CHOSEN}
        record_chair(actor=officer(row.authority), appointment_id=row.id, **given)


def _answers(pact: Pact, number: int) -> Iterator[tuple[str, int]]:
    """Yield answers to the items of the pact: now and then another one than the best."""
    for place, clause in enumerate(pact.clauses):
        wrong = (number >> (7 * place)) % (6 + 3 * place) == 0
        yield clause.key, (clause.item.right + wrong) % len(clause.item.options)


def _test(election: Election, region: str, officer: Actor) -> None:
    """A test of the PPS before and after a training, on paper; who missed or failed it has a make-up round open."""
    windows = [
        Window(Phase.BEFORE, _at(11, 1, 8), _at(11, 2, 17)),
        Window(Phase.AFTER, _at(11, 5, 15), _at(11, 7, 8)),
    ]
    role_test = plan_role_test(
        actor=officer,
        election=election,
        title="Tes tugas PPS (peragaan)",
        kind=BodyKind.PPS,
        region=region,
        windows=windows,
        seed=hashlib.sha256(b"peragaan/tes").digest(),
        now=_at(10, 31, 9),
    )
    people = _serving(region, (BodyKind.PPS,), day_of(SWORN), SITTERS)
    for row, known in zip(role_test.rounds.order_by("opens_at"), (55, 82), strict=True):
        for one in people[: len(people) - (row.phase == Phase.AFTER) * EXAMPLES]:
            answers = _sat(row, one, known)
            given: Given = {"round_id": row.id, "appointment_id": one.id, "answers": answers, "now": row.opens_at}
            enter_paper_sitting(actor=Actor(role=Role.KPU_REGENCY, region=region, is_simulated=True), **given)
        close_round(actor=officer, round_id=row.id, now=row.closes_at)


def _sat(row: Round, one: Appointment, known: int) -> dict[str, int]:
    """Return invented answers: `known` of a hundred right on average, more from some people than from others."""
    items = items_of(row.role_test)
    able = known + _number("able", one.person_id) % 31 - 15
    return {
        drawn.key: (items[drawn.key].right + (_number(row.phase, one.person_id, drawn.key) % 100 >= able))
        % len(drawn.order)
        for drawn in form_of(row.role_test, items, row.phase, one.person_id)
    }


def _ask(officer: Actor) -> None:
    """Three questions of invited people to the coming event: two are shown, one of them is answered."""
    people = list(Invitation.objects.order_by("region", "id")[:VOTERS])
    asked = [
        ask_question(
            actor=Actor(role=Role.APPLICANT, region="", person_id=one.person_id, is_simulated=True),
            event_id=one.event_id,
            text=text,
            now=TOLD,
        )
        for one, text in zip(people, ASKED, strict=False)
    ]
    for question in asked[1:]:
        moderate_question(actor=officer, question_id=question.id, shows=True, reason="", now=TOLD)
    for place, one in enumerate(people):
        voter = Actor(role=Role.APPLICANT, region="", person_id=one.person_id, is_simulated=True)
        vote_for(actor=voter, question_id=asked[1 + (place % 3 == 0)].id)
    answer = "Peragaan: boleh, bagi yang hadir; petugas tidak menghalangi dan tidak ikut memotret pilihan siapa pun."
    answer_question(actor=officer, question_id=asked[-1].id, answer=answer, now=TOLD + timedelta(hours=1))


def _attend(event: Event, officer: Actor) -> None:
    """Most of those invited come in the hour before the training begins; one invitation is used twice."""
    earlier = event.starts_at - timedelta(days=3)
    invite_serving(actor=officer, event_id=event.id, kinds=[BodyKind.PPK, BodyKind.PPS], now=earlier)
    lane = open_lane(actor=officer, event_id=event.id, name="Pintu utama (peragaan)", region="", now=earlier)
    people = list(event.invitations.order_by("region", "id").values_list("id", "person_id"))
    came = [key for key, person in people if _number("came", person) % 100 < COMING_PERCENT]
    hour = timedelta(hours=1)
    notes = [
        DeviceNote(number, ScanAct.ARRIVE, event.starts_at - hour + hour * number / len(came), key, how="scan")
        for number, key in enumerate(came, start=1)
    ]
    notes += [DeviceNote(len(came) + 1, ScanAct.ARRIVE, event.starts_at, key, how="scan") for key in came[:1]]
    for start in range(0, len(notes), MOST_NOTES):
        sent: Given = {"notes": notes[start : start + MOST_NOTES], "sent_at": event.starts_at, "now": event.starts_at}
        sync_scans(actor=officer, lane_id=lane.id, device=event.id, **sent)


def _decide(election: Election, region: str, first: Actor, second: Actor) -> None:
    """A training with minutes that two signed; one of its two decisions is late in some units."""
    starts = _at(11, 5, 9)
    event = plan_event(
        actor=first,
        election=election,
        kind=EventKind.TRAINING,
        title="Bimtek PPK dan PPS (peragaan)",
        place="Balai pertemuan rekaan",
        region=region,
        starts_at=starts,
        ends_at=starts + timedelta(hours=4),
        now=_at(11, 1, 9),
    )
    _attend(event, first)
    one: Given = {"event_id": event.id, "now": GATHERED}
    text = "Peragaan: dibahas kesiapan kotak, daftar hadir pemilih, dan larangan memihak di media sosial."
    write_minutes(actor=first, text=text, **one)
    checked = "Memeriksa isi dan segel setiap kotak, dengan berita acara."
    add_decision(actor=first, text=checked, kind="PPS", region=region, due_on=date(2024, 11, 20), **one)
    listed = "Mengumpulkan nomor darurat setiap TPS."
    add_decision(actor=first, text=listed, kind="PPK", region=region, due_on=date(2024, 11, 7), **one)
    sign_minutes(actor=first, **one)
    second_minutes(actor=second, **one)
    for place, task in enumerate(Task.objects.filter(decision__minutes__event=event).order_by("region")):
        if place % 3 == 0:
            note_task(actor=first, task_id=task.id, note="Peragaan: berita acara di map 3.", closes=True, now=TOLD)


def _publish(election: Election, region: str, officer: Actor) -> None:
    material = publish_material(
        actor=officer,
        election=election,
        title="Lima hal untuk diingat (peragaan)",
        text=MATERIAL,
        kinds=[BodyKind.KPPS, BodyKind.PPS],
        region=region,
        now=TOLD,
    )
    for row in _serving(region, (BodyKind.KPPS, BodyKind.PPS), day_of(TOLD), READERS):
        confirm_reading(actor=_themself(row), material_id=material.id, now=TOLD + timedelta(hours=2))
