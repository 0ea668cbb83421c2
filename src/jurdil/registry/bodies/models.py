"""Bodies, seats, and appointments as periods with a legal basis."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person


class BodyKind(models.TextChoices):
    """The ad hoc bodies; institutions keep their names."""

    PPK = "PPK"
    PPS = "PPS"
    KPPS = "KPPS"
    LINMAS = "LINMAS"
    PPK_SECRETARIAT = "SEKRETARIAT_PPK"
    PPS_SECRETARIAT = "SEKRETARIAT_PPS"
    KPPS_RESERVE = "CADANGAN_KPPS"


class SeatRole(models.TextChoices):
    """What a seat is in its body."""

    CHAIR = "chair"
    MEMBER = "member"
    SECRETARY = "secretary"
    STAFF = "staff"
    ORDER_OFFICER = "order_officer"
    RESERVE = "reserve"


class Body(models.Model):
    """One body of one election. region: its district or ward, or the code of its polling station.

    authority: who appoints (region code of the KPU). size: as the profile had it when the body was formed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=16, choices=BodyKind.choices)
    region = CodeField()
    size = models.PositiveIntegerField()
    authority = CodeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "kind", "region"], name="one_body_a_place")]
        indexes = [models.Index(fields=["election", "region"], name="body_region")]


class Seat(models.Model):
    """One seat of a body. number: 1 for the chair of a team, rank for a reserve."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=14, choices=SeatRole.choices)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="one_seat_a_number")]


class Appointment(models.Model):
    """A person in a seat for a period, both days included.

    decree: number of the SK. authority: code of the KPU in whose name it is. signatory: who signed on its behalf.
    basis: rule id that the term rests on. end_rule: rule id that ended it early. recorded_at: when this row was made;
    a correction makes a new row and sets `corrected_by` on the old one, which then no longer counts. ended_at: when an
    early end was recorded; term_end: the last day that the decree had named until then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    region = CodeField()
    start = models.DateField()
    end = models.DateField()
    basis = models.CharField(max_length=60)
    decree = models.CharField(max_length=80)
    authority = CodeField()
    signatory = models.CharField(max_length=160)
    end_rule = models.CharField(max_length=60, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    term_end = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    # No index: almost every row has none, and SQLite would choose it for `IS NULL` before a better one.
    corrected_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrects", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["region", "start"], name="appointment_region"),
            models.Index(fields=["person", "start"], name="appointment_person"),
        ]


class LetterBatch(models.Model):
    """The appointment letters of one decree at one place, made together. region: the ward or district.

    No file is kept: its papers are made again from the letters' tokens. digest: SHA-256 of the file with all letters as
    it was made first, by the templates of `edition`. policies: pairs of a kind of body
    and a sentence on what its selection rested on. token: seals the decree's annex.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="letter_batches")
    region = CodeField()
    decree = models.CharField(max_length=80)
    on = models.DateField()
    policies = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    edition = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    token = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["region", "election"], name="letter_batch_region")]


class AppointmentLetter(models.Model):
    """The letter of one appointment, and there is never a second. place: its order in the batch, from 1.

    token: the signed text, sealed; everything that the letter says of the person stands in it, and an erasure empties
    it. identity: the name by which the list of revoked letters calls it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(LetterBatch, on_delete=models.PROTECT, related_name="letters")
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="letter")
    place = models.PositiveIntegerField()
    identity = CodeField(max_length=32, unique=True)
    token = SealedField()
