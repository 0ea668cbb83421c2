"""The house rules of a gathering: versioned sentences that are accepted with the invitation.

Gatherings have themselves been the scene of breaches: finger poses in a video of a training, a candidate's clothing.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jurdil.law import load_profile

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

VERSION = "2024-1"
SENTENCES: dict[str, StrPromise] = {
    "no_poses": _("Tidak berpose jari atau isyarat yang menunjuk nomor peserta, juga saat foto bersama."),
    "no_attributes": _("Tidak memakai pakaian, warna, atau atribut peserta pemilihan."),
    "no_campaign": _("Tidak mengajak, menyebarkan bahan kampanye, atau membicarakan pilihan di tempat kegiatan."),
    "no_gifts": _("Tidak menerima atau membagikan barang, uang, atau konsumsi dari peserta pemilihan."),
    "own_presence": _("Hadir sendiri; titip absen tidak diperbolehkan dan dicatat sebagai kejadian."),
    "photographs": _("Foto dan video tidak memuat data pribadi, daftar nama, atau kode undangan."),
}


def house_rules_of(profile_key: str) -> list[StrPromise]:
    """Return the house rules of an election's gatherings, in the order of its profile."""
    return [SENTENCES[key] for key in load_profile(profile_key).words("consolidation.house_rules")]


def house_rules_hash(profile_key: str) -> str:
    """Return the hash of the version: SHA-256 over version and Indonesian sentences, whatever the page's language."""
    with override("id"):
        text = "\n".join([VERSION, *(str(one) for one in house_rules_of(profile_key))])
    return hashlib.sha256(text.encode()).hexdigest()
