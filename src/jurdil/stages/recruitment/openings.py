"""Open recruitment: a call for one body in one place, with the seats that are needed and the days of registration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.stages.recruitment.models import Opening
from jurdil.stages.recruitment.windows import registration_days, window_rule

PER_STATION = frozenset({BodyKind.KPPS, BodyKind.LINMAS})


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def open_recruitment(
    *,
    actor: Actor,
    election: Election,
    body: BodyKind,
    region: str,
    needed: int,
    now: datetime,
    opens: date | None = None,
    closes: date | None = None,
    ground: str = "",
) -> Opening:
    """Call for applications to a body in a ward or district.

    opens, closes: days of registration, both included; without them those of the election's profile. ground: why they
    differ from it. Raises Refused (access.region, recruitment.window), Conflict where the call stands already.
    """
    actor.must_reach(region)
    if Opening.objects.filter(election=election, body=body, region=region).exists():
        raise Conflict("Pendaftaran untuk badan dan wilayah ini sudah dibuka.")
    first, last = _days(election, body, opens, closes)
    opening = Opening.objects.create(
        election=election, body=body, region=region, needed=needed, opens=first, closes=last, ground=ground
    )
    record_act(_opened(opening, actor, window_rule(load_profile(election.profile), body)), now=now)
    return opening


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def open_recruitment_in_bulk(
    *,
    actor: Actor,
    election: Election,
    body: BodyKind,
    needed: Mapping[str, int],
    now: datetime,
    opens: date | None = None,
    closes: date | None = None,
    ground: str = "",
) -> list[Opening]:
    """Call for applications in many regions at once and return the new openings; those that stand already are kept.

    needed: seats by region code; `seats_needed` counts them. opens, closes, ground: as of `open_recruitment`. Raises
    Refused (access.region, recruitment.window).
    """
    for region in needed:
        actor.must_reach(region)
    first, last = _days(election, body, opens, closes)
    standing = set(Opening.objects.filter(election=election, body=body).values_list("region", flat=True))
    made = [
        Opening(
            election=election, body=body, region=region, needed=seats, opens=first, closes=last, ground=ground.strip()
        )
        for region, seats in sorted(needed.items())
        if region not in standing
    ]
    insert_rows(made)
    rule = window_rule(load_profile(election.profile), body)
    record_acts((_opened(opening, actor, rule) for opening in made), now=now)
    return made


def seats_needed(election: Election, body: BodyKind, region: str) -> dict[str, int]:
    """Return the seats of a body in every ward of `region` that has stations, by ward; of KPPS and order officers.

    Law: body.kpps.size, body.linmas.size. Raises ValueError for a body that is not formed per station.
    """
    if body not in PER_STATION:
        raise ValueError(f"{body} is not formed per station")
    size = load_profile(election.profile).number(f"body.{body.value.lower()}.size")
    stations: dict[str, int] = {}
    rows = PollingStation.objects.filter(election=election).values_list("region", flat=True)
    for ward in rows:
        if ward == region or not region or ward.startswith(region + "."):
            stations[ward] = stations.get(ward, 0) + size
    return stations


def _days(election: Election, body: BodyKind, opens: date | None, closes: date | None) -> tuple[date, date]:
    stated = registration_days(election, body)
    first = opens or (stated[0] if stated else None)
    last = closes or (stated[1] if stated else None)
    if first is None or last is None or last < first:
        raise Refused(
            "recruitment.window",
            "Hari pertama dan terakhir pendaftaran belum ditentukan dengan benar.",
            "Isi kedua tanggal; hari terakhir tidak mendahului hari pertama.",
        )
    return first, last


def _opened(opening: Opening, actor: Actor, rule: str) -> Act:
    record = {
        "body": str(opening.body),
        "needed": opening.needed,
        "opens": opening.opens.isoformat(),
        "closes": opening.closes.isoformat(),
        "ground": opening.ground,
        "criteria": list(load_profile(opening.election.profile).words("selection.criteria")),
        "by": actor.label,
    }
    return Act("recruitment.opened", opening.region, str(opening.id), record, rule)
