"""Forms of opening and extending registration, and of mending one application."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.law import Profile
from jurdil.registry.regions.forms import ListFilter, RegionField
from jurdil.stages.recruitment.coverage import OPENABLE, PlaceState
from jurdil.stages.recruitment.forms import ANY, ApplicantForm
from jurdil.stages.recruitment.wording import BODIES, PLACE_STATES

_WORDS = forms.Textarea(attrs={"rows": 3})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BoardForm(ListFilter):
    """What the board of openings is narrowed to."""

    badan = forms.ChoiceField(label=_("Badan"), required=False, choices=[(kind, BODIES[kind]) for kind in OPENABLE])
    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[*ANY, *[(state, PLACE_STATES[state]) for state in PlaceState], ("short", _("kekurangan pelamar"))],
    )
    wilayah = RegionField()
    cari = forms.CharField(label=_("Nama kelurahan atau kecamatan"), required=False, max_length=80)


class OpenForm(forms.Form):
    """First and last day of registration, and why where they are not those of the calendar."""

    opens = forms.DateField(label=_("Hari pertama"), widget=_day())
    closes = forms.DateField(label=_("Hari terakhir"), widget=_day())
    ground = forms.CharField(
        label=_("Alasan bila tanggalnya berbeda dari jadwal"), required=False, max_length=200, widget=_WORDS
    )

    def __init__(self, *args: Any, stated: tuple[date, date] | None, on: date, **kwargs: Any) -> None:  # Any: Django's
        first, last = stated or (None, None)
        kwargs["initial"] = {"opens": first, "closes": last, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.stated, self.on = stated, on

    def clean(self) -> dict[str, Any]:
        """Ask for days on which somebody can still come, and why they differ from the calendar."""
        given = self.cleaned_data
        if given.get("closes") and given["closes"] < self.on:
            self.add_error("closes", _("Hari terakhir sudah lewat."))
        days = (given.get("opens"), given.get("closes"))
        if None not in days and days != self.stated and not given.get("ground", "").strip():
            self.add_error("ground", _("Tanggal ini berbeda dari jadwal; tuliskan alasannya."))
        return given


class ExtendForm(forms.Form):
    """The last day of an extension and its ground."""

    until = forms.DateField(label=_("Diperpanjang sampai"), widget=_day())
    ground = forms.CharField(label=_("Alasan"), max_length=200, min_length=10, widget=_WORDS)


class CorrectForm(ApplicantForm):
    """What was typed, as it stands, to be mended; the reason is read by the applicant."""

    reason = forms.CharField(
        label=_("Alasan perbaikan"),
        min_length=5,
        max_length=300,
        widget=_WORDS,
        help_text=_("Sebut dokumen yang Anda lihat; pelamar akan membacanya."),
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:  # Any: passed on to Django's form
        super().__init__(*args, profile=profile, **kwargs)
        stands = str(self.initial.get("education") or "")
        levels = list(self.fields["education"].choices)  # type: ignore[attr-defined]
        if stands and stands not in dict(levels):  # what a spreadsheet brought stays as it is unless it is mended
            self.fields["education"].choices = [*levels, (stands, stands)]  # type: ignore[attr-defined]


class StageFilterForm(forms.Form):
    """Whose stages are shown."""

    badan = forms.ChoiceField(
        label=_("Badan"),
        required=False,
        choices=[*ANY, ("PPK", "PPK"), ("PPS", "PPS"), ("KPPS", "KPPS"), ("PEMILIHAN", _("Pemilihan"))],
    )
