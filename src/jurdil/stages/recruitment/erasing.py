"""Destroy what an application holds about its person, for the verb that erases the person afterwards."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.storage.documents import document_path, stored_names
from jurdil.registry.people.values import folded_name
from jurdil.stages.recruitment.models import Application, CounterReceipt, ReviewRuling


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def erase_applications(*, actor: Actor, person_id: UUID, now: datetime) -> list[str]:
    """Destroy the personal values and papers of all applications of a person and return the subjects to erase.

    The caller has made sure that the person does not serve, and calls `erase_person` with the subjects in the same
    transaction. Raises Refused (access.region). Law: privacy.erasure, privacy.retention_rejected.
    """
    subjects: list[str] = []
    for row in Application.objects.select_for_update(of=("self",)).select_related("person").filter(person_id=person_id):
        actor.must_reach(row.region)
        files = stored_names(row.papers)
        subjects += [str(row.id), *_forget_receipts(row)]
        for field in ("rw", "rt", "education", "occupation", "health_class", "declarations", "code_hash"):
            setattr(row, field, "")
        row.papers, row.kin, row.outcomes, row.left_party_on, row.withdrawal_reason = {}, [], {}, None, ""
        row.is_experienced = row.has_it_skill = None
        row.withdrawn_at = row.withdrawn_at or now
        row.save()
        ReviewRuling.objects.filter(application=row).update(reason="")
        for name in files:
            delete_unless_used(name)
    return subjects


def _forget_receipts(row: Application) -> list[str]:
    """Blank the counter receipts of the application; returns their ids."""
    found = []
    for receipt in CounterReceipt.objects.filter(opening_id=row.opening_id, number=row.number):
        if folded_name(receipt.name) == folded_name(row.person.name):
            found.append(str(receipt.id))
            CounterReceipt.objects.filter(id=receipt.id).update(name="")
    return found


def delete_unless_used(name: str) -> None:
    """Delete a paper's file when the transaction commits, unless another record of any room names it.

    Only files of earlier versions have several records, and no new record ever counts on one of them. Not before the
    commit: where the erasure is refused in the end, the record stands and needs its file.
    """
    transaction.on_commit(partial(_delete, name))


def _delete(name: str) -> None:
    if not any(_is_named_in(model, name) for model in paper_tables()):
        document_path(name).unlink(missing_ok=True)


def paper_tables() -> list[type[Model]]:
    """Return every table that holds papers, whatever its room; all call them so."""
    return [model for model in apps.get_models() if any(one.attname == "papers" for one in model._meta.concrete_fields)]


def _is_named_in(model: type[Model], name: str) -> bool:
    """Return whether a record's paper lies in that file; one with the same digest may lie in a file of its own."""
    texts = model._default_manager.annotate(papers_text=Cast("papers", TextField()))
    found = texts.filter(papers_text__contains=name).values_list("papers", flat=True)
    return any(name in stored_names(papers) for papers in found)
