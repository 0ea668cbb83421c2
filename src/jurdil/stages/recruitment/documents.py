"""What may be handed in as a file: what it is, its first bytes say and not its name; PDF, JPEG or PNG, and whole."""

from __future__ import annotations

from jurdil.errors import Refused

LARGEST_BYTES = 2 * 1024 * 1024
# How each kind begins, and the mark of its end: whatever lacks it was cut off on its way.
_SIGNATURES = (
    (b"%PDF-", b"%%EOF", "application/pdf"),
    (b"\xff\xd8\xff", b"\xff\xd9", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", b"IEND", "image/png"),
)


def type_of(content: bytes) -> str:
    """Return the media type of a paper. Raises Refused (recruitment.paper) for another, a larger or a broken file."""
    if len(content) > LARGEST_BYTES:
        raise Refused(
            "recruitment.paper",
            "Berkas ini lebih besar dari 2 MB.",
            "Foto ulang dengan ukuran lebih kecil, atau tunjukkan kertasnya kepada PPS; pemindaian tidak wajib.",
        )
    found = next((kind for kind in _SIGNATURES if content.startswith(kind[0])), None)
    if found is None:
        raise Refused(
            "recruitment.paper",
            "Isi berkas ini bukan PDF, JPG atau PNG.",
            "Simpan ulang sebagai PDF atau foto JPG, atau tunjukkan kertasnya kepada PPS.",
        )
    _start, end, media_type = found
    if end not in content:
        raise Refused(
            "recruitment.paper",
            "Berkas ini terpotong: bagian akhirnya tidak ada.",
            "Buka dulu di HP Anda; bila rusak, foto atau simpan ulang, atau tunjukkan kertasnya kepada PPS.",
        )
    return media_type
