"""Mend an application while registration or review is open, and give a lost code anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.seals import Sealed
from jurdil.registry.people.actions import OPEN, SEALED, Change, write_correction
from jurdil.stages.recruitment.asking import ask_to_screen
from jurdil.stages.recruitment.codes import code_hash, new_code
from jurdil.stages.recruitment.models import Application, ReviewState
from jurdil.stages.recruitment.reach import REVIEWERS, locked_application, own_or_handled
from jurdil.stages.recruitment.windows import mending_until

OWN = frozenset(
    {
        "rw",
        "rt",
        "education",
        "occupation",
        "is_experienced",
        "has_it_skill",
        "wishes_chair",
        "health_class",
        "declarations",
        "left_party_on",
    }
)
LEAST_REASON = 5
Value = str | bool | date | None


def must_be_mendable(application: Application, on: date) -> None:
    """Raise Refused (recruitment.correction) after the window, Conflict for what is withdrawn or ruled on."""
    if application.withdrawn_at is not None:
        raise Conflict("Lamaran ini sudah ditarik.")
    if application.review_rulings.filter(decided_at__isnull=False).exists():
        raise Conflict("Lamaran ini sudah diputus dua orang dan tidak diubah lagi.")
    until = mending_until(application.opening)
    if until is not None and on > until:
        raise Refused(
            "recruitment.correction",
            _("Masa perbaikan berkas berakhir pada %(day)s.") % {"day": f"{until:%d-%m-%Y}"},
            "Sampaikan perbaikannya sebagai klarifikasi atau tanggapan kepada PPS.",
        )


@verb(Role.APPLICANT, *REVIEWERS)
def correct_application(
    *, actor: Actor, application_id: UUID, changes: Mapping[str, Value], now: datetime, reason: str = ""
) -> Application:
    """Correct what stands in an application or about its person; it is then reviewed anew.

    changes: new values by field. Values equal to the old ones count as none. reason: why an officer mends it, in words;
    the applicant is told which values were mended and why. Raises NotFound, Refused (access.authority,
    recruitment.correction), Conflict where nothing would change, ValueError for a field that does not exist.
    """
    application = own_or_handled(actor, application_id)
    must_be_mendable(application, day_of(now))
    is_own = actor.role == Role.APPLICANT
    if not is_own and len(reason.strip()) < LEAST_REASON:
        raise Refused(
            "recruitment.correction",
            "Perbaikan oleh petugas memerlukan alasan.",
            "Tuliskan apa yang dilihat pada dokumen, sehingga pelamar dapat memahaminya.",
        )
    unknown = set(changes) - OWN - {*OPEN, *SEALED}
    if unknown:
        raise ValueError(f"not a value of an application: {', '.join(sorted(unknown))}")
    person: dict[str, Change] = {
        field: value for field, value in changes.items() if field not in OWN and not isinstance(value, bool)
    }
    before = {field: plain_value(application, field) for field in changes}
    write_correction(application.person, person, actor=actor, now=now)
    changed = sorted(field for field in OWN & set(changes) if before[field] != changes[field])
    mended = sorted({*changed, *(field for field in person if (before[field] or "") != (person[field] or ""))})
    if not mended:
        raise Conflict("Tidak ada isian yang berubah.")
    for field in changed:
        setattr(application, field, changes[field])
    application.review, application.reviewed_at, application.outcomes = ReviewState.UNREVIEWED, None, {}
    application.save(update_fields=[*changed, "review", "reviewed_at", "outcomes"])
    record = {"changed": mended, "reason": reason.strip(), "by": actor.label}
    act = Act("recruitment.corrected", application.region, str(application.id), record, "recruitment.correction")
    record_act(act, now=now)
    if person:
        ask_to_screen(actor=actor, application_id=application.id, region=application.region, now=now)
    if not is_own:
        queue_message(_letter(application, reason), now=now)
    return application


def plain_value(application: Application, field: str) -> Any:  # Any: of the column, a sealed one revealed
    """Return what stands in a field of an application or of its person; for those who handle the file."""
    value = getattr(application if field in OWN else application.person, field)
    return value.reveal() if isinstance(value, Sealed) else value


def _letter(application: Application, reason: str) -> Letter:
    person = application.person
    text = (
        "Petugas membetulkan isian pada lamaran Anda. Alasan: "
        f"{reason.strip()} Lihat isiannya di halaman berkas Anda; bila keliru, datanglah ke PPS dengan KTP."
    )
    return Letter(
        "recruitment.corrected",
        application.region,
        text,
        person.id,
        phone=person.phone.reveal(),
        email=person.email.reveal(),
    )


@verb(*REVIEWERS)
def renew_code(*, actor: Actor, application_id: UUID, now: datetime) -> str:
    """Give an applicant who came with the identity card a new secret code, shown once; the old one ends.

    So do the sessions that it opened (`own_sessions`).

    Raises NotFound, Refused (access.authority). Law: recruitment.receipt.
    """
    application = locked_application(actor, application_id)
    code = new_code()
    application.code_hash = code_hash(code)
    application.save(update_fields=["code_hash"])
    act = Act("recruitment.code_renewed", application.region, str(application.id), {"by": actor.label})
    record_act(act, now=now)
    return code
