"""Papers of an application: seen at the counter, or attached as a file. Nobody demands a scan."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.documents import keep_document, stored_name
from jurdil.stages.recruitment.documents import type_of
from jurdil.stages.recruitment.erasing import delete_unless_used
from jurdil.stages.recruitment.filing import HEALTH_CERTIFICATE
from jurdil.stages.recruitment.mending import must_be_mendable
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.reach import REVIEWERS, locked_application, own_or_handled
from jurdil.stages.recruitment.windows import PARTY_LETTER, profile_of


def paper_kinds(application: Application) -> dict[str, str]:
    """Return the kinds of paper that an application may hold, with their names in the language of the page."""
    profile = profile_of(application.opening)
    language = "en" if (get_language() or "id").startswith("en") else "id"
    known = {paper["kind"]: str(paper[language]) for paper in profile.value("requirement.documents")}
    return {**known, PARTY_LETTER: _("Surat keterangan partai (bekas anggota)")}


@verb(*REVIEWERS)
def see_paper(
    *,
    actor: Actor,
    application_id: UUID,
    kind: str,
    folder: str,
    now: datetime,
    issued_on: date | None = None,
    is_complete: bool = False,
) -> Application:
    """Record that the actor saw a paper, and in which folder it lies.

    issued_on, is_complete: of a health certificate, its day and whether all measurements are in it.
    Raises NotFound, Refused (access.authority, recruitment.paper, recruitment.correction).
    """
    application = locked_application(actor, application_id)
    must_be_mendable(application, day_of(now))
    _must_be_known(application, kind)
    if not folder.strip():
        raise Refused("recruitment.paper", "Nomor map belum diisi.", "Tulis nomor map tempat kertas itu disimpan.")
    sighting: dict[str, object] = {"how": "paper", "seen_by": actor.label, "folder": folder.strip()[:40]}
    if kind == HEALTH_CERTIFICATE:
        sighting |= {"issued_on": issued_on.isoformat() if issued_on else "", "is_complete": is_complete}
    _keep(application, kind, sighting, actor, now)
    return application


@verb(Role.APPLICANT, *REVIEWERS)
def attach_file(*, actor: Actor, application_id: UUID, kind: str, content: bytes, now: datetime) -> Application:
    """Attach a PDF, JPEG or PNG of at most 2 MB; an officer still looks at it in the review.

    Raises NotFound, Refused (access.authority, recruitment.paper, recruitment.correction).
    """
    application = own_or_handled(actor, application_id)
    must_be_mendable(application, day_of(now))
    _must_be_known(application, kind)
    media_type = type_of(content)
    sighting = {"how": "file", "seen_by": actor.label, "folder": "", **keep_document(content)}
    _keep(application, kind, {**sighting, "type": media_type}, actor, now)
    return application


def _must_be_known(application: Application, kind: str) -> None:
    if kind not in paper_kinds(application):
        raise Refused(
            "recruitment.paper", "Jenis berkas ini tidak dikenal.", "Pilih salah satu jenis berkas pada daftar."
        )


def _keep(application: Application, kind: str, sighting: dict[str, object], actor: Actor, now: datetime) -> None:
    replaced = stored_name(application.papers.get(kind, {}))
    application.papers[kind] = {**sighting, "at": now.isoformat(timespec="minutes")}
    application.save(update_fields=["papers"])
    if replaced:
        delete_unless_used(replaced)  # no page opens it any more, and no erasure would find it
    record = {"kind": kind, "how": sighting["how"], "digest": sighting.get("digest", ""), "by": actor.label}
    act = Act("recruitment.paper_seen", application.region, str(application.id), record, "recruitment.paper")
    record_act(act, now=now)
