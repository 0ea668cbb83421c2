"""Who may open a file that came with what a person said: that person, and whoever takes in or weighs the words.

Other officers who read the page see that there is one, and of which kind. Nobody reaches past their own region.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.stages.vetting.attaching import Attached, files_in
from jurdil.stages.vetting.double_models import DoubleObjection, DoubleQuestion
from jurdil.stages.vetting.doubles import SETTLERS, double_of
from jurdil.stages.vetting.kin import KEEPERS, is_of_the_two, kin_of
from jurdil.stages.vetting.kin_models import Kinship
from jurdil.stages.vetting.models import Clarification, Objection
from jurdil.stages.vetting.wording import FILE_KINDS

Said = Clarification | Objection | DoubleQuestion | DoubleObjection | Kinship


class Source(StrEnum):
    """With what a file came; the word stands in its address."""

    ANSWER = "jawaban"
    OBJECTION = "keberatan"
    DOUBLE_ANSWER = "jawaban-lamaran"
    DOUBLE_OBJECTION = "keberatan-lamaran"
    KIN_DISPUTE = "bantahan-kerabat"


OPENERS: dict[Source, tuple[Role, ...]] = {
    Source.ANSWER: (Role.KPU_REGENCY, Role.PPS),
    Source.OBJECTION: (Role.KPU_REGENCY,),
    Source.DOUBLE_ANSWER: (*SETTLERS, Role.PPS),
    Source.DOUBLE_OBJECTION: SETTLERS,
    Source.KIN_DISPUTE: KEEPERS,
}

SPEAKERS: dict[Source, tuple[type[Said], str]] = {  # where the words stand, and whose they are
    Source.ANSWER: (Clarification, "match__person"),
    Source.OBJECTION: (Objection, "match__person"),
    Source.DOUBLE_ANSWER: (DoubleQuestion, "application__person"),
    Source.DOUBLE_OBJECTION: (DoubleObjection, "application__person"),
    Source.KIN_DISPUTE: (Kinship, "disputer"),
}


def source_of(said: Said) -> Source:
    """Return with what its files came."""
    return next(source for source, (model, _person) in SPEAKERS.items() if isinstance(said, model))


def files_of(said: Said | None) -> tuple[Attached, ...]:
    """Return the files that came with what somebody said."""
    at = None if said is None else _said_at(said)
    return () if said is None or at is None else files_in(said.papers, at)


def _said_at(said: Said) -> datetime | None:
    if isinstance(said, Kinship):
        return said.disputed_at
    return said.answered_at if isinstance(said, Clarification | DoubleQuestion) else said.filed_at


@dataclass(frozen=True)
class Link:
    """A file as a page tells of it. address: where it can be opened, empty for a reader who may not."""

    words: str | Promise
    at: datetime
    address: str


def own_links(said: Said | None) -> list[Link]:
    """Return the files that came with what somebody said, for their own page."""
    return _links(said, "own_vetting:evidence")


def links(said: Said | None, role: Role) -> list[Link]:
    """Return the files that came with what somebody said, for an officer's page."""
    return _links(said, "vetting:evidence" if said is not None and role in OPENERS[source_of(said)] else "")


def _links(said: Said | None, page: str) -> list[Link]:
    return [
        Link(FILE_KINDS[one.kind], one.at, reverse(page, args=[source_of(said), said.id, one.key]) if page else "")
        for one in files_of(said)
        if said is not None
    ]


def _file_of(said: Said | None, key: str) -> Attached:
    found = next((one for one in files_of(said) if one.key == key), None)
    if found is None:
        raise NotFound("Berkas ini tidak ada, atau bukan untuk peran Anda.")
    return found


def _about_match(model: type[Clarification | Objection], actor: Actor, said_id: UUID) -> Said | None:
    found: Said | None = model._default_manager.filter(within("match__region", actor.region), id=said_id).first()
    return found


def _about_double(model: type[DoubleQuestion | DoubleObjection], actor: Actor, said_id: UUID) -> Said | None:
    found: DoubleQuestion | DoubleObjection | None = model._default_manager.filter(id=said_id).first()
    if found is not None:
        double_of(actor=actor, double_id=found.double_id)
    return found


@query(*OPENERS[Source.ANSWER])
def answer_file(*, actor: Actor, said_id: UUID, key: str) -> Attached:
    """Return a file of an answer about a match of the actor's region. Raises NotFound."""
    return _file_of(_about_match(Clarification, actor, said_id), key)


@query(*OPENERS[Source.OBJECTION])
def objection_file(*, actor: Actor, said_id: UUID, key: str) -> Attached:
    """Return a file of an objection about a match of the actor's region. Raises NotFound."""
    return _file_of(_about_match(Objection, actor, said_id), key)


@query(*OPENERS[Source.DOUBLE_ANSWER])
def double_answer_file(*, actor: Actor, said_id: UUID, key: str) -> Attached:
    """Return a file of an answer about a double whose two applications the actor may both read. Raises NotFound."""
    return _file_of(_about_double(DoubleQuestion, actor, said_id), key)


@query(*OPENERS[Source.DOUBLE_OBJECTION])
def double_objection_file(*, actor: Actor, said_id: UUID, key: str) -> Attached:
    """Return a file of an objection about a double whose two applications the actor may both read. Raises NotFound."""
    return _file_of(_about_double(DoubleObjection, actor, said_id), key)


@query(*OPENERS[Source.KIN_DISPUTE])
def kin_dispute_file(*, actor: Actor, said_id: UUID, key: str) -> Attached:
    """Return a file of a dispute about kin of the actor's region.

    Raises NotFound, also for an officer whom the relation is about: what one of the two handed in is not the other's.
    """
    row = kin_of(actor=actor, kinship_id=said_id)
    return _file_of(None if is_of_the_two(actor, row) else row, key)


@query(Role.APPLICANT)
def own_file(*, actor: Actor, source: Source, said_id: UUID, key: str) -> Attached:
    """Return a file that came with what the actor said. Raises NotFound for anybody else's."""
    model, person = SPEAKERS[source]
    said: Said | None = model._default_manager.filter(id=said_id, **{person: own_person(actor)}).first()
    return _file_of(said, key)
