"""Forms of events: plan one, choose whom to invite, check in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.foundation.storage.clock import JAKARTA
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.models import Coming, EventKind

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
ANSWER_LABELS = {
    "": _("Belum menjawab"),
    Coming.COMES: _("Akan hadir"),
    Coming.EXCUSED: _("Berhalangan"),
    Coming.SUBSTITUTE: _("Meminta diwakili pengganti"),
}


def body_label(kind: str) -> str:
    """Return the name of a kind of body; `-` stands for those who are invited without a seat."""
    if kind == "-":
        return str(_("Tamu dan pengganti tanpa kursi"))
    return str(BODY_LABELS[BodyKind(kind)]) if kind in BodyKind.values else kind


def answer_label(answer: str) -> str:
    """Return the words for an answer to an invitation."""
    return str(ANSWER_LABELS.get(answer, answer))


def moment_input() -> forms.DateTimeInput:
    """Return the input of a day with its hour."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class JakartaTimes(forms.Form):
    """A form with `starts_at` and `ends_at`, read as WIB."""

    def _in_jakarta(self, field: str) -> datetime:
        moment: datetime = self.cleaned_data[field]
        return moment.replace(tzinfo=JAKARTA)

    def clean_starts_at(self) -> datetime:
        """Read the start as WIB."""
        return self._in_jakarta("starts_at")

    def clean_ends_at(self) -> datetime:
        """Read the end as WIB."""
        return self._in_jakarta("ends_at")


class ElectionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # at run time Django takes none
    """A choice among elections by their names."""

    def label_from_instance(self, obj: Election) -> str:
        """Return what the officer reads."""
        return obj.name


class EventForm(JakartaTimes):
    """What an event states. Times are WIB."""

    election = ElectionField(Election.objects.order_by("-voting_day"), label=_("Pemilihan"), empty_label=None)
    kind = forms.ChoiceField(label=_("Jenis kegiatan"), choices=list(KIND_LABELS.items()))
    title = forms.CharField(label=_("Judul"), max_length=160)
    place = forms.CharField(label=_("Tempat"), max_length=200)
    region = forms.CharField(
        label=_("Wilayah yang diundang"), max_length=13, help_text=_("Kode wilayah, misalnya 31.75 untuk satu kota.")
    )
    starts_at = forms.DateTimeField(label=_("Mulai (WIB)"), widget=moment_input())
    ends_at = forms.DateTimeField(label=_("Selesai (WIB)"), widget=moment_input())
    programme = forms.CharField(
        label=_("Susunan acara"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

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


class LaneForm(forms.Form):
    """A lane: its name, and whose people it admits."""

    name = forms.CharField(label=_("Nama jalur"), max_length=40, help_text=_("Misalnya Pintu 1."))
    region = forms.ChoiceField(label=_("Hanya untuk wilayah"), required=False)

    def __init__(self, regions: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:  # Any: Django's form
        super().__init__(*args, **kwargs)
        choices = [("", _("semua undangan yang boleh Anda catat")), *regions]
        self.fields["region"] = forms.ChoiceField(label=_("Hanya untuk wilayah"), required=False, choices=choices)


class LanesForm(forms.Form):
    """A lane for each unit of a level."""

    steps = forms.TypedChoiceField(
        label=_("Satu jalur untuk setiap"),
        coerce=int,
        choices=[(2, _("kabupaten/kota")), (3, _("kecamatan")), (4, _("kelurahan"))],
    )


class SessionsForm(forms.Form):
    """The sessions of which attendance is taken apart."""

    names = forms.CharField(
        label=_("Sesi, satu per baris"), required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000})
    )


class OpeningForm(forms.Form):
    """From when on check-ins are to count."""

    opens_at = forms.DateTimeField(label=_("Dihitung sejak (WIB)"), widget=moment_input())

    def clean_opens_at(self) -> datetime:
        """Read the moment as WIB."""
        moment: datetime = self.cleaned_data["opens_at"]
        return moment.replace(tzinfo=JAKARTA)


class FlowForm(forms.Form):
    """How people come to a hall, for the planner of lanes."""

    people = forms.IntegerField(label=_("Orang"), min_value=1, max_value=20000, initial=2011)
    rush_percent = forms.IntegerField(label=_("Datang di awal (%)"), min_value=1, max_value=100, initial=65)
    rush_minutes = forms.IntegerField(label=_("Selama menit pertama"), min_value=1, max_value=300, initial=30)
    all_minutes = forms.IntegerField(label=_("Semua datang dalam menit"), min_value=2, max_value=720, initial=90)
    quickest_s = forms.FloatField(label=_("Detik per orang, tercepat"), min_value=0.5, max_value=120, initial=3)
    slowest_s = forms.FloatField(label=_("Detik per orang, terlama"), min_value=0.5, max_value=300, initial=10)
