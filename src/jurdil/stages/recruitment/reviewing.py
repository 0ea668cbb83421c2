"""Administrative review: the law's check of what is on paper. A machine finds; it never makes anybody ineligible.

All requirements passed: eligible. Anything failed or unknown: needs clarification, a state that is never published.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from jurdil.errors import Conflict
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import uncollected
from jurdil.foundation.storage.codes import within
from jurdil.law import (
    ApplicantFacts,
    CompactFinding,
    FormerParty,
    HealthCertificate,
    Outcome,
    Profile,
    check_outcomes,
    explain,
    load_profile,
    prepare,
)
from jurdil.registry.elections.models import Election
from jurdil.registry.partners.queries import domicile_of
from jurdil.stages.recruitment.filing import HEALTH_CERTIFICATE
from jurdil.stages.recruitment.models import Application, ReviewRuling, ReviewState
from jurdil.stages.recruitment.reach import REVIEWERS, locked_application, must_handle
from jurdil.stages.recruitment.windows import PARTY_LETTER

CHUNK = 5000
ANSWERS = {"Y": True, "T": False}
_encode = json.JSONEncoder(separators=(",", ":")).encode
_FIELDS = (
    "id",
    "region",
    "body",
    "number",
    "education",
    "declarations",
    "papers",
    "health_class",
    "has_it_skill",
    "left_party_on",
    "person_id",
    "person__name",
    "person__nik",
    "person__birth_date",
    "person__sex",
    "person__region",
    "person__phone",
    "person__email",
)


class _Row(NamedTuple):
    id: UUID
    region: str
    body: str
    number: int
    education: str
    declarations: str
    papers: Mapping[str, Mapping[str, Any]]  # Any: JSON values
    health_class: Any  # Any: Sealed, a text to the type checker
    has_it_skill: bool | None
    left_party_on: date | None
    person_id: UUID
    name: str
    nik: Any  # Any: Sealed, as above
    birth_date: date | None
    sex: str
    home: str
    phone: Any  # Any: Sealed, as above
    email: Any  # Any: Sealed, as above
    is_ruled: bool


def _facts(row: _Row, measurements: frozenset[str], attested: bool | None) -> ApplicantFacts:
    return ApplicantFacts(
        name=row.name,
        nik=row.nik.reveal(),
        birth_date=row.birth_date,
        sex=row.sex,
        home_region=row.home,
        work_region=row.region,
        education=row.education,
        declarations=tuple(ANSWERS.get(answer) for answer in row.declarations),
        documents=frozenset(row.papers),
        health=_certificate(row, measurements),
        former_party=_former_party(row),
        it_skill=row.has_it_skill,
        domicile_attested=attested,
    )


def _certificate(row: _Row, measurements: frozenset[str]) -> HealthCertificate | None:
    paper = row.papers.get(HEALTH_CERTIFICATE)
    if paper is None:
        return None
    issued = paper.get("issued_on")
    return HealthCertificate(
        issued_on=date.fromisoformat(issued) if issued else None,
        recorded=measurements if paper.get("is_complete") else frozenset(),
        needs_attention=row.health_class.reveal() == "high" if row.health_class else None,
    )


def _former_party(row: _Row) -> FormerParty | None:
    if row.left_party_on is None:
        return None
    return FormerParty(row.left_party_on, has_letter=PARTY_LETTER in row.papers)


def _rows(found: QuerySet[Application]) -> list[_Row]:
    """Read everything that a check needs at once. is_ruled: two people have decided, and the check may not."""
    ruled = ReviewRuling.objects.filter(application=OuterRef("pk"), decided_at__isnull=False)
    return [_Row._make(values) for values in found.values_list(*_FIELDS, Exists(ruled))]


def _check(rows: Sequence[_Row], profile: Profile, on: date) -> list[tuple[CompactFinding, ...]]:
    attested = domicile_of([row.person_id for row in rows])
    measurements = frozenset(profile.words("R07.measurements"))
    return [
        check_outcomes(_facts(row, measurements, attested.get(row.person_id)), prepare(profile, row.body), on=on)
        for row in rows
    ]


def _state(found: Iterable[CompactFinding]) -> ReviewState:
    clear = all(finding.outcome is Outcome.PASSED for finding in found)
    return ReviewState.ELIGIBLE if clear else ReviewState.NEEDS_CLARIFICATION


@verb(*REVIEWERS)
def review_application(*, actor: Actor, application_id: UUID, now: datetime, on: date) -> Application:
    """Check one application against the law and keep the outcome of every requirement.

    on: day of the check. Raises NotFound, Refused (access.authority), Conflict where two people have ruled already or
    the application was withdrawn. Law: recruitment.review, privacy.automated.
    """
    application = locked_application(actor, application_id)
    if application.withdrawn_at is not None:
        raise Conflict("Lamaran ini sudah ditarik.")
    rows = _rows(Application.objects.filter(id=application_id))
    if any(row.is_ruled for row in rows):
        raise Conflict("Lamaran ini sudah diputus dua orang; hasilnya tidak diubah pemeriksaan ulang.")
    _review(rows, load_profile(application.opening.election.profile), actor, now, on)
    application.refresh_from_db()
    return application


@uncollected()
@verb(*REVIEWERS)
def review_chunk(*, actor: Actor, application_ids: Sequence[UUID], election: Election, now: datetime, on: date) -> int:
    """Check many applications of one election at once; returns how many. One leaf per application.

    What is withdrawn or was ruled on by two people is passed over. Raises Refused (access.region, access.authority).
    """
    found = Application.objects.select_for_update(of=("self",)).filter(
        id__in=application_ids, opening__election=election, withdrawn_at__isnull=True
    )
    rows = _rows(found)
    for region, body in {(row.region, row.body) for row in rows}:
        must_handle(actor, region=region, body=body)
    open_rows = [row for row in rows if not row.is_ruled]
    return _review(open_rows, load_profile(election.profile), actor, now, on)


def review_applications(
    *,
    actor: Actor,
    election: Election,
    region: str,
    now: datetime,
    on: date,
    chunk: int = CHUNK,
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Check all applications of a region, a transaction per chunk, and return how many.

    again: also those that were checked before. progress: told how many of how many are done.
    Raises Refused (access.role, access.region, access.authority).
    """
    rows = Application.objects.filter(
        within("region", region), opening__election=election, withdrawn_at__isnull=True
    ).order_by("region", "id")
    if not again:
        rows = rows.filter(review=ReviewState.UNREVIEWED)
    ids = list(rows.values_list("id", flat=True))
    done = 0
    for start in range(0, len(ids), chunk):
        part = ids[start : start + chunk]
        done += review_chunk(actor=actor, application_ids=part, election=election, now=now, on=on)
        if progress is not None:
            progress(start + len(part), len(ids))
    return done


