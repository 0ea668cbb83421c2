"""Forms of the pages about kin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.registry.regions.forms import ListFilter, RegionField
from jurdil.stages.vetting.forms import AttachingForm, PaperDoubleObjectionForm
from jurdil.stages.vetting.kin_models import Kinship
from jurdil.stages.vetting.wording import KIN_STATES, KIN_STRENGTHS, RELATIONS

_AREA = forms.Textarea(attrs={"rows": 3})


class KinFilterForm(ListFilter):
    """What the list is narrowed to."""

    keadaan = forms.ChoiceField(
        label=_("Keadaan"), required=False, choices=[("", _("Menunggu petugas")), *KIN_STATES.items()]
    )
    hubungan = forms.ChoiceField(label=_("Hubungan"), required=False, choices=[("", _("Semua")), *RELATIONS.items()])
    kekuatan = forms.ChoiceField(
        label=_("Kekuatan"), required=False, choices=[("", _("Semua")), *KIN_STRENGTHS.items()]
    )
    wilayah = RegionField()


class KinDecisionForm(forms.Form):
    """Whether they are kin, and how the officer knows."""

    is_kin = forms.TypedChoiceField(
        label=_("Keputusan Anda"),
        choices=[("ya", _("Benar, mereka berkeluarga atau serumah")), ("tidak", _("Bukan; hubungan ini ditolak"))],
        coerce=lambda word: word == "ya",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Alasan"), max_length=300, widget=_AREA, help_text=_("Misalnya: kartu keluarga dilihat di loket.")
    )


class DisputeForm(AttachingForm):
    """What is wrong, in own words, with files if there are any."""

    words = forms.CharField(label=_("Apa yang keliru"), max_length=2000, widget=_AREA)


class PaperDisputeForm(PaperDoubleObjectionForm):
    """A dispute on paper: which of the two wrote it, and what an objection on paper has."""

    disputer_id = forms.TypedChoiceField(label=_("Surat dari"), coerce=UUID, widget=forms.RadioSelect)
    field_order = ("disputer_id", *PaperDoubleObjectionForm.field_order)

    def __init__(self, *args: Any, row: Kinship, **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, **kwargs)
        chosen = self.fields["disputer_id"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = [(one.id, one.name) for one in (row.one, row.other)]
