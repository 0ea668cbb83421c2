"""Waive the domicile for one station, with its ground: a prison or a hospital has no residents who apply."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import within
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.elections.queries import station_of

RULE = "teams.waiver"


def _must_explain(ground: str) -> str:
    if not ground.strip():
        raise Refused(RULE, "Kelonggaran memerlukan alasan yang dicatat.", "Tulis alasannya, lalu kirim lagi.")
    return ground.strip()[:300]


@verb(Role.KPU_REGENCY)
def waive_domicile(*, actor: Actor, election: Election, station: str, ground: str, now: datetime) -> PollingStation:
    """Let a station be filled from outside its ward. ground: why, in words that everybody may read.

    Raises NotFound, Refused (access.region, teams.waiver without a ground), Conflict if it is waived already.
    """
    actor.must_reach(station)
    found = _locked(election, station)
    if found.waiver_ground:
        raise Conflict("Kelonggaran TPS ini sudah dicatat.")
    found.waiver_ground = _must_explain(ground)
    found.save(update_fields=["waiver_ground"])
    record_act(_act("elections.domicile_waived", found, actor), now=now)
    return found


@verb(Role.KPU_REGENCY)
def end_waiver(*, actor: Actor, election: Election, station: str, now: datetime) -> PollingStation:
    """End a station's waiver; who serves there already stays. Raises NotFound, Refused (access.region), Conflict."""
    actor.must_reach(station)
    found = _locked(election, station)
    if not found.waiver_ground:
        raise Conflict("TPS ini tidak mempunyai kelonggaran.")
    record_act(_act("elections.waiver_ended", found, actor), now=now)
    found.waiver_ground = ""
    found.save(update_fields=["waiver_ground"])
    return found


def _locked(election: Election, station: str) -> PollingStation:
    return PollingStation.objects.select_for_update().get(id=station_of(election, station).id)


def _act(kind: str, station: PollingStation, actor: Actor) -> Act:
    record = {"election": station.election_id, "ground": station.waiver_ground, "by": actor.label}
    return Act(kind, station.code, str(station.id), record, RULE)


@query(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
def special_stations(*, actor: Actor, election: Election) -> QuerySet[PollingStation]:
    """Return the special stations of the actor's region and those with a waiver, in the order of their codes."""
    rows = PollingStation.objects.filter(within("region", actor.region), election=election)
    return rows.filter(Q(is_special=True) | ~Q(waiver_ground="")).order_by("code")
