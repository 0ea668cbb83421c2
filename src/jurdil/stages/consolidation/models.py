"""Events, invitations, lanes with their scans, attendance and pledges; other files hold what comes after these."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment, Seat
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation import decision_models, material_models, sitting_models  # noqa: F401  # Django looks here for tables
from jurdil.stages.consolidation.pledge_models import CollectivePledge
from jurdil.stages.consolidation.venue import Allotment, Need, ProgrammeItem, Room

__all__ = [
    "Allotment",
    "Attendance",
    "CollectivePledge",
    "Coming",
    "Event",
    "EventKind",
    "Invitation",
    "Lane",
    "Need",
    "Pledge",
    "ProgrammeItem",
    "Room",
    "Scan",
    "ScanAct",
]


class EventKind(models.TextChoices):
    """What people are gathered for."""

    CONSOLIDATION = "consolidation"
    TRAINING = "training"
    OATH = "oath"


class Event(models.Model):
    """A gathering at a place and time. region: whose people are invited. sessions: their names, if it has several.

    parent: the event that this one is a site of; a site invites the people of its own region. sequence: how often the
    invited were told of a change (SEQUENCE of RFC 5545), since changed_at. asks_needs: whether the invited may note
    what they need for transport and food; off by default. opens_at: from when on check-ins count, if that is earlier
    than the rule says (`consolidation.opens`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=14, choices=EventKind.choices)
    title = models.CharField(max_length=160)
    place = models.CharField(max_length=200)
    region = CodeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    programme = models.TextField(blank=True)
    sessions = models.JSONField(default=list)
    is_simulated = models.BooleanField(default=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="sites")
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    asks_needs = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True)


class Coming(models.TextChoices):
    """What somebody answers to an invitation; empty until then."""

    COMES = "comes"
    EXCUSED = "excused"
    SUBSTITUTE = "substitute"


class Invitation(models.Model):
    """One person's invitation. token: the signed text of the QR; code: what is typed where no camera works.

    substitute_of: the invitation that this one stands in for, by the letter of assignment letter_number of letter_on.
    guest_unit: as what a guest without a seat comes. rules_hash, rules_at: the house rules that the person accepted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="invitations")
    region = CodeField()
    code = CodeField(max_length=12)
    token = models.TextField()
    answer = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)
    substitute_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="substitute")
    letter_number = models.CharField(max_length=80, blank=True)
    letter_on = models.DateField(null=True)
    guest_unit = models.CharField(max_length=120, blank=True)
    rules_hash = models.CharField(max_length=64, blank=True)
    rules_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="one_invitation_a_person"),
            models.UniqueConstraint(fields=["event", "code"], name="one_invitation_a_code"),
        ]
        indexes = [models.Index(fields=["event", "region"], name="invitation_region")]


class Lane(models.Model):
    """A door of an event and the device at it. region: whose people it admits.

    role, reach, account: the officer who opened it; the device acts in that name and for this event only.
    issue: counts the passes given out; a new one makes the older ones void.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="lanes")
    name = models.CharField(max_length=40)
    region = CodeField(blank=True)
    role = models.CharField(max_length=12)
    reach = CodeField(blank=True)
    account_id = models.UUIDField(null=True)
    issue = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    clock_offset_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="one_lane_a_name")]


class ScanAct(models.TextChoices):
    """What a device noted: somebody came, left, a guest without an invitation came, or an own note was a mistake."""

    ARRIVE = "arrive"
    LEAVE = "leave"
    GUEST = "guest"
    UNDO = "undo"


class Scan(models.Model):
    """One note of a device, as it was sent and never changed: attendance is derived from the set of them.

    device, number: the device's own id and counter, so that a note sent twice is one note. device_at: by the device's
    clock; at: corrected by what that clock was off when the note was sent. target: the number that an undo takes back.
    fault: why the note makes no attendance (unknown, revoked, outside, early); empty if it does.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, related_name="scans")
    device = models.UUIDField()
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=6, choices=ScanAct.choices)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, related_name="scans")
    target = models.PositiveIntegerField(null=True)
    session = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=10, blank=True)
    guest_name = models.CharField(max_length=120, blank=True)
    guest_unit = models.CharField(max_length=120, blank=True)
    device_at = models.DateTimeField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    fault = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "number"], name="one_scan_a_number")]


class Attendance(models.Model):
    """That an invited person was there. A second scan is kept too, and never counts twice.

    is_return: a repeat after leaving, which is no second use. left_at: stands while the person is away.
    known_at: when the server last learned something of it, which need not be when it happened.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="attendances")
    region = CodeField()
    at = models.DateTimeField()
    how = models.CharField(max_length=10)
    by = models.CharField(max_length=80)
    is_repeat = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)
    session = models.CharField(max_length=40, blank=True)
    scan = models.OneToOneField(Scan, on_delete=models.PROTECT, null=True, related_name="attendance")
    is_return = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True, db_index=True)


class Pledge(models.Model):
    """The integrity pact, accepted clause by clause in one seat; it holds for every seat of that role in the body.

    clauses: keys accepted; text_hash: of the version that was read. how: own, device, oath (witnessed), collective.
    is_asked: whether the items were answered too; spoken pledges ask none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pledges")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="pledges")
    region = CodeField()
    version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    clauses = models.JSONField(default=list)
    how = models.CharField(max_length=12)
    witness = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    leaf_id = models.UUIDField(null=True)
    is_asked = models.BooleanField(default=False)
    collective = models.ForeignKey(CollectivePledge, on_delete=models.PROTECT, null=True, related_name="pledges")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "person", "text_hash"], name="one_pledge_a_seat_and_version")
        ]
        indexes = [models.Index(fields=["region", "is_asked"], name="pledge_region")]
