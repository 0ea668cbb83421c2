"""Reports about the work, cases made of them, sanctions that end them."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election


class Report(models.Model):
    """What somebody says happened. The reporter's name and contact are sealed and shown to nobody without need."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="reports")
    region = CodeField()
    source = models.CharField(max_length=12)
    topic = models.CharField(max_length=24)
    text = SealedField()
    happened_on = models.DateField()
    reporter = SealedField()
    reporter_label = models.CharField(max_length=80)
    code_hash = CodeField(max_length=64, blank=True, db_index=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="received")
    closed_reason = models.CharField(max_length=300, blank=True)
    leaf_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region", "state"], name="report_region")]


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPENED = "opened"
    HEARD = "heard"
    PROPOSED = "proposed"
    DECIDED = "decided"


class Case(models.Model):
    """The examination of one appointee's conduct. Who reported may not examine; who examined may not decide alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="cases")
    respondent = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="cases")
    region = CodeField()
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    deadline = models.DateTimeField()
    statement = SealedField()
    heard_at = models.DateTimeField(null=True)
    heard_by = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.OPENED)

    class Meta:
        indexes = [models.Index(fields=["region", "state"], name="case_region")]


class SanctionKind(models.TextChoices):
    """How a case may end."""

    REHABILITATION = "rehabilitation"
    WRITTEN_WARNING = "written_warning"
    SUSPENSION = "suspension"
    DISMISSAL = "dismissal"


class Sanction(models.Model):
    """The decision of a case, by two people who did not report it, with reason and rule.

    returned_by: a second officer who did not sign and sent the proposal back, with the reason.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=16, choices=SanctionKind.choices)
    rule = models.CharField(max_length=60)
    reason = models.TextField()
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    seconded_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    returned_by = models.CharField(max_length=80, blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_reason = models.CharField(max_length=300, blank=True)
    takes_effect_on = models.DateField()
    leaf_id = models.UUIDField(null=True)


class Redaction(models.Model):
    """A wish to take what names somebody out of a report's text; it counts from the second signature.

    text: the report as it would read. declined_by: a second officer who did not agree. The removed words are gone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="redactions")
    text = SealedField()
    reason = models.CharField(max_length=300)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    seconded_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    declined_by = models.CharField(max_length=80, blank=True)
