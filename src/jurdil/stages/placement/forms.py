"""The forms of this stage: a decree, a vacancy, an answer."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.stages.placement.wording import GROUND_LABELS


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DecreeForm(forms.Form):
    """What every appointment rests on besides its term."""

    number = forms.CharField(label=_("Nomor keputusan"), max_length=80)
    signatory = forms.CharField(
        label=_("Penandatangan"),
        max_length=160,
        help_text=_("Nama dan jabatan, atas nama Ketua KPU Kabupaten/Kota."),
    )


class ReplacementDecreeForm(DecreeForm):
    """A decree that takes effect on a day of its own."""

    on = forms.DateField(label=_("Mulai berlaku"), widget=_day())


class VacancyForm(forms.Form):
    """Why and when a seat becomes empty."""

    ground = forms.ChoiceField(label=_("Alasan"))
    reason = forms.CharField(label=_("Uraian"), max_length=200, widget=forms.Textarea)
    last_day = forms.DateField(label=_("Hari terakhir bertugas"), widget=_day())

    def __init__(self, grounds: Iterable[str], *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments, passed on
        choices = [(ground, GROUND_LABELS.get(ground, ground)) for ground in grounds]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, declared above


class AnswerForm(forms.Form):
    """Yes or no."""

    answer = forms.ChoiceField(choices=[("ya", _("Menerima")), ("tidak", _("Menolak"))])

    def accepts(self) -> bool:
        """Return the answer; call it on a valid form."""
        return bool(self.cleaned_data["answer"] == "ya")
