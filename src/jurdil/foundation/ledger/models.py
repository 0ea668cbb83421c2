"""Leaves of the log and the checkpoints over them."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id


class Leaf(models.Model):
    """One recorded act. The row is written in the verb's own transaction; the sequencer numbers it afterwards.

    commitment: SHA-256 over the salt and the canonical personal record. Erasure destroys salt and record;
    leaf_hash and commitment stay for ever, so that the tree still stands.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    position = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    region = CodeField()
    rule = models.CharField(max_length=60, blank=True)
    commitment = models.BinaryField(max_length=32)
    leaf_hash = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=32, null=True)
    record = models.BinaryField(null=True)
    subject = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="leaf_subject"),
            models.Index(fields=["region", "kind"], name="leaf_region_kind"),
            models.Index(fields=["id"], name="leaf_unnumbered", condition=models.Q(position__isnull=True)),
        ]


class Checkpoint(models.Model):
    """A signed statement of the log's size and root (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()
