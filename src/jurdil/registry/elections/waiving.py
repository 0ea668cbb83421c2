"""Waive the domicile for one station by two officers, with its ground: a prison has no residents who apply."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, must_be_another
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import within
from jurdil.registry.elections.models import Election, PollingStation, Waiver
from jurdil.registry.elections.queries import station_of

RULE = "teams.waiver"


def _must_explain(ground: str) -> str:
    if not ground.strip():
        raise Refused(RULE, "Kelonggaran memerlukan alasan yang dicatat.", "Tulis alasannya, lalu kirim lagi.")
    return ground.strip()[:300]


@verb(Role.KPU_REGENCY)
def propose_waiver(*, actor: Actor, election: Election, station: str, ground: str, now: datetime) -> Waiver:
    """Propose to let a station be filled from outside its ward. ground: why, in words that everybody may read.

    Raises NotFound, Refused (access.region, teams.waiver without a ground), Conflict if waived or proposed.
    """
    actor.must_reach(station)
    found = _locked(election, station)
    if found.waiver_ground or found.waivers.filter(decided_at__isnull=True).exists():
        raise Conflict("Kelonggaran TPS ini sudah dicatat atau diusulkan.")
    made = Waiver.objects.create(station=found, ground=_must_explain(ground), proposed_by=actor.label, proposed_at=now)
    record_act(_act("elections.waiver_proposed", found, made.ground, actor), now=now)
    return made


@verb(Role.KPU_REGENCY)
def second_waiver(*, actor: Actor, waiver_id: UUID, agrees: bool, now: datetime) -> PollingStation:
    """Sign a proposed waiver as the second officer, from when it counts; or take the proposal away.

    Raises NotFound, Refused (access.two_people unless the actor is another account), Conflict if it is decided.
    """
    made = Waiver.objects.select_for_update(of=("self",)).select_related("station").filter(id=waiver_id).first()
    if made is None or not actor.reaches(made.station.code):
        raise NotFound("Usulan ini tidak ada, atau bukan di wilayah Anda.")
    if made.decided_at is not None:
        raise Conflict("Usulan ini sudah diputus.")
    must_be_another(actor, made.proposed_by)
    found = PollingStation.objects.select_for_update().get(id=made.station_id)
    if not agrees:
        record_act(_act("elections.waiver_dropped", found, made.ground, actor), now=now)
        made.delete()
        return found
    made.seconded_by, made.decided_at = actor.label, now
    made.save(update_fields=["seconded_by", "decided_at"])
    found.waiver_ground = made.ground
    found.save(update_fields=["waiver_ground"])
    record_act(_act("elections.domicile_waived", found, made.ground, actor), now=now)
    return found


@verb(Role.KPU_REGENCY)
def end_waiver(*, actor: Actor, election: Election, station: str, now: datetime) -> PollingStation:
    """End a station's waiver, back to the law; who serves there already stays.

    One officer may: nobody is ruled on, and lifting the rule again takes two. Raises NotFound, Refused (access.region),
    Conflict.
    """
    actor.must_reach(station)
    found = _locked(election, station)
    if not found.waiver_ground:
        raise Conflict("TPS ini tidak mempunyai kelonggaran.")
    record_act(_act("elections.waiver_ended", found, found.waiver_ground, actor), now=now)
    found.waiver_ground = ""
    found.save(update_fields=["waiver_ground"])
    return found


def _locked(election: Election, station: str) -> PollingStation:
    return PollingStation.objects.select_for_update().get(id=station_of(election, station).id)


def _act(kind: str, station: PollingStation, ground: str, actor: Actor) -> Act:
    record = {"election": station.election_id, "ground": ground, "by": actor.label}
    return Act(kind, station.code, str(station.id), record, RULE)


@query(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
def special_stations(*, actor: Actor, election: Election) -> QuerySet[PollingStation]:
    """Return the special stations of the actor's region and those with a waiver, in the order of their codes.

    A waiver that waits for its second officer is among the `proposals` of its station.
    """
    rows = PollingStation.objects.filter(within("region", actor.region), election=election)
    waiting = Waiver.objects.filter(decided_at__isnull=True)
    rows = rows.filter(Q(is_special=True) | ~Q(waiver_ground="") | Exists(waiting.filter(station=OuterRef("pk"))))
    return rows.prefetch_related(Prefetch("waivers", waiting, to_attr="proposals")).order_by("code")
