"""Lock a person to a station by decision, and release the lock; whatever forms teams again respects it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import covers, within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.stages.placement.models import Lock, Proposal, ProposalState
from jurdil.stages.recruitment.models import Application


def locks_in(election: Election, regions: Sequence[str]) -> dict[str, str]:
    """Return the locks that hold in `regions`: application id to station, as the engine takes them."""
    found: dict[str, str] = {}
    for region in regions:
        rows = Lock.objects.filter(within("region", region), election=election, released_at__isnull=True)
        rows = rows.filter(application__withdrawn_at__isnull=True)
        found |= {str(application): station for application, station in rows.values_list("application_id", "station")}
    return found


@verb(Role.PPS, Role.KPU_REGENCY)
def lock_person(*, actor: Actor, application_id: UUID, station: str, reason: str, now: datetime) -> Lock:
    """Keep a person in `station` until the lock is released.

    Raises Refused (placement.lock without a reason, where the station is full of locks, or in another
    ward), NotFound outside the actor's region, Conflict if the person is locked or the ward is appointed.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("opening__election")
        .filter(id=application_id, body=BodyKind.KPPS)
        .first()
    )
    if application is None or not actor.reaches(application.region):
        raise NotFound("Pelamar ini tidak ada, atau bukan di wilayah Anda.")
    _needs_reason(reason)
    election = application.opening.election
    _refuse_station(election, application.region, station)
    if Lock.objects.filter(application=application, released_at__isnull=True).exists():
        raise Conflict("Orang ini sudah dikunci. Buka dahulu kuncinya.")
    lock = Lock.objects.create(
        election=election,
        application=application,
        region=application.region,
        station=station,
        reason=reason.strip()[:300],
        locked_by=actor.label,
        locked_at=now,
    )
    record = {"application": str(application.id), "station": station, "reason": lock.reason, "by": actor.label}
    record_act(Act("placement.locked", lock.region, str(lock.id), record, "placement.lock"), now=now)
    return lock


@verb(Role.PPS, Role.KPU_REGENCY)
def release_lock(*, actor: Actor, lock_id: UUID, reason: str, now: datetime) -> Lock:
    """End a lock; nobody moves by that alone. Raises Refused without a reason, NotFound, Conflict if it has ended."""
    lock = Lock.objects.select_for_update().filter(id=lock_id).first()
    if lock is None or not actor.reaches(lock.region):
        raise NotFound("Kunci ini tidak ada, atau bukan di wilayah Anda.")
    _needs_reason(reason)
    if lock.released_at is not None:
        raise Conflict("Kunci ini sudah dibuka.")
    lock.release_reason, lock.released_by, lock.released_at = reason.strip()[:300], actor.label, now
    lock.save(update_fields=["release_reason", "released_by", "released_at"])
    record = {"reason": lock.release_reason, "by": actor.label}
    record_act(Act("placement.released", lock.region, str(lock.id), record, "placement.lock"), now=now)
    return lock


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(
            "placement.lock",
            "Kunci dipasang dan dibuka dengan alasan tertulis.",
            "Tuliskan alasannya, lalu kirim ulang.",
        )


def _refuse_station(election: Election, ward: str, station: str) -> None:
    if not covers(ward, station) or not PollingStation.objects.filter(election=election, code=station).exists():
        raise Refused(
            "placement.lock",
            "TPS ini bukan di kelurahan orang itu.",
            "Pilih TPS di kelurahannya sendiri.",
        )
    done = Proposal.objects.filter(election=election, region=ward, state=ProposalState.APPOINTED)
    if done.exists():
        raise Conflict("Tim kelurahan ini sudah diangkat; perubahan dilakukan lewat penggantian.")
    size = load_profile(election.profile).number("body.kpps.size")
    if Lock.objects.filter(election=election, station=station, released_at__isnull=True).count() >= size:
        raise Refused(
            "placement.lock",
            "Semua kursi TPS ini sudah terkunci.",
            "Buka dahulu salah satu kuncinya, atau pilih TPS lain.",
        )
