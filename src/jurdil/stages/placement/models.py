"""Team proposals, the seats in them, and replacements."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField
from jurdil.registry.bodies.models import Appointment, Body, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application


class ProposalState(models.TextChoices):
    """Where a proposal stands: made, confirmed by two people, appointed; or put aside by a later one."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    APPOINTED = "appointed"
    PUT_ASIDE = "put_aside"


class ProposalKind(models.TextChoices):
    """How a proposal came about: formed anew, or an earlier one mended, changed by hand, or shuffled."""

    FORMED = "formed"
    MENDED = "mended"
    BY_HAND = "by_hand"
    SHUFFLED = "shuffled"


class Proposal(models.Model):
    """The teams of one ward, with what a checker needs to recompute them.

    amends: the proposal that this one changes. moves: who sits elsewhere than there, as [application, before, after].
    """

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
    kind = models.CharField(max_length=8, choices=ProposalKind.choices, default=ProposalKind.FORMED)
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="amended_by")
    reason = models.CharField(max_length=300, blank=True)
    moves = models.JSONField(default=list)
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


class Lock(models.Model):
    """A person kept in one station by decision, whatever else is changed, until the lock is released."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="locks")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="locks")
    region = CodeField()
    station = CodeField()
    reason = models.CharField(max_length=300)
    locked_by = models.CharField(max_length=80)
    locked_at = models.DateTimeField()
    release_reason = models.CharField(max_length=300, blank=True)
    released_by = models.CharField(max_length=80, blank=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(released_at__isnull=True), name="one_lock_a_person"
            )
        ]
        indexes = [models.Index(fields=["election", "region"], name="lock_region")]


class Shuffle(models.Model):
    """A late shuffle of a ward's confirmed teams: its hash is in the log before the seed is used.

    sealed: the hash that was published. seed: hex, sealed until `revealed_at`. named: the public values to come that
    are mixed with it, `[source, where, at, shape]` each; beacons: pairs of source and value.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="shuffle")
    region = CodeField()
    sealed = models.CharField(max_length=64)
    seed = SealedField()
    sealed_by = models.CharField(max_length=80)
    sealed_at = models.DateTimeField()
    named = models.JSONField(default=list)
    beacons = models.JSONField(default=list)
    outcome = models.OneToOneField(Proposal, on_delete=models.PROTECT, null=True, related_name="shuffled_from")
    revealed_by = models.CharField(max_length=80, blank=True)
    revealed_at = models.DateTimeField(null=True)


class ReplacementState(models.TextChoices):
    """Where the filling of a vacancy stands."""

    VACANT = "vacant"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    APPOINTED = "appointed"


class Replacement(models.Model):
    """One vacancy and its filling, in one case: vacated, offered with a deadline until one accepts, appointed.

    vacated: the appointment that ended; None where a held seat was never taken because of a ruling. papers: what the
    ending rests on, a `letter` (seen_by, folder, at) or the `decision` of a case. offered_to, deadline: of the offer
    that is open or accepted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="replacements")
    vacated = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="replacements")
    region = CodeField()
    rule = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    papers = models.JSONField(default=dict)
    offered_to = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="replacement_offers")
    deadline = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ReplacementState.choices, default=ReplacementState.VACANT)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="fills")
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class OfferAnswer(models.TextChoices):
    """How an offer ended; none of them while it waits."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    BARRED = "barred"


class Offer(models.Model):
    """A vacant seat offered to one person of the order. rank: their place in it. answer: empty while it waits.

    passed_over: who stood before them and could not be asked, as {application, why, reasons}. papers: the `letter` from
    which an officer recorded an answer (seen_by, folder, answer, at); it stays when the person answers otherwise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    replacement = models.ForeignKey(Replacement, on_delete=models.PROTECT, related_name="offers")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    rank = models.PositiveIntegerField()
    passed_over = models.JSONField(default=list)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    deadline = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=OfferAnswer.choices, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)
    papers = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["replacement", "application"], name="one_offer_a_case")]

    @property
    def is_by_officer(self) -> bool:
        """Whether an officer recorded the answer, and not the person with the own code."""
        return bool(self.answer) and self.answered_by.split(":")[0] != Role.APPLICANT.value


class ChairChoice(models.Model):
    """Whom the members of a KPPS chose as their chair, by their own minutes; the newest of a body counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="chair_choices")
    region = CodeField()
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="chair_choices")
    held_on = models.DateField()
    minutes = models.CharField(max_length=80)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
