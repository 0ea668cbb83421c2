"""What a match and a double share: a suspicion is asked about, answered, ruled on by two people, and objected to."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField


class SuspicionState(models.TextChoices):
    """Where a suspicion stands."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    RULED = "ruled"


class Suspicion(models.Model):
    """Two records that may be of one person. reasons: sealed JSON list of the engine's; region: empty is the nation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = CodeField(blank=True)
    probability = models.DecimalField(max_digits=7, decimal_places=6)
    grade = models.CharField(max_length=8)
    reasons = SealedField()
    state = models.CharField(max_length=8, choices=SuspicionState.choices, default=SuspicionState.OPEN)
    found_at = models.DateTimeField()

    class Meta:
        abstract = True


class Question(models.Model):
    """The right to explain: asked by an officer, answered by the person (or on paper, with who received it).

    papers: what was handed in, `{letter: {how, seen_by, folder, at}}` and files as in `attaching.py`.
    deadline: letting it pass is no fault.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.TextField(blank=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    deadline = models.DateTimeField()
    answer_kind = models.CharField(max_length=24, blank=True)
    answer = SealedField()
    papers = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Decision(models.Model):
    """What one officer proposed with a reason; it counts once another signed it (`decided_at`).

    declined: why the second officer did not sign, or that the facts changed meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reason = models.TextField()
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    seconded_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    declined = models.CharField(max_length=300, blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Review(models.Model):
    """A person's wish that other officers review a ruling. Open until the ruling that answers it is signed.

    papers: a `letter` (on paper: seen_by and folder) and files as in `attaching.py`, all optional.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = SealedField()
    papers = models.JSONField(default=dict)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
