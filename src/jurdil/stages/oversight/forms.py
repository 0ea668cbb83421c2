"""Forms of reports and cases."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from jurdil.stages.oversight.models import CaseState, SanctionKind

TOPIC_LABELS = {
    "neutrality": _("Keberpihakan (netralitas)"),
    "money": _("Uang, barang, atau janji"),
    "procedure": _("Tata cara tidak diikuti"),
    "safety": _("Keamanan dan ketertiban"),
    "other": _("Lainnya"),
}
REPORT_STATES = {
    "received": _("Diterima, belum ditindaklanjuti"),
    "case": _("Menjadi perkara"),
    "closed": _("Ditutup dengan alasan"),
}
CASE_STATES = {
    CaseState.OPENED: _("Dibuka; teradu belum didengar"),
    CaseState.HEARD: _("Teradu sudah didengar; putusan belum diusulkan"),
    CaseState.PROPOSED: _("Putusan diusulkan; menunggu tanda tangan kedua"),
    CaseState.DECIDED: _("Diputus"),
}
SANCTION_LABELS = {
    SanctionKind.REHABILITATION: _("Rehabilitasi (tidak terbukti)"),
    SanctionKind.WRITTEN_WARNING: _("Peringatan tertulis"),
    SanctionKind.SUSPENSION: _("Pemberhentian sementara"),
    SanctionKind.DISMISSAL: _("Pemberhentian tetap"),
}
STEP_LABELS = {
    "hear": _("Mendengar teradu"),
    "propose": _("Mengusulkan putusan"),
    "second": _("Tanda tangan kedua oleh petugas lain"),
}
WHO_LABELS = {"kpu_regency": _("KPU Kabupaten/Kota")}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReportForm(forms.Form):
    """What somebody saw. Name and contact are optional and sealed."""

    region = forms.CharField(widget=forms.HiddenInput, max_length=20)
    station = forms.IntegerField(
        label=_("Nomor TPS"), required=False, min_value=1, max_value=999, help_text=_("Kosongkan bila bukan di TPS.")
    )
    topic = forms.ChoiceField(label=_("Tentang apa"), choices=list(TOPIC_LABELS.items()))
    happened_on = forms.DateField(label=_("Tanggal kejadian"), widget=_day())
    text = forms.CharField(
        label=_("Apa yang terjadi"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Sedikitnya satu kalimat: siapa melakukan apa, di mana, jam berapa, dan buktinya bila ada."),
    )
    reporter = forms.CharField(
        label=_("Nama dan kontak Anda (boleh kosong)"),
        required=False,
        max_length=200,
        help_text=_("Disimpan tersegel dan tidak ditampilkan pada halaman petugas."),
    )


class FollowForm(forms.Form):
    """The secret code of a report."""

    code = forms.CharField(
        label=_("Kode laporan"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("Alasan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class StatementForm(forms.Form):
    """What the respondent says, or that they were called and did not come."""

    statement = forms.CharField(
        label=_("Keterangan teradu"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Bila dipanggil dan tidak hadir, catat kapan dan bagaimana ia dipanggil."),
    )
    is_absent = forms.BooleanField(label=_("Teradu dipanggil dan tidak hadir"), required=False)


class SanctionForm(forms.Form):
    """How a case is proposed to end."""

    kind = forms.ChoiceField(label=_("Putusan"), choices=list(SANCTION_LABELS.items()))
    reason = forms.CharField(label=_("Alasan dan bukti"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    takes_effect_on = forms.DateField(label=_("Berlaku mulai"), widget=_day())
    decision = forms.CharField(
        label=_("Nomor putusan DKPP (boleh kosong)"),
        max_length=80,
        required=False,
        help_text=_("Hanya untuk pemberhentian tetap anggota yang diberhentikan oleh DKPP."),
    )


def sanction_form(data: object, today: date) -> SanctionForm:
    """Return the form of a proposal, with today as the first day on which it may take effect."""
    form = SanctionForm(data, initial={"takes_effect_on": today})  # type: ignore[arg-type]  # a QueryDict or None
    form.fields["takes_effect_on"].widget.attrs["min"] = today.isoformat()
    return form


class ErasureForm(forms.Form):
    """By which letter the person asked, and that it is the person."""

    request = forms.CharField(label=_("Nomor surat permintaan atau map"), max_length=80)
    is_compared = forms.BooleanField(label=_("Identitas pemohon sudah dicocokkan dengan KTP"))
    is_understood = forms.BooleanField(label=_("Saya tahu penghapusan ini tidak dapat dikembalikan"))


class RedactionForm(forms.Form):
    """A report without what names somebody."""

    text = forms.CharField(
        label=_("Isi laporan setelah disunting"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Ganti nama atau keterangan yang menunjuk orang dengan […]; kata lain tidak diubah."),
    )
    reason = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
