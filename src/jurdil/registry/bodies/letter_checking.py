"""Say what a letter is worth today, from its signed text or from the typed code; publish what was revoked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from jurdil.engines.papers import Forged, sign_revocations, verify_token
from jurdil.foundation.ledger.sequencing import log_key, log_public_key
from jurdil.registry.bodies.letters import ANNEX, LETTER
from jurdil.registry.bodies.models import Appointment, AppointmentLetter

CODE_SIGNS = 16
LONGEST = 2000
_HEX = re.compile(r"[0-9a-f]{16,32}")
AFTER_HEX = "g"


class LetterState(StrEnum):
    """What a letter is worth on a day."""

    HOLDS = "holds"
    NOT_YET = "not_yet"
    WAS_VALID = "was_valid"  # its term is over, or was ended early
    NEVER_HELD = "never_held"  # corrected: it said something wrong
    ERASED = "erased"
    ANNEX = "annex"  # the seal of a decree's list of names
    UNKNOWN = "unknown"  # our signature, and no letter of ours here
    FORGED = "forged"


@dataclass(frozen=True)
class LetterStanding:
    """What is known about a letter. until: last day on which it holds or held. says: its text, if it may be shown.

    is_signed: whether our signature was checked over the text; a typed code only finds the letter.
    """

    state: LetterState
    is_signed: bool = False
    until: date | None = None
    identity: str = ""
    says: Mapping[str, str | int] = field(default_factory=dict)


def check_letter(text: str, on: date) -> LetterStanding:
    """Return what the letter with this QR text, or this typed code, is worth on the day `on`; nothing is kept."""
    text = text.strip()
    if text.startswith("J1:"):
        return _by_token(text, on)
    code = re.sub(r"[\s-]", "", text).lower()
    if not _HEX.fullmatch(code):
        return LetterStanding(LetterState.FORGED)
    letter = _letters().filter(identity__gte=code, identity__lt=code + AFTER_HEX).first()
    return LetterStanding(LetterState.UNKNOWN) if letter is None else _standing(letter, on, is_signed=False)


def _letters() -> QuerySet[AppointmentLetter]:
    return AppointmentLetter.objects.select_related("appointment")


def _by_token(text: str, on: date) -> LetterStanding:
    try:
        token = verify_token(text[:LONGEST], log_public_key())
    except Forged:
        return LetterStanding(LetterState.FORGED)
    if token.payload.get("t") == ANNEX:
        return LetterStanding(LetterState.ANNEX, is_signed=True, identity=token.identity, says=token.payload)
    letter = _letters().filter(identity=token.identity).first() if token.payload.get("t") == LETTER else None
    if letter is None:
        return LetterStanding(LetterState.UNKNOWN, is_signed=True, identity=token.identity)
    return _standing(letter, on, is_signed=True)


def _standing(letter: AppointmentLetter, on: date, *, is_signed: bool) -> LetterStanding:
    appointment, text = letter.appointment, letter.token.reveal()
    if not text:
        return LetterStanding(LetterState.ERASED, is_signed, appointment.end, letter.identity)
    says = verify_token(text, log_public_key()).payload
    return LetterStanding(_state(appointment, on), is_signed, appointment.end, letter.identity, says)


def _state(appointment: Appointment, on: date) -> LetterState:
    if appointment.corrected_by_id is not None or appointment.end < appointment.start:
        return LetterState.NEVER_HELD
    if on > appointment.end:
        return LetterState.WAS_VALID
    return LetterState.HOLDS if on >= appointment.start else LetterState.NOT_YET


def revoked_letters() -> dict[str, date | None]:
    """Return the identities of all letters whose appointment ended early or was corrected, with their last day.

    None: the letter never held.
    """
    rows = AppointmentLetter.objects.filter(~Q(appointment__end_rule="") | Q(appointment__corrected_by__isnull=False))
    columns = ("identity", "appointment__start", "appointment__end", "appointment__corrected_by")
    return {
        identity: None if corrected is not None or end < start else end
        for identity, start, end, corrected in rows.values_list(*columns).iterator(chunk_size=10_000)
    }


def revocation_list(now: datetime) -> str:
    """Return the signed list of revoked letters. Its number counts them: a revocation is never taken back."""
    revoked = revoked_letters()
    return sign_revocations(revoked, log_key(), number=len(revoked), issued=now)
