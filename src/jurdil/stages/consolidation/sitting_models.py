"""Role tests: officers' own items, a test with its rounds, and who sat them. Nobody loses a seat by a test."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person


class OfficerItem(models.Model):
    """An item that an officer wrote for the bank; it is used once another officer agreed, and never changed then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = CodeField()
    kinds = models.JSONField(default=list)
    topic = models.CharField(max_length=20)
    text = models.CharField(max_length=400)
    options = models.JSONField(default=list)
    right = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=400)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=80, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(default=False)


class RoleTest(models.Model):
    """A test for the people of some bodies in a region. items: keys of the bank as it was then; seed: hex, draws forms.

    pass_mark: per cent of the items of a form, as the rule had it when the test was planned.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="role_tests")
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=16)
    region = CodeField()
    items = models.JSONField(default=list)
    size = models.PositiveSmallIntegerField()
    pass_mark = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    planned_at = models.DateTimeField()
    is_simulated = models.BooleanField(default=False)


class Phase(models.TextChoices):
    """Whether a round is sat before the training, after it, or to make up for it."""

    BEFORE = "before"
    AFTER = "after"
    MAKEUP = "makeup"


class Round(models.Model):
    """One round of a test. figures: what it came to when it was closed, with that moment (`closed_at`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role_test = models.ForeignKey(RoleTest, on_delete=models.CASCADE, related_name="rounds")
    phase = models.CharField(max_length=6, choices=Phase.choices)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)


class Sitting(models.Model):
    """One person's answers in a round. answers: the option chosen, by item; right, is_passed stand once it is finished.

    how: portal or paper. The form itself is drawn again from the test's seed whenever it is needed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sittings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sittings")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="sittings")
    region = CodeField()
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(default=0)
    is_passed = models.BooleanField(default=False)
    how = models.CharField(max_length=6, default="portal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="one_sitting_a_round")]
        indexes = [models.Index(fields=["round", "region"], name="sitting_region")]
