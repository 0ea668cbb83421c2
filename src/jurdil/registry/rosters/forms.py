"""The form that brings a list in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.registry.rosters.models import RosterKind

KIND_LABELS = {
    RosterKind.PARTY: _("Anggota partai"),
    RosterKind.CAMPAIGN_TEAM: _("Tim kampanye"),
    RosterKind.CANDIDATE: _("Calon"),
    RosterKind.WITNESS: _("Saksi peserta"),
    RosterKind.SANCTION: _("Sanksi"),
    RosterKind.ORGANISER: _("Penyelenggara"),
    RosterKind.SPOUSE: _("Pasangan penyelenggara"),
}


class RosterForm(forms.Form):
    """A file and its provenance."""

    file = forms.FileField(label=_("Berkas (.csv, .xlsx atau .parquet)"))
    roster = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{0,59}$",
        label=_("Nama daftar"),
        help_text=_("Huruf kecil, angka dan tanda hubung, misalnya partai-07. Nama yang sama berarti daftar terbaru."),
    )
    kind = forms.ChoiceField(label=_("Jenis"), choices=list(KIND_LABELS.items()))
    source = forms.CharField(label=_("Sumber (siapa pembuat daftar ini)"), max_length=200)
    as_of = forms.DateField(label=_("Berlaku per tanggal"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_file(self) -> object:
        """Refuse an ending that cannot be read, before anything is kept."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".csv", ".xlsx", ".parquet")):
            raise forms.ValidationError(_("Akhiran berkas harus .csv, .xlsx atau .parquet."))
        return file
