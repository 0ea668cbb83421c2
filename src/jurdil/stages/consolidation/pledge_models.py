"""What a pledge brings with it: a pledge spoken together, clauses that were not understood, talks about them."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election


class CollectivePledge(models.Model):
    """The pact spoken together by those of a unit, led by one and heard by witnesses. event: where, if at an event."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="collective_pledges")
    event = models.ForeignKey("consolidation.Event", on_delete=models.PROTECT, null=True, related_name="pledges")
    region = CodeField()
    kinds = models.JSONField(default=list)
    led_by = models.CharField(max_length=80)
    witnesses = models.JSONField(default=list)
    version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    people = models.PositiveIntegerField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    leaf_id = models.UUIDField(null=True)


class Misunderstanding(models.Model):
    """That somebody answered the item of a clause otherwise when signing; it is counted, and never held against them.

    No row: the item was answered well, or not asked at all (`Pledge.is_asked` tells).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pledge = models.ForeignKey("consolidation.Pledge", on_delete=models.CASCADE, related_name="misunderstandings")
    clause = models.CharField(max_length=40)
    region = CodeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "clause"], name="one_misunderstanding_a_clause")]
        indexes = [models.Index(fields=["clause", "region"], name="misunderstanding_clause")]


class Talk(models.Model):
    """A make-up talk about the clauses that somebody did not understand: proposed at once, held by an officer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pledge = models.OneToOneField("consolidation.Pledge", on_delete=models.CASCADE, related_name="talk")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="talks")
    region = CodeField()
    clauses = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["region", "held_at"], name="talk_region")]
