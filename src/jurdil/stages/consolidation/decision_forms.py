"""Forms of minutes, decisions and materials."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.consolidation.decisions import KPU
from jurdil.stages.consolidation.forms import BODY_LABELS

OWNERS = {
    KPU: _("KPU kabupaten/kota"),
    **{
        kind.value: label for kind, label in BODY_LABELS.items() if kind not in (BodyKind.KPPS_RESERVE, BodyKind.LINMAS)
    },
}


def owner_label(kind: str) -> str:
    """Return the name of who owes a decision."""
    return str(OWNERS.get(kind, kind))


class MinutesForm(forms.Form):
    """The text of the minutes."""

    text = forms.CharField(label=_("Notula"), max_length=20000, widget=forms.Textarea(attrs={"rows": 10}))


class DecisionForm(forms.Form):
    """A decision: what, who owes it, where, until when."""

    text = forms.CharField(label=_("Keputusan"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label=_("Penanggung jawab: setiap"), choices=list(OWNERS.items()))
    region = forms.CharField(label=_("Di wilayah"), max_length=13, help_text=_("Kode wilayah, misalnya 31.71."))
    due_on = forms.DateField(label=_("Batas waktu"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class MaterialForm(forms.Form):
    """A text for those who serve."""

    title = forms.CharField(label=_("Judul"), max_length=160)
    kinds = forms.MultipleChoiceField(
        label=_("Untuk badan"), choices=list(BODY_LABELS.items()), widget=forms.CheckboxSelectMultiple
    )
    region = forms.CharField(label=_("Wilayah"), max_length=13, help_text=_("Kode wilayah, misalnya 31.71."))
    text = forms.CharField(
        label=_("Isi"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Teks biasa: baris kosong memisahkan alinea, # untuk judul bagian, - untuk butir daftar."),
    )
