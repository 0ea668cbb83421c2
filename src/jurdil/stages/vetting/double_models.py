"""Doubles: two applications that may be of one person, what was asked about them, and what two people ruled."""

from __future__ import annotations

from django.db import models

from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.suspicion_models import Decision, Question, Review, Suspicion


class DoubleOutcome(models.TextChoices):
    """What two people decided: two different persons, or one, and which of the two applications stands."""

    TWO_PEOPLE = "two_people"
    ONE_STANDS = "one_stands"
    OTHER_STANDS = "other_stands"


class Double(Suspicion):
    """Two applications of one election that may be of one person. A question, never an accusation; it holds nobody.

    region: the smallest region that holds both; in the reasons `one` is the person and `other` the entry. print: keyed
    hash of the compared values of both; what two people decided stays while it does.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="doubles")
    one = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="doubles_as_one")
    other = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="doubles_as_other")
    print = models.CharField(max_length=64)
    outcome = models.CharField(max_length=12, choices=DoubleOutcome.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other", "print"], name="one_double_a_pair")]
        indexes = [models.Index(fields=["region", "state"], name="double_region")]


class DoubleAnswer(models.TextChoices):
    """What somebody says about a second application."""

    TWO_PEOPLE = "two_people"
    THIS_STANDS = "this_stands"
    OTHER_STANDS = "other_stands"
    OTHER = "other"


class DoubleQuestion(Question):
    """The question to the person of one of the two applications; an answer that an officer records needs its letter."""

    double = models.ForeignKey(Double, on_delete=models.PROTECT, related_name="questions")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="double_questions")


class DoubleRuling(Decision):
    """The decision of two different officers on one double."""

    double = models.ForeignKey(Double, on_delete=models.PROTECT, related_name="rulings")
    outcome = models.CharField(max_length=12, choices=DoubleOutcome.choices)


class DoubleObjection(Review):
    """The objection of a person whose application a ruling ended. answer: the ruling of the review."""

    double = models.ForeignKey(Double, on_delete=models.PROTECT, related_name="objections")
    ruling = models.OneToOneField(DoubleRuling, on_delete=models.PROTECT, related_name="objection")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="double_objections")
    answer = models.ForeignKey(DoubleRuling, on_delete=models.PROTECT, null=True, related_name="answered")
