"""Forms of the pages about kin."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.registry.regions.forms import ListFilter, RegionField
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


class DisputeForm(forms.Form):
    """What is wrong, in own words."""

    words = forms.CharField(label=_("Apa yang keliru"), max_length=2000, widget=_AREA)
