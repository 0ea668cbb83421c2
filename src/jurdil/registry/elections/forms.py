"""The forms of this room: a policy, and a waiver of the domicile."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jurdil.law import named_policies


class PolicyForm(forms.Form):
    """One policy for one body, on or off, from a day on."""

    choice = forms.ChoiceField(label=_("Kebijakan"))
    is_on = forms.TypedChoiceField(
        label=_("Berlaku"), choices=[("1", _("aktif")), ("0", _("tidak aktif"))], coerce=lambda value: value == "1"
    )
    starts = forms.DateField(label=_("Mulai"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]  # Django's own arguments, passed on
        language = get_language() or "id"
        self.fields["choice"].choices = [  # type: ignore[attr-defined]  # a ChoiceField has them
            (f"{body}:{policy.key}", f"{body}: {policy.title(language)}")
            for policy in named_policies().values()
            for body in policy.bodies
        ]


class WaiverForm(forms.Form):
    """Why one station may be filled from outside its ward."""

    station = forms.CharField(label=_("Kode TPS"), max_length=20, help_text=_("Misalnya 31.71.01.1001/901."))
    ground = forms.CharField(
        label=_("Alasan"), max_length=300, help_text=_("Dapat dibaca siapa pun; tanpa nama orang.")
    )
