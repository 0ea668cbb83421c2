"""Score sheets, the committed and drawn order of a ward, and who stands where in it."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application


class ScoreSheet(models.Model):
    """The points of one application. points: `{part: [points, author, at]}`; total on a scale of 0 to 100.

    published_at: from then on the applicant reads them. move_reason, move_explained_by, move_seconded_by: why the
    interview may move the rank further than the rule's bound, and the two officers who say so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="score_sheet")
    region = CodeField()
    points = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=6, decimal_places=3)
    published_at = models.DateTimeField(null=True)
    move_reason = models.CharField(max_length=500, blank=True)
    move_explained_by = models.CharField(max_length=80, blank=True)
    move_seconded_by = models.CharField(max_length=80, blank=True)
    is_simulated = models.BooleanField(default=False)


class Lot(models.Model):
    """The order of a ward (or district): the list's hash is logged before the beacon is known, then drawn.

    listed: as frozen, `[band, id]` or `[band, stratum, id]` each. policy: key of the named policy of the election.
    named: the public values to come, `[source, where, at, shape]` each. beacons: pairs of source and value.
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


class Standing(models.Model):
    """One application's place in a lot: its band by merit, its stratum, and its rank after the draw.

    removed_at: when it was struck off after the freeze; the ranks of the others stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="standings")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="standing")
    region = CodeField()
    pseudonym = models.CharField(max_length=32, unique=True)
    total = models.DecimalField(max_digits=6, decimal_places=3)
    band = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(null=True)
    stratum = models.CharField(max_length=4, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region", "rank"], name="standing_region")]
