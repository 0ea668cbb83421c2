"""The words of this room on pages and in answers to machines: the faults of a list."""

from __future__ import annotations

from django.utils.translation import gettext as _


def fault_words(code: str) -> tuple[str, str]:
    """Return what is wrong and what to do, in the language of the reader."""
    words = {
        "blank": (_("Sel wajib ini kosong."), _("Isi selnya.")),
        "date": (_("Ini bukan tanggal kalender."), _("Tulis seperti 1990-05-12 atau 12/05/1990.")),
        "sex": (_("Jenis kelamin tidak dikenal."), _("Tulis L atau P.")),
        "cells": (_("Jumlah sel baris ini tidak sama dengan kepala tabel."), _("Bandingkan dengan baris pertama.")),
        "repeated": (_("Nomor entri ini sudah dipakai baris sebelumnya."), _("Beri tiap entri nomor sendiri.")),
        "unread-name": (_("Nama ini tidak terbaca dan tidak dibandingkan."), _("Tulis dengan huruf Latin.")),
        "unread-nik": (_("NIK ini tidak terbaca dan tidak dibandingkan."), _("Tulis 16 angkanya.")),
        "unread-birth_date": (
            _("Tanggal lahir ini tidak terbaca dan tidak dibandingkan."),
            _("Tulis seperti 1990-05-12 atau 12/05/1990."),
        ),
        "unread-region": (
            _("Kode wilayah ini tidak terbaca dan tidak dibandingkan."),
            _("Tulis kode Kemendagri: 2, 4, 6 atau 10 angka."),
        ),
        "digits-lost": (
            _("Program lembar kerja membulatkan angka ini; digit terakhirnya hilang."),
            _("Ubah format kolom menjadi Teks, lalu ketik ulang angkanya dari dokumen."),
        ),
    }
    return words.get(code, (_("Sel ini tidak dapat dibaca."), _("Periksa isinya.")))
