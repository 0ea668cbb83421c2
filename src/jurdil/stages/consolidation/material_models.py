"""Small texts for those who serve, in versions, and who has read which."""

from __future__ import annotations

from django.db import models

from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person


class Material(models.Model):
    """One version of a text; it never changes. series: the same for all its versions; replaced_at: by the next one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.UUIDField(default=new_id)
    version = models.PositiveSmallIntegerField(default=1)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(max_length=160)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    kinds = models.JSONField(default=list)
    region = CodeField()
    published_by = models.CharField(max_length=80)
    published_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "version"], name="one_material_a_version")]


class Reading(models.Model):
    """That somebody confirmed having read a version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="readings")
    region = CodeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["material", "person"], name="one_reading_a_version")]
