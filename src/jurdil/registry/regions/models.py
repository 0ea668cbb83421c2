"""Regions by Kemendagri code, with the decree that lists them and the days it was valid."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField


class Level(models.TextChoices):
    """The four levels of a code."""

    PROVINCE = "provinsi"
    REGENCY = "kabkota"
    DISTRICT = "kecamatan"
    WARD = "deskel"


class Region(models.Model):
    """A province, regency, district or ward. The code is the key and the path.

    until: last day on which the code is listed, None while it is. folded: the name as it is searched for.
    """

    code = CodeField(primary_key=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    folded = CodeField(max_length=120, db_index=True)
    decree = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True)


class RegionName(models.Model):
    """Another spelling of a region's name, with who writes it so."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="spellings")
    name = models.CharField(max_length=120)
    folded = CodeField(max_length=120, db_index=True)
    source = models.CharField(max_length=40)
