"""Events, invitations, attendance and pledges."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person


class EventKind(models.TextChoices):
    """What people are gathered for."""

    CONSOLIDATION = "consolidation"
    TRAINING = "training"
    OATH = "oath"


class Event(models.Model):
    """A gathering at a place and time. region: whose people are invited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=14, choices=EventKind.choices)
    title = models.CharField(max_length=160)
    place = models.CharField(max_length=200)
    region = CodeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    programme = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)


class Invitation(models.Model):
    """One person's invitation. token: the signed text of the QR; code: what is typed where no camera works."""

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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="one_invitation_a_person"),
            models.UniqueConstraint(fields=["event", "code"], name="one_invitation_a_code"),
        ]
        indexes = [models.Index(fields=["event", "region"], name="invitation_region")]


class Attendance(models.Model):
    """That an invited person was there. A second scan is kept too, and never counts twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="attendances")
    region = CodeField()
    at = models.DateTimeField()
    how = models.CharField(max_length=10)
    by = models.CharField(max_length=80)
    is_repeat = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)


class Pledge(models.Model):
    """The integrity pact, accepted clause by clause. clauses: ids accepted; text_hash: of the version that was read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pledges")
    region = CodeField()
    version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    clauses = models.JSONField(default=list)
    how = models.CharField(max_length=12)
    witness = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    leaf_id = models.UUIDField(null=True)