def _review(rows: Sequence[_Row], profile: Profile, actor: Actor, now: datetime, on: date) -> int:
    checked = [(row, findings, _state(findings)) for row, findings in zip(rows, _check(rows, profile, on), strict=True)]
    key, moment = Application._meta.pk, Application._meta.get_field("reviewed_at").get_db_prep_save(now, connection)
    by = actor.label
    updates = [
        (_outcomes_text(findings), state.value, moment, key.get_db_prep_value(row.id, connection))
        for row, findings, state in checked
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE recruitment_application SET outcomes = %s, review = %s, reviewed_at = %s WHERE id = %s", updates
        )
    record_acts((_act(row, findings, state, by) for row, findings, state in checked), now=now)
    asked = ((row, findings) for row, findings, state in checked if state != ReviewState.ELIGIBLE)
    queue_messages((_notice(row, findings) for row, findings in asked), now=now)
    return len(rows)


def _outcomes_text(findings: Iterable[CompactFinding]) -> str:
    kept = {rule_id: [outcome, reason, dict(details)] for rule_id, outcome, reason, details in findings}
    return _encode(kept)


def _act(row: _Row, findings: Sequence[CompactFinding], state: ReviewState, by: str) -> Act:
    record = {
        "state": state.value,
        "outcomes": {one.rule_id: str(one.outcome) for one in findings},
        "by": by,
    }
    return Act("recruitment.reviewed", row.region, str(row.id), record, "recruitment.review")


def _notice(row: _Row, findings: Iterable[CompactFinding]) -> Letter:
    asked = []
    for one in findings:
        if one.outcome is not Outcome.PASSED:
            reason, remedy = explain(one.rule_id, one.reason_key, one.details, "id")
            asked.append(f"[{one.rule_id}] {reason} {remedy}".strip())
    text = f"Lamaran Anda nomor {row.number} ({row.body} {row.region}) perlu dilengkapi. " + " ".join(asked)
    return Letter("recruitment.reviewed", row.region, text, row.person_id, row.phone.reveal(), row.email.reveal())
