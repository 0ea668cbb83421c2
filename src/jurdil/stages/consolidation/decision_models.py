"""Questions from the hall with their votes, the minutes of an event, its decisions and the tasks of each unit."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.people.models import Person


class Question(models.Model):
    """A question from the hall; who asked is shown to nobody. answer: guidance for all once it is given.

    person: None after an erasure. is_shown: None until an officer has looked; False with a reason.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey("consolidation.Event", on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="questions")
    text = models.CharField(max_length=400)
    asked_at = models.DateTimeField()
    is_shown = models.BooleanField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)


class Vote(models.Model):
    """That somebody wants a question answered: one vote a person and question."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="votes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="one_vote_a_question")]


class Minutes(models.Model):
    """The minutes of an event, signed by two officers; text_hash: over text and decisions, from the second on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.OneToOneField("consolidation.Event", on_delete=models.PROTECT, related_name="minutes")
    text = models.TextField()
    written_by = models.CharField(max_length=80)
    first_by = models.CharField(max_length=80, blank=True)
    first_at = models.DateTimeField(null=True)
    second_by = models.CharField(max_length=80, blank=True)
    second_at = models.DateTimeField(null=True)
    text_hash = models.CharField(max_length=64, blank=True)
    leaf_id = models.UUIDField(null=True)


class Decision(models.Model):
    """One decision of the minutes. kind: the bodies that owe it, or KPU for the regencies; region: where they lie."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)
    kind = models.CharField(max_length=16)
    region = CodeField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="one_decision_a_number")]


class Task(models.Model):
    """What one unit does about a decision, until it is closed with a note that says how one can see it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="tasks")
    region = CodeField()
    due_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    noted_by = models.CharField(max_length=80, blank=True)
    noted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "region"], name="one_task_a_unit")]
        indexes = [models.Index(fields=["region", "closed_at"], name="task_region")]
