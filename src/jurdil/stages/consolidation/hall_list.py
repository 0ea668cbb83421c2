"""The list that a lane's device holds in the dark: name, unit and invitation, a hash of the typed code, no more.

Text, signed with the key that signs the invitations, in the manner of the revocation list: a line a unit with its room,
a person or a revoked invitation, an empty line, the key's id and the signature over everything before that line.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import QuerySet

from jurdil.engines.papers.token import short_id
from jurdil.foundation.storage.codes import within
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.forms import body_label
from jurdil.stages.consolidation.models import Invitation, Lane
from jurdil.stages.consolidation.seating import Rooms

TYPE = "jurdil/hall-list/v1"
CODE_SIGNS = 12  # 48 bits: a mistyped code meets a foreign hash once in 10^11 tries among 2,011


def code_hash(event_id: UUID, code: str) -> str:
    """Return the short hash by which a device knows a typed code, without holding the code itself."""
    return sha256(f"{event_id.hex}:{code}".encode()).hexdigest()[:CODE_SIGNS]


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of the regions that `codes` lie in, stations by their ward."""
    wards = {code.split("/")[0] for code in codes}
    return dict(Region.objects.filter(code__in=wards).values_list("code", "name"))


def invitee_unit(invitation: Invitation, names: dict[str, str]) -> str:
    """Return what a door, a badge and a list call somebody's unit: body, place, station; a guest's own words."""
    if invitation.guest_unit:
        return " ".join(invitation.guest_unit.split())
    ward, _slash, station = invitation.region.partition("/")
    body = body_label(invitation.appointment.seat.body.kind) if invitation.appointment else ""
    return " ".join(word for word in (body, names.get(ward, ward), f"TPS {station}" if station else "") if word)


def _invited(lane: Lane) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(within("region", lane.region), event=lane.event_id)
    return rows.select_related("person", "appointment__seat__body").order_by("region", "id")


def hall_list_text(lane: Lane, key: Ed25519PrivateKey, *, issued: datetime) -> str:
    """Return the signed list of the people whom `lane` admits."""
    rows, rooms = list(_invited(lane)), Rooms(lane.event)
    names = region_names(row.region for row in rows)
    units: dict[str, int] = {}
    people, revoked = [], []
    for row in rows:
        if row.revoked_at is not None:
            revoked.append(f"revoked\t{row.id.hex}")
            continue
        words = " · ".join(filter(None, (invitee_unit(row, names), " ".join(rooms.room_of(row).split()))))
        unit = units.setdefault(words, len(units))
        name = " ".join(row.person.name.split())
        people.append(f"person\t{row.id.hex}\t{code_hash(lane.event_id, row.code)}\t{unit}\t{name}")
    head = [TYPE, f"event\t{lane.event_id.hex}", f"lane\t{lane.id.hex}"]
    head.append(f"issued\t{issued.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    body = "".join(f"{line}\n" for line in (*head, *(f"unit\t{name}" for name in units), *people, *revoked))
    return f"{body}\n{short_id(key).hex()} {b64encode(key.sign(body.encode())).decode()}\n"
