"""Filters of lists: which part of a region is looked at, and what is shown where a filter cannot be read."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from jurdil.errors import Refused
from jurdil.foundation.storage.codes import covers
from jurdil.registry.regions.models import Level, Region
from jurdil.registry.regions.names import dotted, fold
from jurdil.registry.regions.queries import find_regions

Row = TypeVar("Row", bound=Model)
WARD_WORD = re.compile(r"(?:kel|kelurahan|desa)\b", re.IGNORECASE)
MOST_NAMED = 5


class RegionField(forms.CharField):
    """A part of the region to look at, by its code; the dots may be left out, as in tables of the ministry.

    scope: the region in which it must lie and in which a name is looked for; without one only a code is taken.
    """

    scope: str | None = None

    def __init__(self) -> None:
        super().__init__(label=_("Kode wilayah"), required=False)

    def clean(self, value: str | None) -> str:
        """Return the code with its dots."""
        written = str(super().clean(value))
        code = dotted(written)
        if written and self.scope is not None:
            return self._inside(written, code, self.scope)
        if written and not code:
            raise ValidationError(_("Ini bukan kode wilayah. Tulis seperti 31.71.06."))
        return code

    def _inside(self, written: str, code: str, scope: str) -> str:
        if code:
            if not covers(scope, code):
                raise ValidationError(_("Kode ini di luar wilayah Anda. Tulis nama atau kode di dalamnya."))
            return code
        found = _meant(written, scope)
        if not found:
            raise ValidationError(
                _("Tidak ada wilayah bernama demikian di wilayah Anda. Tulis nama lain atau kodenya.")
            )
        if len(found) > 1:
            named = ", ".join(f"{one.name} ({one.code})" for one in found[:MOST_NAMED])
            raise ValidationError(_("Beberapa wilayah bernama demikian: %s. Tulis kodenya.") % named)
        return str(found[0].code)


def _meant(written: str, scope: str) -> list[Region]:
    """Return the regions that a name means; a district goes before the wards in it that bear its name."""
    found = find_regions(written, scope)
    if WARD_WORD.match(written):
        found = [one for one in found if one.level == Level.WARD]
    found = [one for one in found if one.folded == fold(written.partition(",")[0])] or found
    return found[:1] if found and all(covers(found[0].code, one.code) for one in found) else found


class ListFilter(forms.Form):
    """What a list is narrowed to; one that cannot be read shows nothing, else all would seem to be asked for.

    scope: the region of whoever asks; a part of it may then be asked for by its name.
    """

    def __init__(self, *args: Any, scope: str | None = None, **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if scope is not None and isinstance(field, RegionField):
                field.scope, field.label = scope, _("Wilayah (nama atau kode)")

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
