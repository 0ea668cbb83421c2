"""The words of this room on pages and in answers to machines: the faults of a list, and what it lacks."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jurdil.registry.regions.templatetags.places import region_name
from jurdil.registry.rosters.forms import KIND_LABELS
from jurdil.registry.rosters.models import RosterKind, Snapshot

CITIES_TOLD = 8


def title_of(kind: str, source: str) -> str:
    """Return what a list is called where people read of it; its name (`partai-07`) stands beside it."""
    return f"{KIND_LABELS[RosterKind(kind)]} · {source}"


def fault_words(code: str) -> tuple[str, str]:
    """Return what is wrong and what to do, in the language of the reader."""
    words = {
        "blank": (_("Sel wajib ini kosong."), _("Isi selnya.")),
        "date": (_("Ini bukan tanggal kalender."), _("Tulis seperti 1990-05-12 atau 12/05/1990.")),
        "sex": (_("Jenis kelamin tidak dikenal."), _("Tulis L atau P.")),
        "cells": (_("Jumlah sel baris ini tidak sama dengan kepala tabel."), _("Bandingkan dengan kepala tabel.")),
        "no-name": (
            _("Ini bukan nama: isinya hanya angka."),
            _("Hapus baris yang menomori atau menjumlahkan kolom; bila ini orang, tulis namanya."),
        ),
        "header": (
            _("Baris ini menamai kolom sekali lagi."),
            _("Hapus barisnya; atau, bila inilah kepala tabel yang benar, hapus baris-baris di atasnya."),
        ),
        "footer": (
            _(
                "Baris ini di bawah daftar, seperti tanda tangan atau catatan: tanpa nomor seperti baris di atasnya, "
                "hanya nama. Tetap disimpan sebagai entri."
            ),
            _(
                "Bila bukan orang dalam daftar, hapus barisnya lalu masukkan lagi berkasnya; bila orang, beri nomor "
                "seperti yang lain."
            ),
        ),
        "repeated": (_("Nomor entri ini sudah dipakai baris sebelumnya."), _("Beri tiap entri nomor sendiri.")),
        "unread-name": (_("Nama ini tidak terbaca dan tidak dibandingkan."), _("Tulis dengan huruf Latin.")),
        "unread-nik": (_("NIK ini tidak terbaca dan tidak dibandingkan."), _("Tulis 16 angkanya.")),
        "unread-birth_date": (
            _("Ini tidak terbaca sebagai tanggal lahir; hanya dibandingkan sejauh angkanya mirip suatu hari."),
            _("Tulis seperti 1990-05-12 atau 12/05/1990."),
        ),
        "unread-region": (
            _("Kode wilayah ini tidak terbaca dan tidak dibandingkan."),
            _("Tulis kode Kemendagri: 2, 4, 6 atau 10 angka."),
        ),
        "formula-error": (
            _("Lembar kerja menampilkan galat rumus di sini, bukan nilai."),
            _("Perbaiki rumusnya, atau tulis nilainya."),
        ),
        "digits-lost": (
            _("Program lembar kerja membulatkan angka ini; digit terakhirnya hilang."),
            _("Ubah format kolom menjadi Teks, lalu ketik ulang angkanya dari dokumen."),
        ),
    }
    return words.get(code, (_("Sel ini tidak dapat dibaca."), _("Periksa isinya.")))


def doubt_of(snapshot: Snapshot) -> str:
    """Return why a delivery may be incomplete, in one sentence."""
    before = snapshot.follows
    assert before is not None  # nothing is missing from a delivery that follows none
    counts = {
        "missing": snapshot.missing, "before": before.entries, "day": date_format(before.as_of, "j F Y"),
    }  # fmt: skip
    if snapshot.is_tokens:
        return (
            _(
                "Kiriman ini mungkin tidak lengkap: entrinya %(missing)s lebih sedikit daripada %(before)s entri "
                "kiriman per %(day)s."
            )
            % counts
        )
    whole = (
        _(
            "Kiriman ini mungkin tidak lengkap: %(missing)s dari %(before)s entri kiriman per %(day)s tidak ada di "
            "dalamnya, atau tertulis lain."
        )
        % counts
    )
    return f"{whole} {_cities_of(snapshot)}".strip()


def _cities_of(snapshot: Snapshot) -> str:
    """Which regencies and cities lack more than half, those that lack most first."""
    lacking = sorted(snapshot.missing_cities.items(), key=lambda city: (-city[1][0], city[0]))
    if not lacking:
        return ""
    told = [
        _("%(city)s (%(missing)s dari %(before)s)") % {"city": region_name(code), "missing": missing, "before": before}
        for code, (missing, before) in lacking[:CITIES_TOLD]
    ]
    more = len(lacking) - len(told)
    told += [ngettext("dan %(count)s lainnya", "dan %(count)s lainnya", more) % {"count": more}] if more else []
    return _("Lebih dari separuh entri tidak ada, atau tertulis lain, untuk: %(cities)s.") % {"cities": ", ".join(told)}
