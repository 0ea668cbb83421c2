"""Rosters: lists that others made, each import an immutable, hashed snapshot on disk with its provenance."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField


class RosterKind(models.TextChoices):
    """What a list claims about the people in it."""

    PARTY = "party"
    CAMPAIGN_TEAM = "campaign_team"
    CANDIDATE = "candidate"
    WITNESS = "witness"
    SANCTION = "sanction"
    ORGANISER = "organiser"
    SPOUSE = "spouse"


class Snapshot(models.Model):
    """One import of one roster. The Parquet file named by `digest` is never changed.

    roster: name of the list ("partai-07"). as_of: the day for which the source claims it. digest: SHA-256 of the
    normalised Parquet. supersedes: the earlier snapshot of the same roster.
    faulty: entries left out. unread: by column, how many values could not be read, their entries kept. faults: the
    first of both, told one by one. titles: so many rows stood above the header of the file and were passed over.
    charts: its sheets that hold a chart only, passed over too.
    Of a delivery of keyed tokens, which holds no values: exchange and key_check name its key, key is the sealed secret,
    delivered_by who handed it over, delete_on the day on which file and key go; removed_at: when they went.
    follows: the newest whole delivery before it. missing: how many entries of that one it does not have as they were.
    missing_cities: of which regencies and cities so many are missing, by code, each [missing, before].
    is_lacking: that is so many that it may be incomplete. whole_at, whole_by, whole_reason: who said that it is whole.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roster = models.CharField(max_length=60)
    kind = models.CharField(max_length=14, choices=RosterKind.choices)
    region = CodeField(blank=True)
    source = models.CharField(max_length=200)
    as_of = models.DateField()
    digest = models.CharField(max_length=64, unique=True)
    file_digest = models.CharField(max_length=64, db_index=True)
    entries = models.PositiveIntegerField()
    faulty = models.PositiveIntegerField(default=0)
    unread = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    unknown_columns = models.JSONField(default=list)
    titles = models.PositiveSmallIntegerField(default=0)
    charts = models.JSONField(default=list)
    brought_by = models.CharField(max_length=80)
    imported_at = models.DateTimeField()
    exchange = models.CharField(max_length=160, blank=True)
    key_check = models.CharField(max_length=16, blank=True)
    key = SealedField()
    delivered_by = models.CharField(max_length=120, blank=True)
    delete_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    missing = models.PositiveIntegerField(default=0)
    missing_cities = models.JSONField(default=dict)
    is_lacking = models.BooleanField(default=False)
    whole_at = models.DateTimeField(null=True)
    whole_by = models.CharField(max_length=80, blank=True)
    whole_reason = models.CharField(max_length=300, blank=True)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        indexes = [models.Index(fields=["roster", "imported_at"], name="snapshot_roster")]

    @property
    def is_tokens(self) -> bool:
        """Return whether the list came as keyed tokens instead of names."""
        return bool(self.key_check)

    @property
    def is_doubted(self) -> bool:
        """Return whether it may be incomplete and nobody has said that it is whole."""
        return self.is_lacking and self.whole_at is None
