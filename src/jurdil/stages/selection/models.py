"""Score sheets, the committed and drawn order of a ward, and who stands where in it."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application

DECIDED = ("order", "points")  # groups of policies that carry nothing where a plenary has decided
PLENARY = "selection.plenary"  # in the place of a policy: the order was decided by a plenary, not drawn


class ScoreSheet(models.Model):
    """The points of one application. points: `{part: [points, author, at]}`; total on a scale of 0 to 100, None while
    a part is missing.

    published_at: from then on the applicant reads them. move_reason, move_explained_by, move_seconded_by: why the
    interview may move the rank further than the rule's bound, and the two officers who say so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="score_sheet")
    region = CodeField()
    points = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    published_at = models.DateTimeField(null=True)
    move_reason = models.CharField(max_length=500, blank=True)
    move_explained_by = models.CharField(max_length=80, blank=True)
    move_seconded_by = models.CharField(max_length=80, blank=True)
    is_simulated = models.BooleanField(default=False)


class Lot(models.Model):
    """The order of a ward (or district): the list's hash is logged before the beacon is known, then drawn.

    listed: as frozen, `[band, id]` or `[band, stratum, id]` each. policy: key of the named policy of the election, or
    `PLENARY` where a plenary decided the order: then nothing was drawn, and `committed_at` and `drawn_at` are the
    moment of the second signature. named: the public values to come, `[source, where, at, shape]` each. beacons: pairs
    of source and value.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="lots")
    body = models.CharField(max_length=16)
    region = CodeField()
    policy = models.CharField(max_length=40)
    commitment = models.CharField(max_length=64)
    listed = models.JSONField(default=list)
    committed_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=80, blank=True)
    named = models.JSONField(default=list)
    beacons = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True)
    order_hash = models.CharField(max_length=64, blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "body", "region"], name="one_lot_a_place")]

    @property
    def is_plenary(self) -> bool:
        """Return whether a plenary decided this order, so that no lot was drawn."""
        return self.policy == PLENARY


class Standing(models.Model):
    """One application's place in a lot: its band by merit, its stratum, and its rank after the draw.

    In the order of a plenary there is no total; band 1 are the chosen, band 2 the reserves. removed_at: when it was
    struck off after the freeze; the ranks of the others stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="standings")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="standing")
    region = CodeField()
    pseudonym = models.CharField(max_length=32, unique=True)
    total = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    band = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(null=True)
    stratum = models.CharField(max_length=4, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region", "rank"], name="standing_region")]


class Plenary(models.Model):
    """A plenary of the PPS about the KPPS of its ward: when, which minutes, who was there, and the two who signed.

    present: names of the members of the PPS who were there. lot: the order that it decided, from the second signature.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="plenaries")
    body = models.CharField(max_length=16)
    region = CodeField()
    held_on = models.DateField()
    minutes = models.CharField(max_length=80)
    present = models.JSONField(default=list)
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    signed_by = models.CharField(max_length=80, blank=True)
    seconded_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, null=True, related_name="plenary")
    is_simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "body", "region"], name="one_plenary_a_place")]


class Consideration(models.Model):
    """What a plenary says about one person. grounds: words per criterion (`selection.criteria`).

    place: in the order of those who are taken; None for somebody who is not.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plenary = models.ForeignKey(Plenary, on_delete=models.PROTECT, related_name="considerations")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="consideration")
    region = CodeField()
    place = models.PositiveIntegerField(null=True)
    grounds = models.JSONField(default=dict)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()


class InterviewLot(models.Model):
    """The lot that orders the interviewers for each applicant of a place; committed to before the beacon is known.

    turn: 1 for the lot over everybody; later ones are over those whom the earlier left without an interviewer.
    interviewers: accounts, by their number from 1. listed: `[pseudonym, pseudonym/number]` of every pair. order: the
    second parts as drawn, everybody's together. passed, dealt: the pairs that could not be at the draw, and those that
    were dealt from the others, as evenly as can be. checked: numbers of the interviewers whose person was known at the
    draw, so that kin was looked for. named, beacons: as in `Lot`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="interview_lots")
    body = models.CharField(max_length=16)
    region = CodeField()
    turn = models.PositiveSmallIntegerField(default=1)
    interviewers = models.JSONField(default=list)
    listed = models.JSONField(default=list)
    order = models.JSONField(default=list)
    passed = models.JSONField(default=list)
    dealt = models.JSONField(default=list)
    checked = models.JSONField(default=list)
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    named = models.JSONField(default=list)
    beacons = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "body", "region", "turn"], name="one_interview_lot_a_turn"),
        ]


class Interview(models.Model):
    """Who interviews one applicant. order: numbers of the interviewers as drawn for them.

    passed: who cannot, as `{number, why, reason, at}`; why is `kin`, `interest` or `mandate` (it has ended). number,
    account_id: of who stands, None before the draw and where nobody is free. earlier: what the lots before `lot` gave,
    `[{turn, order, passed}]`, the passed ones with their accounts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lot = models.ForeignKey(InterviewLot, on_delete=models.PROTECT, related_name="interviews")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="interview")
    region = CodeField()
    pseudonym = models.CharField(max_length=32, unique=True)
    order = models.JSONField(default=list)
    passed = models.JSONField(default=list)
    earlier = models.JSONField(default=list)
    number = models.PositiveIntegerField(null=True)
    account_id = models.UUIDField(null=True)
