"""The words of this room on pages: bodies, states, outcomes, acts of the timeline, faults of an import."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.bodies.wording import BODY_NAMES
from jurdil.stages.recruitment.models import Candidacy, ReviewState

BODIES = {kind: words for kind, words in BODY_NAMES.items() if kind != BodyKind.KPPS_RESERVE}  # nobody applies for it
REVIEW = {
    ReviewState.UNREVIEWED: gettext_lazy("belum diperiksa"),
    ReviewState.ELIGIBLE: gettext_lazy("memenuhi syarat"),
    ReviewState.NEEDS_CLARIFICATION: gettext_lazy("perlu klarifikasi"),
    ReviewState.INELIGIBLE: gettext_lazy("tidak memenuhi syarat"),
}
CANDIDACY = {
    Candidacy.REGISTERED: gettext_lazy("mendaftar"),
    Candidacy.INSTITUTION: gettext_lazy("lewat lembaga"),
    Candidacy.PROPOSED: gettext_lazy("diusulkan"),
}
FIELD_WORDS = {
    "name": gettext_lazy("nama"),
    "nik": gettext_lazy("NIK"),
    "kk": gettext_lazy("kartu keluarga"),
    "birth_date": gettext_lazy("tanggal lahir"),
    "birth_place": gettext_lazy("tempat lahir"),
    "sex": gettext_lazy("jenis kelamin"),
    "address": gettext_lazy("alamat"),
    "region": gettext_lazy("kelurahan domisili"),
    "phone": gettext_lazy("telepon"),
    "email": gettext_lazy("surel"),
    "rw": gettext_lazy("RW"),
    "rt": gettext_lazy("RT"),
    "education": gettext_lazy("pendidikan"),
    "occupation": gettext_lazy("pekerjaan"),
    "is_experienced": gettext_lazy("pengalaman"),
    "has_it_skill": gettext_lazy("kemampuan memakai aplikasi"),
    "wishes_chair": gettext_lazy("kesediaan menjadi ketua"),
    "health_class": gettext_lazy("risiko kesehatan"),
    "declarations": gettext_lazy("surat pernyataan"),
    "left_party_on": gettext_lazy("hari terakhir di partai"),
    "spouse_name": gettext_lazy("nama suami atau istri"),
    "spouse_nik": gettext_lazy("NIK suami atau istri"),
}
CRITERIA = {
    "competence": gettext_lazy("Kompetensi"),
    "capacity": gettext_lazy("Kapasitas"),
    "integrity": gettext_lazy("Integritas"),
    "independence": gettext_lazy("Kemandirian"),
}
PLACE_STATES = {
    "not_opened": gettext_lazy("belum dibuka"),
    "planned": gettext_lazy("akan dibuka"),
    "open": gettext_lazy("dibuka"),
    "closed": gettext_lazy("ditutup"),
}
STAGE_STATES = {
    "planned": gettext_lazy("belum dimulai"),
    "open": gettext_lazy("dibuka"),
    "closed": gettext_lazy("ditutup"),
}
OUTCOMES = {
    "passed": gettext_lazy("terpenuhi"),
    "failed": gettext_lazy("belum terpenuhi"),
    "unknown": gettext_lazy("perlu dilihat"),
}
ACTS = {
    "people.registered": gettext_lazy("Orang dicatat"),
    "people.corrected": gettext_lazy("Data diri diperbaiki"),
    "recruitment.received": gettext_lazy("Datang ke loket"),
    "recruitment.applied": gettext_lazy("Lamaran diterima"),
    "recruitment.corrected": gettext_lazy("Lamaran diperbaiki"),
    "recruitment.paper_seen": gettext_lazy("Berkas dilihat atau diunggah"),
    "recruitment.reviewed": gettext_lazy("Syarat diperiksa"),
    "recruitment.ruling_proposed": gettext_lazy("Putusan diusulkan"),
    "recruitment.ruling_declined": gettext_lazy("Usulan putusan tidak disetujui"),
    "recruitment.ruled": gettext_lazy("Diputus dua petugas"),
    "recruitment.code_renewed": gettext_lazy("Kode rahasia diganti"),
    "recruitment.withdrawn": gettext_lazy("Lamaran ditarik"),
}


def fault_words(code: str) -> tuple[str, str]:
    """Return what is wrong with a row and what to do, in the language of the page."""
    words = {
        "blank": (_("Sel wajib ini kosong."), _("Isi selnya.")),
        "date": (_("Ini bukan tanggal kalender."), _("Tulis seperti 1990-05-12 atau 12/05/1990.")),
        "bool": (_("Ini bukan ya atau tidak."), _("Tulis ya atau tidak.")),
        "sex": (_("Jenis kelamin tidak dikenal."), _("Tulis L atau P.")),
        "choice": (_("Nilai ini tidak ada dalam pilihan."), _("Lihat pilihannya pada lembar petunjuk.")),
        "cells": (_("Jumlah sel baris ini tidak sama dengan kepala tabel."), _("Bandingkan dengan kepala tabel.")),
        "numbering": (
            _("Baris ini hanya menomori kolom dan dilewati."),
            _("Hapus barisnya; bila isinya sungguhan, tukar urutan kolomnya."),
        ),
        "formula-error": (
            _("Lembar kerja menampilkan galat rumus di sini, bukan nilai."),
            _("Perbaiki rumusnya, atau tulis nilainya."),
        ),
        "digits-lost": (
            _("Program lembar kerja membulatkan angka ini; digit terakhirnya hilang."),
            _("Ubah format kolom menjadi Teks, lalu ketik ulang angkanya dari dokumen."),
        ),
        "region": (_("Kode kelurahan tidak benar."), _("Tulis seperti 31.71.01.1001.")),
        "opening": (_("Tidak ada pendaftaran untuk badan ini di sana."), _("Periksa kelurahan dan badannya.")),
        "documents": (_("Ada jenis berkas yang tidak dikenal."), _("Pakai nama berkas pada lembar petunjuk.")),
        "declarations": (_("Jawaban surat pernyataan tidak terbaca."), _("Tulis Y, T atau - berurutan.")),
        "moment": (_("Ini bukan waktu."), _("Tulis seperti 2024-09-20T09:15.")),
        "repeated": (_("Baris sebelumnya tentang orang yang sama."), _("Sisakan satu baris untuk satu orang.")),
        "recruitment.once": (_("Orang ini sudah melamar di tempat lain."), _("Tarik dahulu lamaran itu.")),
        "recruitment.window": (_("Kontak pertama di luar masa pendaftaran."), _("Tulis waktu pada tanda terima.")),
        "recruitment.receipt": (_("Kontak pertama di masa depan."), _("Periksa waktu pada tanda terima.")),
        "recruitment.complete": (_("Nama tidak memuat huruf."), _("Tulis nama seperti pada KTP.")),
        "recruitment.source": (_("Badan ini diisi dari usulan."), _("Tulis proposed pada kolom source.")),
        "access.region": (_("Kelurahan ini di luar wilayah Anda."), _("Serahkan baris ini ke petugas wilayah itu.")),
        "access.authority": (_("Badan ini ditangani KPU Kabupaten/Kota."), _("Serahkan baris ini kepada KPU.")),
    }
    return words.get(code, (_("Sel ini tidak dapat dibaca."), _("Periksa isinya.")))
