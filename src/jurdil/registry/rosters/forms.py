"""The form that brings a list in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.registry.rosters.completeness import LEAST_REASON, LONGEST_REASON
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


class ProvenanceForm(forms.Form):
    """Which list it is, who made it, and for which day."""

    roster = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{0,59}$",
        label=_("Nama daftar"),
        help_text=_(
            "Huruf kecil, angka dan tanda hubung, misalnya partai-07. Nama yang sama berarti daftar terbaru, "
            "seluruhnya: entri yang tidak ada di dalamnya disebut tidak ada lagi."
        ),
    )
    kind = forms.ChoiceField(label=_("Jenis"), choices=list(KIND_LABELS.items()))
    source = forms.CharField(label=_("Sumber (siapa pembuat daftar ini)"), max_length=200)
    as_of = forms.DateField(label=_("Berlaku per tanggal"), widget=forms.DateInput(attrs={"type": "date"}))


class RosterForm(ProvenanceForm):
    """A file and its provenance."""

    file = forms.FileField(label=_("Berkas (.csv, .xlsx atau .parquet)"))
    field_order = ("file",)

    def clean_file(self) -> object:
        """Refuse an ending that cannot be read, before anything is kept."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".csv", ".xlsx", ".parquet")):
            raise forms.ValidationError(_("Akhiran berkas harus .csv, .xlsx atau .parquet."))
        return file


class DeliveryForm(ProvenanceForm):
    """Keyed tokens, their key, who handed them over and when they must go."""

    file = forms.FileField(label=_("Berkas token (.parquet)"))
    key = forms.FileField(
        label=_("Berkas kunci"),
        help_text=_("Tiga baris, dibuat bersama oleh kedua pihak. Disimpan tersegel, dihapus bersama tokennya."),
    )
    delivered_by = forms.CharField(label=_("Diserahkan oleh"), max_length=120)
    delete_on = forms.DateField(
        label=_("Dihapus pada"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Pada hari itu token dan kuncinya dihapus; yang sudah ditemukan tetap ada tanpa isi daftarnya."),
    )
    field_order = ("file", "key", "roster", "kind", "source", "as_of", "delivered_by", "delete_on")


class WholeForm(forms.Form):
    """How the officer knows that a delivery is whole."""

    reason = forms.CharField(
        label=_("Dari mana diketahui bahwa kiriman ini utuh"),
        min_length=LEAST_REASON,
        max_length=LONGEST_REASON,
        help_text=_(
            "Misalnya siapa yang menjawab pertanyaan Anda, kapan, dan apa jawabnya. Jangan tulis nama pelamar."
        ),
    )


class RemoveForm(forms.Form):
    """Whether the officer means it."""

    is_sure = forms.BooleanField(label=_("Saya mengerti: token dan kuncinya tidak dapat dikembalikan."))
