"""Forms of the pages about doubles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.stages.vetting.double_models import DoubleAnswer, DoubleOutcome
from jurdil.stages.vetting.wording import DOUBLE_ANSWERS, DOUBLE_OUTCOMES, GRADES, STATES

_AREA = forms.Textarea(attrs={"rows": 3})


class DoubleFilterForm(forms.Form):
    """What the list is narrowed to."""

    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[("", _("Belum diputus")), *list(STATES.items())[:4], ("over", _("Selesai"))],
    )
    kekuatan = forms.ChoiceField(label=_("Kekuatan"), required=False, choices=[("", _("Semua")), *GRADES.items()])
    wilayah = forms.RegexField(r"^[\d.]{2,13}$", label=_("Kode wilayah"), required=False)


class DoubleAnswerForm(forms.Form):
    """What the person says of the other application."""

    kind = forms.ChoiceField(label=_("Penjelasan"), choices=list(DOUBLE_ANSWERS.items()), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Dengan kata sendiri"), required=False, max_length=2000, widget=_AREA)

    def clean_kind(self) -> DoubleAnswer:
        """Return the kind as the verb takes it."""
        return DoubleAnswer(self.cleaned_data["kind"])


class PaperDoubleAnswerForm(DoubleAnswerForm):
    """An answer on paper: who saw it and where it lies."""

    seen_by = forms.CharField(label=_("Surat dilihat oleh"), max_length=120)
    folder = forms.CharField(label=_("Nomor map"), max_length=40)


class DoubleRulingForm(forms.Form):
    """How it is settled, and why."""

    outcome = forms.ChoiceField(label=_("Isi putusan"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Alasan"),
        widget=_AREA,
        max_length=2000,
        help_text=_("Sebut bukti yang Anda lihat. Angka peluang saja bukan alasan."),
    )

    def __init__(self, *args: Any, outcomes: list[DoubleOutcome], **kwargs: Any) -> None:  # Any: Django
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Isi putusan"), widget=forms.RadioSelect, choices=[(one, DOUBLE_OUTCOMES[one]) for one in outcomes]
        )

    def clean_outcome(self) -> DoubleOutcome:
        """Return the outcome as the verb takes it."""
        return DoubleOutcome(self.cleaned_data["outcome"])


class DoubleObjectionForm(forms.Form):
    """What the person objects to, in own words."""

    words = forms.CharField(label=_("Apa yang keliru pada putusan ini"), max_length=2000, widget=_AREA)
