"""Persons. What identifies or locates them is sealed; keyed hashes find them."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import SealedField


class Sex(models.TextChoices):
    """As on the identity card."""

    MALE = "L"
    FEMALE = "P"


class Person(models.Model):
    """A human being known to the system. region: ward of domicile.

    nik_hash, kk_hash: keyed hashes (HMAC) of NIK and family card number, empty where unknown. Where a file gives no
    family card but says who shares a household, kk_hash is made of that. erased_at: when the personal values were
    destroyed; name is then empty too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=160)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    birth_date = models.DateField(null=True)
    birth_place = models.CharField(max_length=80, blank=True)
    region = CodeField(blank=True)
    nik = SealedField()
    nik_hash = CodeField(max_length=64, blank=True, db_index=True)
    kk = SealedField()
    kk_hash = CodeField(max_length=64, blank=True, db_index=True)
    address = SealedField()
    phone = SealedField()
    email = SealedField()
    spouse_name = SealedField()
    spouse_nik = SealedField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region", "name"], name="person_region")]
