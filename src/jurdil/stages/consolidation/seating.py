"""In which room somebody sits: that of the closest allotment that their unit falls under."""

from __future__ import annotations

from jurdil.foundation.storage.codes import covers
from jurdil.stages.consolidation.models import Allotment, Event, Invitation


class Rooms:
    """The rooms of an event by unit and kind of body."""

    def __init__(self, event: Event) -> None:
        rows = list(Allotment.objects.filter(event=event, room__isnull=False).select_related("room"))
        self._rows = sorted(rows, key=lambda one: (len(one.region), one.kind), reverse=True)

    def room_of(self, invitation: Invitation) -> str:
        """Return the name of the room; empty where no room is kept for the unit."""
        kind = invitation.appointment.seat.body.kind if invitation.appointment else ""
        for one in self._rows:
            if covers(one.region, invitation.region) and one.kind in ("", kind) and one.room is not None:
                return one.room.name
        return ""
