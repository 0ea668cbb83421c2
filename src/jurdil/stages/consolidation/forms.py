"""Forms of events: plan one, choose whom to invite, check in."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.foundation.storage.clock import JAKARTA
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.models import EventKind

KIND_LABELS = {
    EventKind.CONSOLIDATION: _("Konsolidasi"),
    EventKind.TRAINING: _("Bimbingan teknis"),
    EventKind.OATH: _("Pelantikan dan sumpah"),
}
BODY_LABELS = {
    BodyKind.PPK: _("PPK"),
    BodyKind.PPS: _("PPS"),
    BodyKind.PPK_SECRETARIAT: _("Sekretariat PPK"),
    BodyKind.PPS_SECRETARIAT: _("Sekretariat PPS"),
    BodyKind.KPPS: _("KPPS"),
    BodyKind.LINMAS: _("Petugas ketertiban TPS"),
    BodyKind.KPPS_RESERVE: _("Cadangan KPPS"),
}
ANSWER_LABELS = {"": _("Belum menjawab"), "comes": _("Akan hadir"), "excused": _("Berhalangan")}


def body_label(kind: str) -> str:
    """Return the name of a kind of body; `-` where an invitation names none."""
    return str(BODY_LABELS[BodyKind(kind)]) if kind in BodyKind.values else kind


def answer_label(answer: str) -> str:
    """Return the words for an answer to an invitation."""
    return str(ANSWER_LABELS.get(answer, answer))


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class EventForm(forms.Form):
    """What an event states. Times are WIB."""

    election = forms.ModelChoiceField(Election.objects.order_by("-voting_day"), label=_("Pemilihan"), empty_label=None)
    kind = forms.ChoiceField(label=_("Jenis kegiatan"), choices=list(KIND_LABELS.items()))
    title = forms.CharField(label=_("Judul"), max_length=160)
    place = forms.CharField(label=_("Tempat"), max_length=200)
    region = forms.CharField(
        label=_("Wilayah yang diundang"), max_length=13, help_text=_("Kode wilayah, misalnya 31.75 untuk satu kota.")
    )
    starts_at = forms.DateTimeField(label=_("Mulai (WIB)"), widget=_moment())
    ends_at = forms.DateTimeField(label=_("Selesai (WIB)"), widget=_moment())
    programme = forms.CharField(
        label=_("Susunan acara"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def _in_jakarta(self, field: str) -> datetime:
        moment: datetime = self.cleaned_data[field]
        return moment.replace(tzinfo=JAKARTA)

    def clean_starts_at(self) -> datetime:
        """Read the start as WIB."""
        return self._in_jakarta("starts_at")

    def clean_ends_at(self) -> datetime:
        """Read the end as WIB."""
        return self._in_jakarta("ends_at")

    def clean_region(self) -> str:
        """Refuse a code that is no region."""
        code: str = self.cleaned_data["region"].strip()
        if not Region.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Kode wilayah ini tidak dikenal."))
        return code


class InviteForm(forms.Form):
    """Which bodies are invited. Secretariats take part as well as members."""

    kinds = forms.MultipleChoiceField(
        label=_("Undang yang bertugas di"), choices=list(BODY_LABELS.items()), widget=forms.CheckboxSelectMultiple
    )


class CheckInForm(forms.Form):
    """The code of an invitation: typed, or typed by a scanner that ends with Enter."""

    code = forms.CharField(
        label=_("Kode hadir"),
        max_length=2000,
        strip=False,
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
