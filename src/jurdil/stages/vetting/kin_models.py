"""Kinship: two applicants who may be married, of one household or kin, and what two officers ruled about it."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.vetting.suspicion_models import Decision


class KinState(models.TextChoices):
    """Where a relation stands. Only a confirmed one keeps two people out of one team."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DISPUTED = "disputed"


class KinRelation(models.TextChoices):
    """What the two may be to one another."""

    SPOUSE = "spouse"
    HOUSEHOLD = "household"
    KIN = "kin"


class Kinship(models.Model):
    """A relation between two applicants of one election. No fault and no finding: it only parts two people's teams.

    region: the ward where both apply. reasons: sealed JSON list of the engine's reasons. evidence: hash over
    which reasons there are, so that a rejected relation comes back only with new ones. dispute: the words of the
    disputer, which the other of the two does not read; papers: what came with them, a `letter` (on paper: seen_by and
    folder) and files as in `attaching.py`; upheld_at: when two others confirmed it in spite of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="kinships")
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin_as_one")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin_as_other")
    region = CodeField()
    relation = models.CharField(max_length=9, choices=KinRelation.choices)
    strength = models.CharField(max_length=8)
    reasons = SealedField()
    evidence = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=KinState.choices, default=KinState.PROPOSED)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    dispute = SealedField()
    disputer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    disputed_by = models.CharField(max_length=80, blank=True)
    disputed_at = models.DateTimeField(null=True)
    papers = models.JSONField(default=dict)
    upheld_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "one", "other"], name="one_kinship_a_pair")]
        indexes = [models.Index(fields=["region", "state"], name="kinship_region")]


class KinRuling(Decision):
    """The decision of two different officers on one relation: that they are kin, or that it does not hold."""

    kinship = models.ForeignKey(Kinship, on_delete=models.CASCADE, related_name="rulings")
    is_kin = models.BooleanField()
