"""The table of long work."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """Work in chunks. `cursor` says where the next chunk begins.

    lease_until: on the real clock, until when a running job is its holder's, or from when a waiting one may be tried
    again. faults: how many tries ended in a fault, the last of which is `fault`. deaths: how many workers in a row were
    gone before the chunk at `cursor` was done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    region = CodeField(blank=True)
    arguments = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    result = models.JSONField(default=dict)
    fault = models.TextField(blank=True)
    faults = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)
    account_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="job_state")]
