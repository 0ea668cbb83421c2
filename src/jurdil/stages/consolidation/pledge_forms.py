"""The form of a pledge spoken together: the unit, then who led it and who heard it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.consolidation.forms import BODY_LABELS
from jurdil.stages.consolidation.queries import events_within


class TogetherForm(forms.Form):
    """A unit and its bodies; with witnesses once it is recorded. is_asking: only the unit is asked about yet."""

    region = forms.CharField(
        label=_("Unit"), max_length=20, help_text=_("Kode wilayah atau TPS, misalnya 31.71.01.1001.")
    )
    kinds = forms.MultipleChoiceField(label=_("Badan"), widget=forms.CheckboxSelectMultiple)
    event = forms.ChoiceField(
        label=_("Kegiatan"),
        required=False,
        help_text=_("Bila dipilih, hanya yang tercatat hadir di kegiatan itu yang dicatat berpakta."),
    )
    led_by = forms.CharField(label=_("Dibacakan oleh"), max_length=80)
    witnesses = forms.CharField(
        label=_("Saksi, satu per baris"), widget=forms.Textarea(attrs={"rows": 3, "maxlength": 800})
    )

    def __init__(self, *args: Any, actor: Actor, is_asking: bool, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # Any: the kinds of fields differ
        fields["kinds"].choices = list(BODY_LABELS.items())
        fields["event"].choices = [
            ("", _("Tanpa kegiatan: semua yang bertugas")),
            *((str(one.id), f"{day_of(one.starts_at):%d-%m-%Y} {one.title}") for one in events_within(actor=actor)),
        ]
        self.initial.setdefault("region", actor.region)
        if is_asking:
            del self.fields["led_by"], self.fields["witnesses"]

    def unit(self) -> dict[str, Any]:  # Any: arguments of different kinds
        """Return the unit as the verb takes it."""
        chosen = self.cleaned_data["event"]
        return {
            "region": self.cleaned_data["region"].strip(),
            "kinds": [BodyKind(kind) for kind in self.cleaned_data["kinds"]],
            "event_id": UUID(chosen) if chosen else None,
        }

    def heard(self) -> dict[str, Any]:  # Any: arguments of different kinds
        """Return who led it and who heard it, as the verb takes them."""
        return {"led_by": self.cleaned_data["led_by"], "witnesses": self.cleaned_data["witnesses"].splitlines()}
