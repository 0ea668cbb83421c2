"""The files of answers, objections and disputes, handed out to be kept; never shown inside a page."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from jurdil.errors import NotFound
from jurdil.foundation.storage.documents import read_document
from jurdil.stages.vetting.attaching import Attached
from jurdil.stages.vetting.evidence import (
    Source,
    answer_file,
    double_answer_file,
    double_objection_file,
    kin_dispute_file,
    objection_file,
    own_file,
)
from jurdil.stages.vetting.views import actor_of

QUERIES = {
    Source.ANSWER: answer_file,
    Source.OBJECTION: objection_file,
    Source.DOUBLE_ANSWER: double_answer_file,
    Source.DOUBLE_OBJECTION: double_objection_file,
    Source.KIN_DISPUTE: kin_dispute_file,
}


def evidence(request: HttpRequest, source: str, said_id: UUID, key: str) -> FileResponse:
    """Hand a file to an officer who may open it."""
    return _handed_out(QUERIES[_source(source)](actor=actor_of(request), said_id=said_id, key=key))


def own_evidence(request: HttpRequest, source: str, said_id: UUID, key: str) -> FileResponse:
    """Hand a file back to the person from whom it came."""
    return _handed_out(own_file(actor=actor_of(request), source=_source(source), said_id=said_id, key=key))


def _source(text: str) -> Source:
    if text not in QUERIES:
        raise NotFound(_("Berkas ini tidak ada, atau bukan untuk peran Anda."))
    return Source(text)


def _handed_out(one: Attached) -> FileResponse:
    file = BytesIO(read_document(one.stored))
    response = FileResponse(file, as_attachment=True, filename=one.file_name, content_type=one.media_type)
    response["Cache-Control"] = "no-store"  # a borrowed phone keeps no copy
    return response
