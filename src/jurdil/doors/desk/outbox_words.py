"""The words for channels, kinds and states of messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jurdil.foundation.outbox.carrying import Standing
from jurdil.foundation.outbox.models import Channel

CHANNELS = {Channel.EMAIL: _("Surel"), Channel.SMS: _("SMS"), Channel.PRINT: _("Surat cetak")}
STANDINGS = {
    Standing.WAITING: _("Menunggu"),
    Standing.FAILING: _("Gagal, dicoba lagi"),
    Standing.GIVEN_UP: _("Berhenti dicoba"),
    Standing.LEFT: _("Terkirim"),
    Standing.HANDED: _("Diserahkan petugas"),
}
KINDS = {
    "bodies.appointed": _("Pengangkatan"),
    "bodies.corrected": _("Koreksi pengangkatan"),
    "bodies.ended": _("Akhir masa tugas"),
    "bodies.exchanged": _("Pertukaran kursi"),
    "bodies.lettered": _("Surat pengangkatan siap"),
    "consolidation.cancelled": _("Kegiatan dibatalkan"),
    "consolidation.changed": _("Kegiatan berubah"),
    "consolidation.invited": _("Undangan kegiatan"),
    "consolidation.link": _("Tautan undangan baru"),
    "consolidation.material_told": _("Bahan bacaan"),
    "consolidation.pledge_owed": _("Pengingat pakta integritas"),
    "consolidation.pledge_recorded": _("Pakta integritas dicatat petugas"),
    "consolidation.reminder": _("Pengingat undangan"),
    "consolidation.revoked": _("Undangan dicabut"),
    "consolidation.talk": _("Ajakan berbincang"),
    "consolidation.task": _("Tugas unit"),
    "consolidation.test": _("Tes tugas"),
    "oversight.called": _("Panggilan klarifikasi laporan"),
    "oversight.sanctioned": _("Putusan atas laporan"),
    "placement.answered": _("Jawaban tawaran dicatat dari surat"),
    "placement.barred": _("Tidak dapat ditempatkan"),
    "placement.expired": _("Tawaran kursi berakhir"),
    "placement.offered": _("Tawaran kursi"),
    "recruitment.applied": _("Tanda terima lamaran"),
    "recruitment.corrected": _("Perbaikan lamaran"),
    "recruitment.reviewed": _("Pemeriksaan lamaran"),
    "recruitment.ruled": _("Putusan pemeriksaan"),
    "recruitment.withdrawn": _("Pengunduran diri"),
    "selection.decided": _("Hasil seleksi"),
    "vetting.asked": _("Pertanyaan penyaringan"),
    "vetting.double_asked": _("Pertanyaan tentang lamaran lain"),
    "vetting.double_objected": _("Keberatan atas putusan lamaran lain diterima"),
    "vetting.double_ruled": _("Putusan tentang lamaran lain"),
    "vetting.entry_dropped": _("Entri yang menjadi dasar putusan tidak ada lagi"),
    "vetting.kin_confirmed": _("Hubungan keluarga dikukuhkan"),
    "vetting.kin_rejected": _("Hubungan keluarga tidak berlaku lagi"),
    "vetting.objected": _("Keberatan diterima"),
    "vetting.objection_decided": _("Keberatan diputus"),
    "vetting.ruled": _("Putusan penyaringan"),
}


def kind_label(kind: str) -> str:
    """Return the word for a kind of message; one without a word stays as it is."""
    return str(KINDS.get(kind, kind))
