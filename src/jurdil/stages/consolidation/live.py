"""The live picture of an event: quorum, answers, flow per lane, and whom to call about those who are missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import covers
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.stages.consolidation.models import Event, Lane, ScanAct
from jurdil.stages.consolidation.queries import Share, event_of, family_of, invitations_of, presences_of, unit_of

RECENT = timedelta(minutes=5)
CALLED_BEFORE = timedelta(hours=3)  # phone numbers are shown from so long before the event until its end
DISTRICT_STEPS, WARD_STEPS = 3, 4


@dataclass(frozen=True)
class Quorum:
    """present of invited; needed: how many must be present so that more than the rule's part of them is."""

    present: int
    invited: int
    needed: int

    @property
    def is_reached(self) -> bool:
        """Whether so many are present, of at least one invited."""
        return self.invited > 0 and self.present >= self.needed


def quorum_of(event: Event, share: Share) -> Quorum:
    """Return the quorum of an event for the people counted in `share`. Law: consolidation.quorum, a policy."""
    part = load_profile(event.election.profile).decimal("consolidation.quorum")
    return Quorum(share.count, share.of, int(share.of * part) + 1)


@query(*OFFICERS, Role.SUPERVISOR)
def answers_of(*, actor: Actor, event_id: UUID) -> dict[str, int]:
    """Return how many invitations in the actor's region have which answer; `` for none."""
    event_of(actor=actor, event_id=event_id)
    rows = invitations_of(actor=actor, event_id=event_id).order_by().values_list("answer").annotate(Count("id"))
    return dict(rows)


@dataclass(frozen=True)
class Flow:
    """How many people a lane checked in: in the last minutes, and in all. last_at: the newest note of the lane."""

    lane: Lane
    recent: int
    count: int


@query(*OFFICERS, Role.SUPERVISOR)
def flow_by_lane(*, actor: Actor, event_id: UUID, now: datetime) -> list[Flow]:
    """Return the flow of each lane of an event and its sites that lies in the actor's region or admits it."""
    event_of(actor=actor, event_id=event_id)
    arrivals = Q(scans__act=ScanAct.ARRIVE, scans__fault="")
    rows = Lane.objects.filter(event__in=family_of(event_id), closed_at__isnull=True).annotate(
        recent=Count("scans", filter=arrivals & Q(scans__at__gt=now - RECENT)), count=Count("scans", filter=arrivals)
    )
    here = [row for row in rows.order_by("name") if covers(actor.region, row.region)]
    return [Flow(row, int(getattr(row, "recent", 0)), int(getattr(row, "count", 0))) for row in here]


@dataclass(frozen=True)
class Contact:
    """The chair of a unit, to be asked about those of it who are missing. phone: empty outside the hours of calling."""

    unit: str
    missing: int
    of: int
    name: str
    is_present: bool
    phone: str


@query(*OFFICERS)
def contacts_of(*, actor: Actor, event_id: UUID, steps: int, now: datetime) -> list[Contact]:
    """Return whom to call about the missing, unit by unit (3 district: chair of the PPK, 4 ward: of the PPS).

    Most missing first; a unit without anybody missing is left out. Phones are shown around the event only.
    """
    event = event_of(actor=actor, event_id=event_id)
    came: dict[UUID, bool] = {}
    invited, missing = Counter[str](), Counter[str]()
    for region, person, is_present in presences_of(actor=actor, event_id=event_id):
        came[person] = is_present
        unit = unit_of(region, steps)
        invited[unit] += 1
        missing[unit] += not is_present
    kind = BodyKind.PPK if steps == DISTRICT_STEPS else BodyKind.PPS
    chairs = appointments_on(actor.region, day_of(event.starts_at)).filter(
        seat__body__kind=kind, seat__body__election=event.election_id, seat__role=SeatRole.CHAIR
    )
    by_unit: dict[str, Appointment] = {one.region: one for one in chairs}
    may_call = event.starts_at - CALLED_BEFORE <= now <= event.ends_at
    found = []
    for unit in sorted(missing, key=lambda unit: (-missing[unit], unit)):
        chair = by_unit.get(unit)
        if missing[unit]:
            phone = chair.person.phone.reveal() if chair is not None and may_call else ""
            name = chair.person.name if chair is not None else ""
            is_present = chair is not None and came.get(chair.person_id, False)
            found.append(Contact(unit, missing[unit], invited[unit], name, is_present, phone))
    return found
