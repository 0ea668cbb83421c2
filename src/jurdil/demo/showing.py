"""What the demo shows beside the lot: a ward whose plenary decided, letters, vacancies at every step; all simulated.

The verbs are the real ones; what the plenary says of people follows the invented points, which it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import regency_of
from jurdil.registry.bodies.letters import ask_for_letters
from jurdil.registry.bodies.models import Appointment, AppointmentLetter, BodyKind, SeatRole
from jurdil.registry.bodies.queries import serving
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.filling import fill_seat
from jurdil.stages.placement.letters import rests_within
from jurdil.stages.placement.models import ReplacementState
from jurdil.stages.placement.opening import open_vacancy
from jurdil.stages.placement.replacing import answer_offer
from jurdil.stages.placement.vacating import Vacancy, vacate_ward
from jurdil.stages.selection.plenaries import Weighed, hold_plenary, second_plenary, sign_plenary, weigh_applications
from jurdil.stages.selection.queries import selectable

TAKEN_OF_A_HUNDRED = 95  # the others are told in words why they are not
WORDS: Mapping[str, tuple[str, str, str]] = {
    "competence": (
        "mengisi contoh formulir C tanpa salah",
        "mengisi contoh formulir C dengan satu dua koreksi",
        "masih perlu dibimbing mengisi formulir C",
    ),
    "capacity": (
        "sehat, dan luang pada hari pemungutan suara serta bimbingan teknis",
        "luang pada hari pemungutan suara",
        "waktunya terbatas karena pekerjaan",
    ),
    "integrity": (
        "jawabannya tentang kejujuran terbuka dan jelas",
        "menjawab pertanyaan tentang kejujuran",
        "jawabannya tentang kejujuran belum meyakinkan rapat",
    ),
    "independence": (
        "tidak terkait dengan peserta pemilihan mana pun",
        "menyatakan tidak terkait dengan peserta pemilihan",
        "keterangannya tentang peserta pemilihan belum lengkap",
    ),
}
"""What a plenary says by criterion where somebody is strong, fair, or weak in it."""


def words_for(points: Mapping[str, int]) -> dict[str, str]:
    """Return what a plenary says of somebody by each criterion. points: 0 to 100 by criterion."""
    levels = {key: 0 if points[key] >= 70 else 1 if points[key] >= 45 else 2 for key in WORDS}
    return {key: f"Peragaan: {WORDS[key][level]}." for key, level in levels.items()}


def decide_by_plenary(
    election: Election,
    ward: str,
    first: Actor,
    second: Actor,
    points: Mapping[UUID, Mapping[str, int]],
    now: datetime,
) -> int:
    """Let the PPS of a ward decide its KPPS in plenary, by the law alone; returns how many were considered.

    points: what the invented world holds of each application, by criterion.
    """
    rows = selectable(election, ward, BodyKind.KPPS)
    ranked = sorted(rows, key=lambda row: (-sum(points[row.application_id].values()), row.application_id))
    taken = max(1, len(ranked) * TAKEN_OF_A_HUNDRED // 100)
    present = [one.name for one in serving(ward, day_of(now), kind=BodyKind.PPS)]
    held = {"held_on": day_of(now), "minutes": "7/PPS/X/2024 (peragaan)", "present": present}
    plenary = hold_plenary(actor=first, election=election, region=ward, now=now, **held)  # type: ignore[arg-type]  # three kinds of value
    entries = [
        Weighed(row.application_id, place if place <= taken else None, words_for(points[row.application_id]))
        for place, row in enumerate(ranked, start=1)
    ]
    weigh_applications(actor=first, plenary_id=plenary.id, entries=entries, now=now)
    sign_plenary(actor=first, plenary_id=plenary.id, now=now)
    second_plenary(actor=second, plenary_id=plenary.id, now=now + timedelta(hours=1))
    return len(entries)


def write_letters(election: Election, wards: Sequence[str], actor: Actor, now: datetime) -> int:
    """Make the letters of some wards; returns how many."""
    for ward in wards:
        rests = rests_within(election, ward, day_of(now))
        ask_for_letters(actor=actor, election=election, region=ward, policies=rests, on=day_of(now), now=now)
    work_off(clock=lambda: now)
    return AppointmentLetter.objects.count()


def leave_seats(election: Election, ward: str, actor: Actor, signatory: str, now: datetime) -> int:
    """Let some members of a ward's KPPS resign, so that each step of a vacancy can be seen; returns how many.

    One is replaced with a letter, two have accepted, two are asked, and one seat waits for an officer to ask.
    """
    rows = Appointment.objects.filter(
        seat__body__election=election, seat__body__kind=BodyKind.KPPS, seat__role=SeatRole.MEMBER, end_rule=""
    )
    leaving = rows.filter(region__gte=ward + "/", region__lt=ward + "0").order_by("region", "seat__number")
    told = ("resigned", "Peragaan: pindah kota.", "PAW (peragaan)", day_of(now))
    first, *left = [Vacancy(one.id, *told) for one in leaving[::7][:6]]
    open_vacancy(actor=actor, now=now, **asdict(first))
    cases = vacate_ward(actor=actor, election=election, ward=ward, vacancies=left, now=now)
    asked = [case for case in cases if case.state == ReplacementState.OFFERED]
    for case in asked[:3]:
        assert case.offered_to is not None  # it has just been offered
        person = Actor(role=Role.APPLICANT, region="", person_id=case.offered_to.person_id, is_simulated=True)
        answer_offer(actor=person, replacement_id=case.id, accepts=True, now=now + timedelta(hours=1))
    if asked:
        decree = {"number": f"PAW/{ward}/2024 (peragaan)", "authority": regency_of(ward), "signatory": signatory}
        later = now + timedelta(hours=2)
        fill_seat(actor=actor, replacement_id=asked[0].id, on=day_of(later), now=later, **decree)
        work_off(clock=lambda: later)
    return len(left) + 1
