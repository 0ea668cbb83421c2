"""The forms of this stage: points, the moment of the public values, the values themselves, and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jurdil.law import Profile
from jurdil.stages.selection.lots import Beacon
from jurdil.stages.selection.plenaries import LONGEST, Weighed
from jurdil.stages.selection.wording import criterion_words


class PointsForm(forms.Form):
    """One number per part, within the range of the rule."""

    def __init__(
        self, profile: Profile, parts: Iterable[str], data: Mapping[str, str] | None = None, **given: object
    ) -> None:
        super().__init__(data, **given)  # type: ignore[arg-type]  # Django's own keywords, passed on
        scale = profile.value("selection.score")
        for criterion in parts:
            self.fields[criterion] = forms.IntegerField(
                label=criterion_words(criterion),
                min_value=scale["lowest"],
                max_value=scale["highest"],
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )


class PlenaryForm(forms.Form):
    """When a plenary was held, its minutes, and which members were there."""

    held_on = forms.DateField(
        label=gettext_lazy("Tanggal rapat pleno"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    minutes = forms.CharField(label=gettext_lazy("Nomor berita acara"), max_length=80)
    present = forms.CharField(
        label=gettext_lazy("Anggota PPS yang hadir, satu nama per baris"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def given(self) -> dict[str, Any]:  # Any: values of several kinds
        """Return what the verb takes; call it on a valid form."""
        return {**self.cleaned_data, "present": self.cleaned_data["present"].splitlines()}


class WeighForm(forms.Form):
    """What a plenary says about one person: a place in the order, or none, and words on each criterion."""

    place = forms.IntegerField(
        label=gettext_lazy("Urutan"),
        min_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, profile: Profile, data: Mapping[str, str] | None = None, **given: object) -> None:
        super().__init__(data, **given)  # type: ignore[arg-type]  # Django's own keywords, passed on
        for criterion in profile.words("selection.criteria"):
            self.fields[criterion] = forms.CharField(label=criterion_words(criterion), max_length=LONGEST)

    def weighed(self, application_id: UUID) -> Weighed:
        """Return what was given; call it on a valid form."""
        grounds = {key: value for key, value in self.cleaned_data.items() if key != "place"}
        return Weighed(application_id, self.cleaned_data["place"], grounds)


class InterviewersForm(forms.Form):
    """Who is in the lot of interviewers, and from when on its public values appear."""

    accounts = forms.MultipleChoiceField(label=gettext_lazy("Pewawancara"), widget=forms.CheckboxSelectMultiple)
    draws_at = forms.DateTimeField(
        label=gettext_lazy("Angka acak terbit mulai"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def __init__(
        self, known: Iterable[tuple[str, str]], data: Mapping[str, str] | None = None, **given: object
    ) -> None:
        super().__init__(data, **given)  # type: ignore[arg-type]  # Django's own keywords, passed on
        self.fields["accounts"].choices = list(known)  # type: ignore[attr-defined]  # a MultipleChoiceField, above


class HolderForm(forms.Form):
    """Which person an officer is; a second look before it is recorded."""

    nik = forms.RegexField(
        r"^[0-9]{16}$", label=gettext_lazy("NIK"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    name = forms.CharField(label=gettext_lazy("Nama sesuai KTP"), max_length=160)
    birth_date = forms.DateField(
        label=gettext_lazy("Tanggal lahir"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    kk = forms.RegexField(
        r"^[0-9]{16}$",
        label=gettext_lazy("Nomor kartu keluarga"),
        required=False,
        help_text=gettext_lazy("Boleh kosong."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    spouse_nik = forms.RegexField(
        r"^[0-9]{16}$",
        label=gettext_lazy("NIK suami atau istri"),
        required=False,
        help_text=gettext_lazy("Boleh kosong."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class FreezeForm(forms.Form):
    """From when on the public values of the draw appear."""

    draws_at = forms.DateTimeField(
        label=gettext_lazy("Angka acak terbit mulai"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )


class BeaconsForm(forms.Form):
    """The value of each public source that the freeze named."""

    def __init__(self, named: Sequence[Sequence[str]], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.sources = [source for source, _where, _at, _shape in named]
        for number, (source, where, _at, shape) in enumerate(named):
            self.fields[f"value_{number}"] = forms.CharField(
                label=source,
                max_length=200,
                help_text=where,
                validators=[RegexValidator(f"^{shape}$", _("Salin nilainya persis seperti terbit."))] if shape else [],
            )

    def beacons(self) -> list[Beacon]:
        """Return what was given; call it on a valid form."""
        return [Beacon(source, self.cleaned_data[f"value_{at}"]) for at, source in enumerate(self.sources)]


class ScoresFileForm(forms.Form):
    """A spreadsheet of points, or of a plenary's words."""

    file = forms.FileField(label=gettext_lazy("Berkas (.csv atau .xlsx)"))

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse an ending that cannot be read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not str(file.name).lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError(_("Akhiran berkas harus .csv atau .xlsx."))
        return file
