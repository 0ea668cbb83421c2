"""QR codes (ISO/IEC 18004) as SVG and PNG, and reading them back; the only file that knows the barcode library."""

from __future__ import annotations

import math
import re
import struct
import zlib

import numpy as np
import zxingcpp

_QUIET = 4
_BLACK = re.compile(rb"\x00+")
SEAL_MASK = 3  # what is signed looks like noise under any mask; to weigh all eight takes six times as long


def qr_svg(text: str) -> str:
    """Return the code as one SVG path, black on white, with the quiet zone that scanners need."""
    rows = _modules(text)
    side = len(rows) + 2 * _QUIET
    path: list[str] = []
    for y, row in enumerate(rows, _QUIET):
        for run in _BLACK.finditer(row):
            long = run.end() - run.start()
            path.append(f"M{run.start() + _QUIET} {y}h{long}v1h-{long}z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{"".join(path)}"/></svg>'
    )


def qr_png(text: str) -> bytes:
    """Return the code as the smallest PNG: a pixel a module, a bit a pixel, no quiet zone (white paper is one).

    text: a signed token; it gets a fixed mask.
    """
    rows = _modules(text, data_mask=SEAL_MASK)
    side = len(rows)
    modules = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(side, side)
    lines = np.pad(np.packbits(modules != 0, axis=1), ((0, 0), (1, 0)))  # each line begins with its filter: none
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    data = zlib.compress(lines.tobytes(), 1)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def read_qr(grey: bytes, width: int) -> str | None:
    """Return the text of the code in a grey picture of one byte a pixel, or None if there is none."""
    picture = memoryview(grey).cast("B", (len(grey) // width, width))
    codes = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    found = zxingcpp.read_barcode(picture, formats=codes, text_mode=zxingcpp.TextMode.Plain)
    return None if found is None else str(found.text)


def _modules(text: str, **options: int) -> list[bytes]:
    """Return the rows of the code, 0 for black and 255 for white, error correction M."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", **options)
    picture = code.to_image(1, False, False)
    flat = bytes(memoryview(picture))  # type: ignore[arg-type]  # it offers a buffer, its stub does not say so
    side = math.isqrt(len(flat))
    return [flat[start : start + side] for start in range(0, len(flat), side)]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
