"""Forms of the role test: plan one, write an item."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.foundation.storage.clock import JAKARTA
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.consolidation.forms import BODY_LABELS
from jurdil.stages.consolidation.sitting_models import Phase
from jurdil.stages.consolidation.testing import Window

PHASE_LABELS = {Phase.BEFORE: _("Sebelum bimtek"), Phase.AFTER: _("Sesudah bimtek"), Phase.MAKEUP: _("Susulan")}
TESTED = {kind: label for kind, label in BODY_LABELS.items() if kind != BodyKind.KPPS_RESERVE}


def _moment(label: Any, required: bool = True) -> forms.DateTimeField:  # Any: a lazy text
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, required=required)


class RoleTestForm(forms.Form):
    """A test and its rounds. Times are WIB."""

    title = forms.CharField(label=_("Judul"), max_length=160)
    kind = forms.ChoiceField(label=_("Badan"), choices=list(TESTED.items()))
    region = forms.CharField(label=_("Wilayah"), max_length=13, help_text=_("Kode wilayah, misalnya 31.71."))
    before_opens = _moment(_("Sebelum bimtek: buka (WIB)"), required=False)
    before_closes = _moment(_("Sebelum bimtek: tutup (WIB)"), required=False)
    after_opens = _moment(_("Sesudah bimtek: buka (WIB)"))
    after_closes = _moment(_("Sesudah bimtek: tutup (WIB)"))

    def windows(self) -> list[Window]:
        """Return the rounds that were filled in."""
        given = self.cleaned_data
        ends = [(phase, given[f"{phase}_opens"], given[f"{phase}_closes"]) for phase in (Phase.BEFORE, Phase.AFTER)]
        return [Window(phase, _wib(opens), _wib(closes)) for phase, opens, closes in ends if opens and closes]


def _wib(moment: datetime) -> datetime:
    return moment.replace(tzinfo=JAKARTA)


class ItemForm(forms.Form):
    """An item of an officer."""

    kinds = forms.MultipleChoiceField(
        label=_("Untuk badan"), choices=list(TESTED.items()), widget=forms.CheckboxSelectMultiple
    )
    topic = forms.CharField(label=_("Topik"), max_length=20)
    text = forms.CharField(label=_("Pertanyaan"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    options = forms.CharField(
        label=_("Pilihan, satu per baris"), max_length=900, widget=forms.Textarea(attrs={"rows": 4})
    )
    right = forms.IntegerField(label=_("Nomor pilihan terbaik"), min_value=1, max_value=9)
    why = forms.CharField(label=_("Penjelasan"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
