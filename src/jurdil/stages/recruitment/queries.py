"""Read openings and applications, each within what the actor may see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.queries import Line, lines_about
from jurdil.foundation.storage.codes import parents, within
from jurdil.foundation.storage.seals import unseal
from jurdil.law import explain
from jurdil.stages.recruitment.models import Application, CounterReceipt, Opening
from jurdil.stages.recruitment.reach import BODIES_OF, READERS, RECEIVERS, REVIEWERS, seen_by
from jurdil.stages.recruitment.windows import profile_of
from jurdil.stages.recruitment.wording import FIELD_WORDS

CORRECTED = "recruitment.corrected"


@query(*READERS)
def openings_within(*, actor: Actor) -> QuerySet[Opening]:
    """Return the openings of the actor's region with how many applied, by region."""
    rows = Opening.objects.filter(within("region", actor.region)).select_related("election")
    if actor.role in BODIES_OF:
        rows = rows.filter(body__in=BODIES_OF[actor.role])
    running = Count("applications", filter=Q(applications__withdrawn_at__isnull=True))
    return rows.annotate(applied=running).order_by("region", "body")


@query(*RECEIVERS, *READERS)
def opening_of(*, actor: Actor, opening_id: UUID) -> Opening:
    """Return one opening of the actor's region. Raises NotFound."""
    opening = openings_within(actor=actor).filter(id=opening_id).first()
    if opening is None:
        raise NotFound("Pendaftaran ini tidak ada, atau bukan di wilayah Anda.")
    return opening


def open_openings(regions: list[str], on: date, proposed: tuple[str, ...]) -> list[Opening]:
    """Return the openings to which everybody may apply on a day, in or above the regions; for everybody.

    proposed: bodies that are filled by proposals and take no applications.
    """
    place = Q()
    for region in regions:
        place |= within("region", region) | Q(region__in=parents(region))
    rows = Opening.objects.filter(place, opens__lte=on, closes__gte=on).exclude(body__in=proposed)
    return list(rows.select_related("election").order_by("region", "body")[:100]) if regions else []


def public_opening(opening_id: UUID) -> Opening:
    """Return an opening; everybody may read the call. Raises NotFound."""
    opening = Opening.objects.select_related("election").filter(id=opening_id).first()
    if opening is None:
        raise NotFound("Pendaftaran ini tidak ditemukan.")
    return opening


@query(*READERS)
def applications_within(*, actor: Actor, filters: Mapping[str, str]) -> QuerySet[Application]:
    """Return the applications that the actor may see, newest contact first.

    filters: `wilayah` (code), `badan`, `hasil` (review state), `nama`, `pengalaman` (ya), `ditarik` (ya).
    """
    rows = Application.objects.filter(seen_by(actor)).select_related("person", "opening")
    if filters.get("wilayah"):
        rows = rows.filter(within("region", filters["wilayah"]))
    for field, name in (("body", "badan"), ("review", "hasil")):
        if filters.get(name):
            rows = rows.filter(**{field: filters[name]})
    if filters.get("nama"):
        rows = rows.filter(person__name__icontains=filters["nama"])
    if filters.get("pengalaman"):
        rows = rows.filter(is_experienced=True)
    return rows.filter(withdrawn_at__isnull=not filters.get("ditarik")).order_by("-id")


@query(*READERS)
def application_of(*, actor: Actor, application_id: UUID) -> Application:
    """Return one application that the actor may see. Raises NotFound."""
    rows = Application.objects.filter(seen_by(actor), id=application_id)
    row = rows.select_related("person", "opening__election").first()
    if row is None:
        raise NotFound("Lamaran ini tidak ada, atau bukan di wilayah Anda.")
    return row


@query(*RECEIVERS)
def counter_receipt_of(*, actor: Actor, receipt_id: UUID) -> CounterReceipt:
    """Return one receipt of the counter. Raises NotFound."""
    rows = CounterReceipt.objects.filter(within("region", actor.region), id=receipt_id)
    receipt = rows.select_related("opening__election").first()
    if receipt is None:
        raise NotFound("Tanda terima ini tidak ada, atau bukan di wilayah Anda.")
    return receipt


@dataclass(frozen=True)
class Explained:
    """The outcome of one requirement with its words."""

    rule: str
    title: str
    citation: str
    outcome: str
    reason: str
    remedy: str


def explained_outcomes(application: Application, language: str) -> list[Explained]:
    """Return the outcomes of an application's requirements in words, those that are not passed first."""
    profile = profile_of(application.opening)
    found = []
    for rule_id, (outcome, reason_key, details) in sorted(application.outcomes.items()):
        rule = profile.rule(rule_id)
        reason, remedy = explain(rule_id, reason_key, details, language)
        found.append(Explained(rule_id, rule.title(language), rule.source.citation, outcome, reason, remedy))
    return sorted(found, key=lambda one: one.outcome == "passed")


class Event(NamedTuple):
    """One line of the log about an application. detail: which values were mended and why, empty for other lines."""

    at: datetime
    line: Line
    detail: str = ""


def history_of(application: Application) -> list[Event]:
    """Return the lines of the log about an application and its person, oldest first; for those who may see it."""
    lines = [*lines_about(str(application.id)), *lines_about(str(application.person_id))]
    receipts = CounterReceipt.objects.filter(opening_id=application.opening_id, number=application.number)
    for receipt_id in receipts.values_list("id", flat=True):
        lines += lines_about(str(receipt_id))
    details = _mended(str(application.id))
    return sorted((Event(line.at, line, details.get(key, "")) for key, line in lines), key=lambda event: event.at)


def _mended(subject: str) -> dict[UUID, str]:
    """Return what the lines of corrections say: the fields and the reason, never a value."""
    found = {}
    for leaf in Leaf.objects.filter(subject=subject, kind=CORRECTED).order_by("id"):
        record = json.loads(unseal(bytes(leaf.record), "record")) if leaf.record else {}
        fields = ", ".join(str(FIELD_WORDS.get(field, field)) for field in record.get("changed", []))
        found[leaf.id] = ": ".join(part for part in (fields, str(record.get("reason", ""))) if part)
    return found


def receipt_leaf(application_id: UUID) -> Leaf:
    """Return the leaf that stands on the receipt of an application. Raises NotFound."""
    leaf = Leaf.objects.filter(subject=str(application_id), kind="recruitment.applied").order_by("id").first()
    if leaf is None:
        raise NotFound("Tanda terima lamaran ini tidak ditemukan.")
    return leaf


@query(*REVIEWERS)
def identity_of(*, actor: Actor, application_id: UUID) -> dict[str, str]:
    """Return the sealed values that whoever handles the paper compares with the identity card."""
    person = application_of(actor=actor, application_id=application_id).person
    return {
        field: getattr(person, field).reveal()
        for field in ("nik", "kk", "address", "phone", "email", "spouse_name", "spouse_nik")
    }
