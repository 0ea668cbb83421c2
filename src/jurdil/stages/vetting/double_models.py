"""Doubles: two applications that may be of one person, what was asked about them, and what two people ruled."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application


class DoubleState(models.TextChoices):
    """Where a question about two applications stands."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    RULED = "ruled"


class DoubleOutcome(models.TextChoices):
    """What two people decided: two different persons, or one, and which of the two applications stands."""

    TWO_PEOPLE = "two_people"
    ONE_STANDS = "one_stands"
    OTHER_STANDS = "other_stands"


class Double(models.Model):
    """Two applications of one election that may be of one person. A question, never an accusation; it holds nobody.

    region: the smallest region that holds both. reasons: sealed JSON list of the engine's reasons, `one` as the person,
    `other` as the entry. print: keyed hash of the compared values of both; what two people decided stays while it does.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="doubles")
    one = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="doubles_as_one")
    other = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="doubles_as_other")
    region = CodeField(blank=True)
    probability = models.DecimalField(max_digits=7, decimal_places=6)
    grade = models.CharField(max_length=8)
    reasons = SealedField()
    print = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=DoubleState.choices, default=DoubleState.OPEN)
    outcome = models.CharField(max_length=12, choices=DoubleOutcome.choices, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other", "print"], name="one_double_a_pair")]
        indexes = [models.Index(fields=["region", "state"], name="double_region")]


class DoubleAnswer(models.TextChoices):
    """What somebody says about a second application."""

    TWO_PEOPLE = "two_people"
    THIS_STANDS = "this_stands"
    OTHER_STANDS = "other_stands"
    OTHER = "other"


class DoubleQuestion(models.Model):
    """The question to the person of one of the two applications. deadline: letting it pass is no fault.

    papers: as of a clarification; an answer that an officer records needs its letter.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    double = models.ForeignKey(Double, on_delete=models.PROTECT, related_name="questions")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="double_questions")
    question = models.TextField(blank=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    deadline = models.DateTimeField()
    answer_kind = models.CharField(max_length=12, choices=DoubleAnswer.choices, blank=True)
    answer = SealedField()
    papers = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    is_simulated = models.BooleanField(default=False)


class DoubleRuling(models.Model):
    """What one officer proposed about a double and another signed, or objected to (`declined`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    double = models.ForeignKey(Double, on_delete=models.PROTECT, related_name="rulings")
    outcome = models.CharField(max_length=12, choices=DoubleOutcome.choices)
    reason = models.TextField()
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    seconded_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    declined = models.CharField(max_length=300, blank=True)
    is_simulated = models.BooleanField(default=False)


class DoubleObjection(models.Model):
    """The wish of a person whose application a ruling ended that others review it. Open until `answer` is signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    double = models.ForeignKey(Double, on_delete=models.PROTECT, related_name="objections")
    ruling = models.OneToOneField(DoubleRuling, on_delete=models.PROTECT, related_name="objection")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="double_objections")
    text = SealedField()
    papers = models.JSONField(default=dict)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=80)
    answer = models.ForeignKey(DoubleRuling, on_delete=models.PROTECT, null=True, related_name="answered")
    decided_at = models.DateTimeField(null=True)
