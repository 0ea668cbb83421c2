"""The tables of what an event offers: rooms, seats by unit, the programme; and what the invited said they need."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField

EVENT = "consolidation.Event"


class Room(models.Model):
    """A room of the event's place and how many people it seats."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(EVENT, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=60)
    capacity = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="one_room_a_name")]


class Allotment(models.Model):
    """Seats kept for a unit: at most so many of `region` are invited. kind: of one kind of body, empty for all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(EVENT, on_delete=models.CASCADE, related_name="allotments")
    region = CodeField()
    kind = models.CharField(max_length=16, blank=True)
    seats = models.PositiveIntegerField()
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, related_name="allotments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "region", "kind"], name="one_allotment_a_unit")]


class ProgrammeItem(models.Model):
    """One item of an event's programme."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(EVENT, on_delete=models.CASCADE, related_name="items")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=160)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, related_name="items")


class Need(models.Model):
    """What an invited person needs for transport and food: sealed, and erased after the event."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.OneToOneField("consolidation.Invitation", on_delete=models.CASCADE, related_name="need")
    transport = SealedField()
    diet = SealedField()
    noted_at = models.DateTimeField()
