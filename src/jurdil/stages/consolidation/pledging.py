"""The integrity pact: signed clause by clause or spoken together, and anchored in the log. It costs nobody a seat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import regency_of
from jurdil.law import load_profile
from jurdil.law.pacts import Pact, pact_of
from jurdil.registry.bodies.models import Appointment
from jurdil.stages.consolidation.models import Pledge
from jurdil.stages.consolidation.pledge_models import Misunderstanding, Talk
from jurdil.stages.consolidation.pledge_notices import tell_recorded
from jurdil.stages.consolidation.queries import pledges_in

HANDED_OVER = ("device", "oath")


def misunderstood(pact: Pact, answers: Mapping[str, int]) -> list[str]:
    """Return the clauses whose item was answered otherwise; `answers` are places among the options, by clause."""
    return [clause.key for clause in pact.clauses if answers.get(clause.key, clause.item.right) != clause.item.right]


@verb(Role.APPLICANT, Role.PPS, Role.PPK, Role.KPU_REGENCY)
def sign_pledge(
    *,
    actor: Actor,
    appointment_id: UUID,
    accepted: Sequence[str],
    how: str,
    now: datetime,
    witness: str = "",
    answers: Mapping[str, int] | None = None,
) -> Pledge:
    """Sign the pact for the role that `appointment_id` gives: one's own, or on an officer's device with a witness.

    how: own, device, oath; only the person's own signature is `own`. answers: the option chosen for each clause's item;
    an item that was answered otherwise is counted and may lead to a talk, never to a refusal. Raises Refused
    (consolidation.pledge) while a clause is not accepted or the witness is missing, Conflict if the seat is no longer
    held or this version is signed in that role of the body. Nobody loses a seat by it: whoever has not signed is
    listed as owing it.
    """
    appointment = _locked(actor, appointment_id, now)
    is_own = actor.role == Role.APPLICANT
    profile = appointment.seat.body.election.profile
    pact = pact_of(profile)
    seat = appointment.seat
    if pledges_in(seat.body_id, appointment.person_id, profile, role=seat.role).exists():
        raise Conflict("Pakta versi ini sudah ditandatangani untuk peran ini di badan ini.")
    if set(pact.keys) - set(accepted):
        raise Refused(
            "consolidation.pledge",
            "Semua butir pakta perlu disetujui untuk menandatangani.",
            "Baca kembali butir yang belum disetujui; tanyakan kepada PPS bila ada yang belum jelas.",
        )
    if not is_own and (not witness.strip() or how not in HANDED_OVER):
        raise Refused(
            "consolidation.pledge",
            "Pakta yang ditandatangani di perangkat petugas memerlukan seorang saksi.",
            "Isi nama atau jabatan saksi, lalu kirim ulang.",
        )
    pledge = Pledge(
        person_id=appointment.person_id,
        seat_id=appointment.seat_id,
        region=appointment.region,
        version=pact.version,
        text_hash=pact.text_hash,
        clauses=list(pact.keys),
        how="own" if is_own else how,
        witness=witness.strip()[:80],
        at=now,
        is_asked=set(pact.keys) <= set(answers or {}),
    )
    record = {"person": str(pledge.person_id), "version": pact.version, "text": pact.text_hash, "how": pledge.how}
    record |= {"seat": str(pledge.seat_id), "witness": pledge.witness, "by": actor.label}
    act = Act("consolidation.pledged", pledge.region, str(pledge.id), record, "consolidation.pledge")
    pledge.leaf_id = record_act(act, now=now)
    pledge.save(force_insert=True)
    if not is_own:
        tell_recorded([pledge], now=now)
    if pledge.is_asked:
        _note_answers(pledge, appointment, misunderstood(pact, answers or {}), now)
    return pledge


def _locked(actor: Actor, appointment_id: UUID, now: datetime) -> Appointment:
    """Return the appointment, locked, if the actor holds it or governs its place, and it is still held."""
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("seat__body__election", "person")
        .filter(id=appointment_id)
        .first()
    )
    is_own = appointment is not None and actor.role == Role.APPLICANT and appointment.person_id == actor.person_id
    if appointment is None or not (is_own or actor.reaches(appointment.region)):
        raise NotFound("Pengangkatan ini tidak ada, atau bukan milik Anda.")
    is_over = appointment.end < max(day_of(now), appointment.start)
    if appointment.corrected_by_id is not None or is_over:
        raise Conflict("Pengangkatan ini sudah berakhir atau sudah dikoreksi; tidak perlu pakta lagi.")
    return appointment


def _note_answers(pledge: Pledge, appointment: Appointment, clauses: Sequence[str], now: datetime) -> None:
    """Count what was not understood, and propose a talk where the rule says so."""
    insert_rows([Misunderstanding(pledge=pledge, clause=key, region=pledge.region) for key in clauses])
    profile = load_profile(appointment.seat.body.election.profile)
    if len(clauses) < profile.number("consolidation.talk"):
        return
    Talk.objects.create(
        pledge=pledge, appointment=appointment, region=pledge.region, clauses=list(clauses), proposed_at=now
    )
    text = "Pakta Anda sudah tercatat. Petugas akan mengajak Anda berbincang tentang beberapa contoh kejadian."
    person = appointment.person
    queue_message(
        Letter("consolidation.talk", pledge.region, text, person.id, person.phone.reveal(), person.email.reveal()),
        now=now,
    )


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY)
def hold_talk(*, actor: Actor, talk_id: UUID, note: str, now: datetime) -> Talk:
    """Note that the make-up talk was held. Raises NotFound outside the region, Conflict if it was held already."""
    talk = Talk.objects.select_for_update(of=("self",)).filter(id=talk_id).first()
    if talk is None or not actor.reaches(talk.region):
        raise NotFound("Bincang ini tidak ada, atau bukan di wilayah Anda.")
    if talk.held_at is not None:
        raise Conflict("Bincang ini sudah dicatat.")
    talk.held_at, talk.held_by, talk.note = now, actor.label, note.strip()[:300]
    talk.save(update_fields=["held_at", "held_by", "note"])
    record = {"note": talk.note, "by": actor.label}
    # The public line names the regency: of a station's seven it would nearly say who did not understand.
    act = Act("consolidation.talked", regency_of(talk.region), str(talk.pledge_id), record, "consolidation.talk")
    record_act(act, now=now)
    return talk
