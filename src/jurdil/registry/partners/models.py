"""Partners of the bodies, and what they attest."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.people.models import Person


class Office(models.TextChoices):
    """In which capacity a partner speaks."""

    CAMAT = "camat"
    LURAH = "lurah"
    RW = "rw"
    RT = "rt"


class Partner(models.Model):
    """Somebody who holds a local office. They attest facts; they never recommend or rank a KPPS applicant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="offices")
    account_id = models.UUIDField(null=True)
    office = models.CharField(max_length=6, choices=Office.choices)
    region = CodeField()
    rw = models.CharField(max_length=8, blank=True)
    rt = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=160)
    is_active = models.BooleanField(default=True)


class AttestationKind(models.TextChoices):
    """What a partner may speak about."""

    DOMICILE = "domicile"
    VENUE = "venue"
    SAFETY = "safety"


class Attestation(models.Model):
    """Testimony, not proof: who, in which capacity, about what, when. Closed answers, never a free judgement."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="attestations")
    kind = models.CharField(max_length=10, choices=AttestationKind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="attestations")
    region = CodeField()
    lives_here = models.BooleanField(null=True)
    since_year = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
