"""Open, close and extend a stage of an election's calendar. Stages overlap by design; each has its own state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import covers
from jurdil.law import Profile, load_profile
from jurdil.registry.elections.models import StageInterval, StageState


def _locked(actor: Actor, interval_id: UUID) -> StageInterval:
    interval = StageInterval.objects.select_for_update(of=("self",)).select_related("election").filter(id=interval_id)
    found = interval.first()
    if found is None or not (actor.reaches(found.region) or covers(found.region, actor.region)):
        raise NotFound("Tahapan ini tidak ada, atau bukan untuk wilayah Anda.")
    return found


def _set_state(interval: StageInterval, state: StageState, actor: Actor, now: datetime) -> StageInterval:
    if interval.state == state:
        raise Conflict("Tahapan ini sudah dalam keadaan itu.")
    interval.state = state
    interval.save(update_fields=["state"])
    record = {
        "election": interval.election_id,
        "body": interval.body,
        "stage": interval.stage,
        "state": state.value,
        "by": actor.label,
    }
    record_act(Act("elections.stage_" + state.value, interval.region, str(interval.id), record), now=now)
    return interval


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def open_stage(*, actor: Actor, interval_id: UUID, now: datetime) -> StageInterval:
    """Open a stage, whatever its neighbours do. Raises NotFound, Conflict (open already), Refused (access.region)."""
    interval = _locked(actor, interval_id)
    actor.must_reach(interval.region)
    return _set_state(interval, StageState.OPEN, actor, now)


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def close_stage(*, actor: Actor, interval_id: UUID, now: datetime) -> StageInterval:
    """Close a stage. Raises NotFound, Conflict (closed already), Refused (access.region)."""
    interval = _locked(actor, interval_id)
    actor.must_reach(interval.region)
    return _set_state(interval, StageState.CLOSED, actor, now)


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def extend_stage(
    *, actor: Actor, interval_id: UUID, region: str, until: date, rule: str, ground: str, now: datetime
) -> StageInterval:
    """Give `region` (inside the stage's own) more days after the stage's end, up to and with `until`; once.

    rule: id of the rule of the election's profile that the extension rests on. ground: why, in words. The extension is
    an interval of its own, open at once if its first day has come.
    Raises NotFound, Conflict (extended already), Refused (access.region, recruitment.window).
    """
    interval = _locked(actor, interval_id)
    _ask_law(load_profile(interval.election.profile), interval, until, rule, ground)
    actor.must_reach(region)
    if not covers(interval.region, region):
        raise NotFound("Wilayah itu di luar wilayah tahapan ini.")
    same = StageInterval.objects.filter(election=interval.election, body=interval.body, stage=interval.stage)
    if same.filter(region=region).exclude(ground="").exists():
        raise Conflict("Wilayah ini sudah pernah mendapat perpanjangan untuk tahapan ini.")
    first = interval.end + timedelta(days=1)
    extension = StageInterval.objects.create(
        election=interval.election,
        body=interval.body,
        stage=interval.stage,
        label=interval.label,
        region=region,
        start=first,
        end=until,
        state=StageState.OPEN if day_of(now) >= first else StageState.PLANNED,
        source=interval.source,
        ground=f"{rule}: {ground.strip()}",
    )
    record = {
        "election": interval.election_id,
        "body": interval.body,
        "stage": interval.stage,
        "until": until.isoformat(),
        "ground": extension.ground,
        "by": actor.label,
    }
    record_act(Act("elections.stage_extended", region, str(extension.id), record, rule), now=now)
    return extension


def _ask_law(profile: Profile, interval: StageInterval, until: date, rule: str, ground: str) -> None:
    if rule not in profile.rules or not ground.strip():
        raise Refused(
            "recruitment.window",
            "Perpanjangan memerlukan alasan dan aturan yang menjadi dasarnya.",
            "Pilih aturannya dan tulis alasannya, lalu kirim lagi.",
        )
    if until <= interval.end:
        raise Refused(
            "recruitment.window",
            "Hari terakhir perpanjangan tidak sesudah hari terakhir tahapan.",
            "Pilih hari sesudah tahapan berakhir.",
        )
