"""Destroy what matches hold about a person, for the verb that erases the person afterwards."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.storage.documents import stored_names
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.erasing import delete_unless_used
from jurdil.stages.vetting import kept, kept_tokens
from jurdil.stages.vetting.double_models import Double, DoubleObjection, DoubleOutcome, DoubleQuestion, DoubleRuling
from jurdil.stages.vetting.kin_models import KinRuling, Kinship
from jurdil.stages.vetting.models import Clarification, InquiryLine, Match, Objection, Ruling


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def erase_matches(*, actor: Actor, person_id: UUID, now: datetime) -> list[str]:
    """Blank entries, reasons, answers, objections, their files and rulings' words about a person.

    Returns the subjects to erase. Outcome, dates and signatures stay. What screening keeps of the person goes when the
    transaction commits. The caller calls `erase_person` with the subjects in the same transaction.
    Raises Refused (access.region). Law: privacy.erasure.
    """
    Person.objects.select_for_update(no_key=True).filter(id=person_id).first()  # before a run that keeps what it found
    matches = list(Match.objects.select_for_update(of=("self",)).filter(person_id=person_id).only("id", "region"))
    for match in matches:
        actor.must_reach(match.region)
    ids = [match.id for match in matches]
    Match.objects.filter(id__in=ids).update(entry="", reasons="", review_reason="")
    files = _files_of(person_id)
    Clarification.objects.filter(match__in=ids).update(question="", answer="", papers={})
    Objection.objects.filter(match__in=ids).update(text="", papers={})
    Ruling.objects.filter(match__in=ids).update(reason="", declined="")
    InquiryLine.objects.filter(match__in=ids).update(note="")
    doubles = [*_erase_doubles(person_id), *_erase_kin(person_id)]
    for name in files:
        delete_unless_used(name)
    for what in (kept, kept_tokens):
        transaction.on_commit(partial(what.forget_person, str(person_id)))
    return [str(one) for one in [*ids, *doubles]]


def _erase_doubles(person_id: UUID) -> list[UUID]:
    """Blank what was compared, asked of the person, said by them and reasoned about them; returns the subjects.

    What the person of the other application was asked and said stays, and so does the reason of a ruling that ended
    theirs: they may object to it.
    """
    mine = Q(one__person=person_id) | Q(other__person=person_id)
    ids = list(Double.objects.select_for_update(of=("self",)).filter(mine).values_list("id", flat=True))
    Double.objects.filter(id__in=ids).update(reasons="")
    DoubleQuestion.objects.filter(application__person=person_id).update(question="", answer="", papers={})
    DoubleObjection.objects.filter(application__person=person_id).update(text="", papers={})
    ends_theirs = Q(outcome=DoubleOutcome.ONE_STANDS) & ~Q(double__other__person=person_id)
    ends_theirs |= Q(outcome=DoubleOutcome.OTHER_STANDS) & ~Q(double__one__person=person_id)
    DoubleRuling.objects.filter(double__in=ids).exclude(ends_theirs).update(reason="", declined="")
    return ids


def _files_of(person_id: UUID) -> list[str]:
    """Return the files that came with what the person said; the words of others keep theirs."""
    by_match = (model._default_manager.filter(match__person=person_id) for model in (Clarification, Objection))
    by_form = (
        model._default_manager.filter(application__person=person_id) for model in (DoubleQuestion, DoubleObjection)
    )
    said = (papers for rows in (*by_match, *by_form) for papers in rows.values_list("papers", flat=True))
    return [name for papers in said for name in stored_names(papers)]


def _erase_kin(person_id: UUID) -> list[UUID]:
    """Delete what is recorded about the person's kin, with whatever either of the two said; returns the subjects."""
    rows = Kinship.objects.select_for_update(of=("self",)).filter(Q(one=person_id) | Q(other=person_id))
    found = dict(rows.values_list("id", "papers"))
    for papers in found.values():
        for name in stored_names(papers):
            delete_unless_used(name)
    ids = [*found, *KinRuling.objects.filter(kinship__in=found).values_list("id", flat=True)]
    rows.delete()
    return ids
