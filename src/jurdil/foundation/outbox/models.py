"""The queue of messages."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField


class Channel(models.TextChoices):
    """How a message leaves. Print is for people without phone or e-mail: a sealed notice to be handed over."""

    PRINT = "print"
    EMAIL = "email"
    SMS = "sms"


class Message(models.Model):
    """A message to one person. Address and text are sealed; what stands open is only its kind and state."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    region = CodeField()
    person_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    address = SealedField()
    text = SealedField()
    queued_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["region", "kind"], name="message_region"),
            models.Index(fields=["id"], name="message_waiting", condition=models.Q(left_at__isnull=True)),
        ]
