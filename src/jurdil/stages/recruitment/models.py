"""Openings, first contacts at the counter, applications with their papers and outcomes, and review rulings."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person


class Opening(models.Model):
    """A call for one kind of body in one ward (or district). last_number: the counter's last receipt number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="openings")
    body = models.CharField(max_length=16, choices=BodyKind.choices)
    region = CodeField()
    needed = models.PositiveIntegerField()
    opens = models.DateField()
    closes = models.DateField()
    ground = models.CharField(max_length=300, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "body", "region"], name="one_opening_a_place")]


class CounterReceipt(models.Model):
    """The numbered receipt printed from name and ward alone; its time counts for the deadline."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=160)
    region = CodeField()
    at = models.DateTimeField()
    given_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "number"], name="one_receipt_a_number")]


class Candidacy(models.TextChoices):
    """By which road somebody comes to apply."""

    REGISTERED = "registered"
    INSTITUTION = "institution"
    PROPOSED = "proposed"


class ReviewState(models.TextChoices):
    """Where the administrative review stands. Nothing but a ruling makes somebody ineligible."""

    UNREVIEWED = "unreviewed"
    ELIGIBLE = "eligible"
    NEEDS_CLARIFICATION = "needs_clarification"
    INELIGIBLE = "ineligible"


class Application(models.Model):
    """One person's wish for one opening.

    contact_at: first contact, counts for the deadline. number: receipt number inside the opening, that of the counter's
    receipt where there was one. outcomes: per requirement,
    `{rule: [outcome, reason_key, details]}` as `law.check` gave it. papers: per kind of document,
    `{kind: {how: paper|file, seen_by, folder, at}}`; a file adds `file` (where it lies), `digest` and `type`, the
    health certificate `issued_on` and `is_complete` (all measurements are in it). declarations: ten answers, Y, T or -
    each. left_party_on: last day of a former party membership. kin: ids of applications of close relatives.
    code_hash: keyed hash of the secret code on the receipt, with which the applicant opens the file.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    body = models.CharField(max_length=16, choices=BodyKind.choices)
    region = CodeField()
    number = models.PositiveIntegerField()
    candidacy = models.CharField(max_length=12, choices=Candidacy.choices)
    proposed_by = models.CharField(max_length=120, blank=True)
    contact_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    rw = models.CharField(max_length=8, blank=True)
    rt = models.CharField(max_length=8, blank=True)
    education = models.CharField(max_length=20, blank=True)
    occupation = models.CharField(max_length=80, blank=True)
    is_experienced = models.BooleanField(null=True)
    has_it_skill = models.BooleanField(null=True)
    wishes_chair = models.BooleanField(default=False)
    health_class = SealedField()
    declarations = models.CharField(max_length=10, blank=True)
    left_party_on = models.DateField(null=True)
    papers = models.JSONField(default=dict)
    kin = models.JSONField(default=list)
    outcomes = models.JSONField(default=dict)
    review = models.CharField(max_length=20, choices=ReviewState.choices, default=ReviewState.UNREVIEWED)
    reviewed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=200, blank=True)
    code_hash = CodeField(max_length=64, blank=True, db_index=True)
    leaf_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "number"], name="one_application_a_number")]
        indexes = [
            models.Index(fields=["region", "review"], name="application_region"),
            models.Index(fields=["person"], name="application_person"),
        ]


class ReviewRuling(models.Model):
    """The decision of two people on an application's administrative outcome, with its reason.

    rule: the requirement that fails, or the relaxation that is granted. It counts from the second signature.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="review_rulings")
    outcome = models.CharField(max_length=20, choices=ReviewState.choices)
    rule = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    seconded_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)
