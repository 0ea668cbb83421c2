"""Team proposals, the seats in them, and replacements."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application


class ProposalState(models.TextChoices):
    """Where a proposal stands: made, confirmed by two people, appointed; or put aside by a later one."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    APPOINTED = "appointed"
    PUT_ASIDE = "put_aside"


class Proposal(models.Model):
    """The teams of one ward as the engine formed them, with what a checker needs to recompute them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="proposals")
    region = CodeField()
    seed = models.CharField(max_length=64)
    policy = models.JSONField(default=dict)
    objective = models.FloatField()
    bound = models.FloatField()
    gap = models.FloatField()
    gap_non_merit = models.FloatField()
    unmet = models.JSONField(default=list)
    displaced = models.JSONField(default=list)
    short = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    made_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80, blank=True)
    seconded_by = models.CharField(max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["election", "region", "state"], name="proposal_region")]


class ProposedSeat(models.Model):
    """One person's place in a proposal. station: empty for a reserve, whose `rank` counts inside the ward."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="seats")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposed_seats")
    region = CodeField()
    station = CodeField(blank=True)
    role = models.CharField(max_length=14, choices=SeatRole.choices)
    rank = models.PositiveIntegerField(default=0)
    nearness = models.CharField(max_length=12, blank=True)
    is_held = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "application"], name="one_seat_a_person")]
        indexes = [models.Index(fields=["region", "station"], name="proposed_seat_region")]


class ReplacementState(models.TextChoices):
    """Where the filling of a vacancy stands."""

    VACANT = "vacant"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    APPOINTED = "appointed"


class Replacement(models.Model):
    """One vacancy and its filling, in one case: vacated, proposed, offered with a deadline, accepted, appointed.

    vacated: the appointment that ended; None where a held seat was never taken because of a ruling.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="replacements")
    vacated = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="replacements")
    region = CodeField()
    rule = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    offered_to = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="replacement_offers")
    deadline = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ReplacementState.choices, default=ReplacementState.VACANT)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="fills")
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
