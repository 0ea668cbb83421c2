"""The scanner's sentences, handed to its page; each refusal says what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _


def scanner_words() -> dict[str, str]:
    """Return the sentences by the names that the scanner's scripts use, in the page's language."""
    is_this_the_person = _("Cocokkan nama ini dengan orangnya. Bukan orangnya? Batalkan.")
    not_twice = _("Tidak dihitung lagi. Minta kartu identitas; bila tidak cocok, panggil petugas.")
    return {
        "present": _("Hadir"),
        "left": _("Keluar dicatat"),
        "returned": _("Kembali masuk"),
        "guest": _("Tamu dicatat"),
        "present_do": is_this_the_person,
        "returned_do": is_this_the_person,
        "again_here": _("Sudah hadir di pintu ini pukul {at}."),
        "again_elsewhere": _("Sudah hadir di {lane} pukul {at}."),
        "form": _("meja daftar"),
        "again_here_do": not_twice,
        "again_elsewhere_do": not_twice,
        "other_event": _("Undangan ini untuk kegiatan lain."),
        "other_event_do": _("Tanyakan undangan kegiatan ini, atau cari namanya di bawah."),
        "other_site": _("Undangan ini untuk lokasi lain: {place}."),
        "other_site_do": _("Undangannya berlaku di sana. Arahkan orangnya ke lokasi itu."),
        "revoked": _("Undangan ini sudah dicabut."),
        "revoked_do": _("Jangan catat hadir. Arahkan ke meja petugas; penggantinya punya undangan sendiri."),
        "forged": _("Tanda tangan kode ini palsu."),
        "forged_do": _("Jangan catat hadir. Cari namanya di bawah; bila tidak ada, panggil petugas."),
        "unreadable": _("Kode ini tidak terbaca."),
        "unreadable_do": _("Pindai sekali lagi, ketik kode delapan huruf di bawah QR, atau cari namanya."),
        "not_listed": _("Undangan ini sah, tetapi namanya tidak ada di daftar jalur ini."),
        "not_listed_do": _("Lihat wilayah pada undangan dan arahkan ke jalurnya: {lanes}."),
        "newer": _("Undangan ini sah dan lebih baru dari daftar di alat ini."),
        "newer_do": _("Hadir dicatat. Baca nama pada undangan dan cocokkan dengan kartu identitas."),
        "nothing_to_leave": _("Belum tercatat hadir di alat ini."),
        "nothing_to_leave_do": _("Keluar tetap dicatat dan dicocokkan setelah semua alat terkirim."),
        "rehearsal": _("Latihan: pencatatan hadir dibuka {opens}."),
        "rehearsal_do": _(
            "Terbaca baik, disimpan sebagai latihan, tidak dihitung. Kegiatan sudah berjalan? Jam alat ini keliru: "
            "betulkan, lalu pindai lagi."
        ),
        "undone": _("Dibatalkan"),
        "undo": _("Batalkan"),
        "no_match": _("Tidak ada nama seperti itu di daftar alat ini. Periksa ejaan, atau catat sebagai tamu."),
        "knows": _("Alat ini tahu: daftar {count} orang, pukul {at}."),
        "waiting": _("{count} catatan menunggu dikirim."),
        "all_sent": _("Semua catatan sudah terkirim."),
        "others_until": _("Catatan pintu lain sampai pukul {at}."),
        "others_never": _("Catatan pintu lain belum diketahui; pemakaian ganda di sana terlihat setelah dikirim."),
        "oldest_lane": _("{lane} terakhir melapor {at}."),
        "never_reported": _("belum pernah"),
        "dark": _("Tanpa jaringan: semua dicatat di alat ini dan dikirim nanti."),
        "clock": _("Jam alat ini {much} {side} dari server; waktu catatan dikoreksi."),
        "minutes": _("{count} menit"),
        "days": _("{count} hari"),
        "clock_fast": _("lebih cepat"),
        "clock_slow": _("lebih lambat"),
        "count": _("{here} di pintu ini, {all} di semua pintu yang sudah terkirim."),
        "refused": _("Server menolak alat ini: {reason} {remedy}"),
        "no_pass": _("Alat ini belum punya karcis jalur. Minta petugas memperlihatkan QR jalurnya."),
        "first_online": _("Buka sekali dengan jaringan, supaya daftar undangan tersimpan di alat ini."),
        "bad_list": _("Tanda tangan daftar undangan tidak sah; daftar itu tidak dipakai. Panggil petugas."),
        "insecure": _("Pemindai memerlukan alamat https atau localhost. Pakai halaman Catat hadir biasa."),
        "second_tab": _("Pemindai kegiatan ini sudah terbuka di tab lain alat ini. Tutup salah satu."),
        "camera_off": _("Kamera tidak dapat dipakai. Pakai pemindai USB atau ketik kodenya."),
        "camera_start": _("Nyalakan kamera"),
        "camera_stop": _("Matikan kamera"),
        "store_fault": _("Simpanan alat ini gagal. Jangan lanjut di alat ini: catat di kertas dan panggil petugas."),
    }
