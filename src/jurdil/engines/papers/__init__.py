"""Papers that verify offline: signed QR tokens, revocation lists, and PDFs with the same bytes everywhere."""

from jurdil.engines.papers.calendar import CalendarEvent, calendar_file
from jurdil.engines.papers.pressing import render_each
from jurdil.engines.papers.qr import qr_png, qr_svg, read_qr
from jurdil.engines.papers.revocation import Revocations, sign_revocations, verify_revocations
from jurdil.engines.papers.token import Forged, Token, read_token, sign_token, token_id, verify_token
from jurdil.engines.papers.typesetting import edition, render, render_batch, render_batches, template_names, tokens_in

__all__ = [
    "CalendarEvent",
    "Forged",
    "Revocations",
    "Token",
    "calendar_file",
    "edition",
    "qr_png",
    "qr_svg",
    "read_qr",
    "read_token",
    "render",
    "render_batch",
    "render_batches",
    "render_each",
    "sign_revocations",
    "sign_token",
    "template_names",
    "token_id",
    "tokens_in",
    "verify_revocations",
    "verify_token",
]
