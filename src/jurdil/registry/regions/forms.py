"""Filters of lists: which part of a region is looked at, and what is shown where a filter cannot be read."""

from __future__ import annotations

from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from jurdil.errors import Refused
from jurdil.registry.regions.names import dotted

Row = TypeVar("Row", bound=Model)


class RegionField(forms.CharField):
    """A part of the region to look at, by its code; the dots may be left out, as in tables of the ministry."""

    def __init__(self) -> None:
        super().__init__(label=_("Kode wilayah"), required=False)

    def clean(self, value: str | None) -> str:
        """Return the code with its dots."""
        written = str(super().clean(value))
        code = dotted(written)
        if written and not code:
            raise ValidationError(_("Ini bukan kode wilayah. Tulis seperti 31.71.06."))
        return code


class ListFilter(forms.Form):
    """What a list is narrowed to; one that cannot be read shows nothing, else all would seem to be asked for."""

    def narrow(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return `rows`, none of them where a filter cannot be read; the form says which."""
        return rows.none() if self.errors else rows

    def must_be_read(self) -> None:
        """Raise Refused (access.filter) where a filter cannot be read, with the form's sentence. Law: access.filter."""
        for name, sentences in self.errors.items():
            reason = f"{self.fields[name].label}: {sentences[0]}"
            raise Refused("access.filter", reason, "Perbaiki saringannya, lalu coba lagi.")


class UnitFilter(ListFilter):
    """The unit that a sheet, a stack of notices or a list of tasks is about."""

    unit = RegionField()

    @property
    def code(self) -> str:
        """The unit's code; empty where none is asked for or it cannot be read."""
        return str(self.cleaned_data.get("unit", "")) if self.is_valid() else ""
