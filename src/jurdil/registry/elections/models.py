"""Elections, the intervals of their calendars, and the polling stations, each of one election."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id


class Election(models.Model):
    """One election. profile: key of the rules in `jurdil.law` that govern it. region: where it is held."""

    key = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=120)
    voting_day = models.DateField()
    profile = models.CharField(max_length=40)
    region = CodeField()


class PollingStation(models.Model):
    """A TPS of one election. code: `31.71.01.1001/012`. RW and RT are synthetic in the demo and say so there.

    rts, near_rw: words separated by spaces. is_derived: the number of stations of its ward was derived, not published.
    waiver_ground: why it may be filled from outside its ward (a prison, a hospital); empty where no waiver is recorded.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="stations")
    code = CodeField()
    region = CodeField()
    number = models.PositiveIntegerField()
    voters = models.PositiveIntegerField()
    rw = models.CharField(max_length=8, blank=True)
    rts = models.CharField(max_length=80, blank=True)
    near_rw = models.CharField(max_length=80, blank=True)
    is_special = models.BooleanField(default=False)
    is_derived = models.BooleanField(default=False)
    waiver_ground = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="one_station_a_code")]
        indexes = [models.Index(fields=["election", "region"], name="station_region")]


class Waiver(models.Model):
    """A wish to fill a station from outside its ward, with its ground; it counts once another officer signed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(PollingStation, on_delete=models.PROTECT, related_name="waivers")
    ground = models.CharField(max_length=300)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    seconded_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station"], condition=models.Q(decided_at__isnull=True), name="one_open_waiver_a_station"
            )
        ]


class StageState(models.TextChoices):
    """The state of an interval: its own, whatever its neighbours do."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class StageInterval(models.Model):
    """One stage of one body in one region, both days included. Stages overlap by design; there is no order to enforce.

    region: the election's region for the common calendar, a ward or district for an extension of its own.
    ground: why an extension was given (rule id and words), empty for the common calendar.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="intervals")
    body = models.CharField(max_length=20)
    stage = models.CharField(max_length=60)
    label = models.CharField(max_length=160)
    region = CodeField()
    start = models.DateField()
    end = models.DateField()
    state = models.CharField(max_length=8, choices=StageState.choices, default=StageState.PLANNED)
    source = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["election", "body", "stage"], name="interval_stage")]


class PolicyChoice(models.Model):
    """A named policy beyond the law that an authority switches on, or off, for one body of one election.

    region: the appointing authority's. group: of one group the newest choice counts. starts: first day. It counts from
    the second signature.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="policy_choices")
    region = CodeField()
    body = models.CharField(max_length=16)
    group = models.CharField(max_length=16)
    policy = models.CharField(max_length=40)
    is_on = models.BooleanField(default=True)
    starts = models.DateField()
    reason = models.CharField(max_length=500)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    seconded_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["election", "region", "body"], name="policy_place")]


class PolicyLock(models.Model):
    """From here on an authority's policies for a body are fixed: the first list that rests on them is frozen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="policy_locks")
    region = CodeField()
    body = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "region", "body"], name="one_policy_lock_a_body")]
