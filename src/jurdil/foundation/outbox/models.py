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
    """A message to one person. Address, text, link and attachment are sealed; what stands open is its kind and state.

    link: path of the person's own page about it. attachment: a small text file (attachment_name, attachment_type) that
    an e-mail carries. try_after: when a sender may take it up (again); faults: how often sending failed, last_fault:
    its word. handed_by: the officer who noted that it was carried by hand; empty if a server took it. taken_at:
    when it last stood in a file that an officer took out, taken_by: who did. read_at: when its person first opened the
    own pages while it waited to be sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    region = CodeField()
    person_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    address = SealedField()
    text = SealedField()
    link = SealedField()
    attachment_name = models.CharField(max_length=60, blank=True)
    attachment_type = models.CharField(max_length=80, blank=True)
    attachment = SealedField()
    queued_at = models.DateTimeField()
    try_after = models.DateTimeField(null=True)
    faults = models.PositiveSmallIntegerField(default=0)
    last_fault = models.CharField(max_length=60, blank=True)
    left_at = models.DateTimeField(null=True)
    handed_by = models.CharField(max_length=80, blank=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=80, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["region", "kind"], name="message_region"),
            models.Index(fields=["channel", "id"], name="message_queue", condition=models.Q(left_at__isnull=True)),
            models.Index(fields=["person_id"], name="message_person", condition=models.Q(person_id__isnull=False)),
        ]
