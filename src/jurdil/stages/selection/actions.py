"""Give applications their points, part by part, and mend them; each part keeps who gave it and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_values, uncollected
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.ids import new_id, new_ids
from jurdil.law import Profile, load_profile
from jurdil.registry.bodies.actions import FILLED_BY_PPS
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.policies import policies_on, require_policy
from jurdil.stages.recruitment.models import Application, Opening, ReviewState
from jurdil.stages.recruitment.rulings import must_be_apart
from jurdil.stages.selection.models import Interview, Lot, ScoreSheet
from jurdil.stages.selection.wording import criterion_words

INTERVIEW = "interview"
SCORE_STEP = Decimal("0.001")
FROZEN = gettext_noop("Daftar kelurahan ini sudah dibekukan; nilai tidak dapat diubah lagi.")


@dataclass(frozen=True)
class Points:
    """What one officer gave one application: points per criterion, on the scale of the profile."""

    application_id: UUID
    region: str
    points: Mapping[str, int]


def must_select(actor: Actor, body: str) -> None:
    """Raise Refused (access.authority) unless the actor's office selects this body."""
    if actor.role == Role.PPS and body not in FILLED_BY_PPS:
        raise Refused(
            "access.authority",
            "Badan ini dipilih oleh KPU Kabupaten/Kota, bukan oleh PPS.",
            "Mintalah petugas KPU Kabupaten/Kota melakukannya.",
        )


def lock_place(election: Election, region: str, body: str) -> None:
    """Let one officer at a time begin what a place has only once: whoever waited sees what the first made."""
    list(Opening.objects.select_for_update().filter(election=election, region=region, body=body))


def must_not_be_own(actor: Actor, application_ids: Iterable[UUID]) -> None:
    """Raise Refused (access.own_interest) where one of the applications is the officer's own."""
    if actor.person_id is None:
        return
    ids = set(application_ids)
    for application in Application.objects.filter(person_id=actor.person_id):
        if application.id in ids:
            must_be_apart(actor, application)


def sheet_of(profile: Profile, body: str) -> Mapping[str, int]:
    """Return the parts that are scored for a body, each with its weight in the total. Law: selection.sheet."""
    weights: Mapping[str, int] = profile.value("selection.sheet")[body]
    return weights


def parts_given(election: Election, region: str, body: str, now: datetime) -> Mapping[str, int]:
    """Return the parts of the sheet that officers fill in at a place; where interviewers are drawn, theirs is apart."""
    parts = sheet_of(load_profile(election.profile), body)
    if INTERVIEW in parts and "interviewers" in policies_on(election, region, body, day_of(now)):
        return {part: weight for part, weight in parts.items() if part != INTERVIEW}
    return parts


def _checked(points: Mapping[str, int], parts: Mapping[str, int], profile: Profile) -> None:
    scale = profile.value("selection.score")
    if set(points) != set(parts):
        raise Refused(
            "selection.sheet",
            "Setiap bagian lembar nilai harus dinilai, dan tidak ada bagian lain.",
            _("Isi nilai untuk: %(criteria)s.") % {"criteria": ", ".join(map(criterion_words, parts))},
        )
    if not all(scale["lowest"] <= value <= scale["highest"] for value in points.values()):
        raise Refused(
            "selection.score",
            _("Nilai harus antara %(lowest)s dan %(highest)s.") % scale,
            "Perbaiki nilai yang di luar rentang itu.",
        )


def _must_have_points(election: Election, region: str, body: str, now: datetime) -> None:
    """Points for KPPS are a policy; for the others the written test and the interview ask for them."""
    if body == BodyKind.KPPS:
        require_policy(election, region, body, "points", day_of(now))


MOVE = ("move_reason", "move_explained_by", "move_seconded_by")
SHEET = ("id", "application_id", "region", "points", "total", "is_simulated", *MOVE)


def total_of(points: Mapping[str, int], weights: Mapping[str, int]) -> Decimal | None:
    """Return the weighted mean of a sheet, None while a part is missing."""
    if set(points) != set(weights):
        return None
    weighted = Decimal(sum(value * weights[part] for part, value in points.items()))
    return (weighted / sum(weights.values())).quantize(SCORE_STEP)


def _sheet(
    sheet_id: UUID, entry: Points, total: Decimal | None, author: str, at: str, *, is_simulated: bool
) -> tuple[object, ...]:
    """Return the values of `SHEET` for one application; each part keeps who gave the points and when."""
    points = {part: [value, author, at] for part, value in entry.points.items()}
    return sheet_id, entry.application_id, entry.region, points, total, is_simulated, "", "", ""


def _act(entry: Points, total: Decimal | None, by: str, before: Mapping[str, int] | None = None) -> Act:
    """Return the line about points given; with `before`, about points mended."""
    record: dict[str, object] = {"total": str(total or ""), "points": _whole(entry.points), "by": by}
    if before is not None:
        record["before"] = _whole(before)
    kind = "selection.scored" if before is None else "selection.corrected"
    return Act(kind, entry.region, str(entry.application_id), record, "selection.criteria")


def _whole(points: Mapping[str, int]) -> dict[str, int]:
    return {part: int(value) for part, value in points.items()}


@verb(Role.PPS, Role.KPU_REGENCY)
def score_application(*, actor: Actor, application_id: UUID, points: Mapping[str, int], now: datetime) -> ScoreSheet:
    """Give an application its points per part, or mend them; points that stay the same keep their author.

    A correction is a line of its own with what stood before, and takes back what was signed about the interview. Raises
    Refused (access.authority, access.own_interest, selection.policy, selection.sheet, selection.score,
    selection.eligible), NotFound outside the actor's region, Conflict once the ward's list is frozen.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("opening__election")
        .filter(id=application_id)
        .first()
    )
    if application is None or not actor.reaches(application.region):
        raise NotFound("Berkas ini tidak ada, atau bukan di wilayah Anda.")
    election = application.opening.election
    must_select(actor, application.body)
    must_be_apart(actor, application)
    profile = load_profile(election.profile)
    _checked(points, parts_given(election, application.region, application.body, now), profile)
    _must_have_points(election, application.region, application.body, now)
    _must_be_scorable(application)
    entry = Points(application.id, application.region, points)
    return _keep(application, entry, sheet_of(profile, application.body), actor, now)


def _keep(
    application: Application, entry: Points, weights: Mapping[str, int], actor: Actor, now: datetime
) -> ScoreSheet:
    """Write the points of one application; what is not given, or given as before, keeps value and author."""
    values = _sheet(new_id(), entry, None, actor.label, now.isoformat(), is_simulated=actor.is_simulated)
    sheet = ScoreSheet(**dict(zip(SHEET, values, strict=True)))
    earlier = ScoreSheet.objects.filter(application=application).first()
    before = None
    if earlier is not None:
        sheet.id = earlier.id
        before = {part: given[0] for part, given in earlier.points.items()}
        kept = {part: given for part, given in earlier.points.items() if given[0] == entry.points.get(part, given[0])}
        sheet.points.update(kept)
    total = sheet.total = total_of({part: given[0] for part, given in sheet.points.items()}, weights)
    sheet.save(force_insert=earlier is None, force_update=earlier is not None)
    record_act(_act(entry, total, actor.label, before), now=now)
    return sheet


@verb(Role.KPU_REGENCY)
def score_interview(*, actor: Actor, application_id: UUID, points: int, now: datetime) -> ScoreSheet:
    """Give an applicant the points of the interview, as the interviewer whom the lot named.

    Raises NotFound, Refused (selection.interviewers for anybody else, selection.score, selection.eligible), Conflict
    once the list is frozen.
    """
    rows = Interview.objects.select_for_update(of=("self",))
    interview = rows.filter(application_id=application_id).first()
    if interview is None or not actor.reaches(interview.region):
        raise NotFound("Wawancara ini belum diundi, atau bukan di wilayah Anda.")
    if actor.account_id is None or interview.account_id != actor.account_id:
        raise Refused(
            "selection.interviewers",
            "Nilai wawancara hanya diberikan pewawancara yang ditentukan undian.",
            "Minta pewawancara itu mengisinya, atau nyatakan bahwa ia berkepentingan.",
        )
    # The other points stand on the same sheet: who gives them locks the application too.
    application = Application.objects.select_for_update(of=("self",)).get(id=interview.application_id)
    profile = load_profile(application.opening.election.profile)
    _checked({INTERVIEW: points}, {INTERVIEW: 1}, profile)
    _must_be_scorable(application)
    entry = Points(application.id, application.region, {INTERVIEW: points})
    return _keep(application, entry, sheet_of(profile, application.body), actor, now)


def _must_be_scorable(application: Application) -> None:
    lots = Lot.objects.filter(election=application.opening.election, body=application.body, region=application.region)
    if lots.exists():
        raise Conflict(FROZEN)
    if application.review != ReviewState.ELIGIBLE or application.withdrawn_at is not None:
        raise Refused(
            "selection.eligible",
            "Berkas ini belum atau tidak dinyatakan memenuhi syarat.",
            "Selesaikan penelitian administrasinya dahulu.",
        )


@uncollected()
@verb(Role.PPS, Role.KPU_REGENCY)
def score_applications(*, actor: Actor, election: Election, entries: Sequence[Points], now: datetime) -> int:
    """Enter the points of many applications that have none yet; returns how many. One leaf per application.

    Raises Refused (access.region, access.authority, access.own_interest, selection.policy, selection.sheet,
    selection.score) for the whole chunk, NotFound if an application does not lie where the entry says, Conflict if one
    has points or a ward's list is frozen.
    """
    profile = load_profile(election.profile)
    regions = {entry.region for entry in entries}
    for region in regions:
        actor.must_reach(region)
    bodies = _must_be_free(actor, election, regions, entries)
    must_not_be_own(actor, [entry.application_id for entry in entries])
    for body, region in sorted(set(bodies)):
        _must_have_points(election, region, body, now)
    sheets_of = {body: sheet_of(profile, body) for body, _region in set(bodies)}
    parts_at = {place: parts_given(election, place[1], place[0], now) for place in set(bodies)}
    for entry, place in zip(entries, bodies, strict=True):
        _checked(entry.points, parts_at[place], profile)
    by, at, is_simulated = actor.label, now.isoformat(), actor.is_simulated
    totals = [total_of(entry.points, sheets_of[body]) for entry, (body, _region) in zip(entries, bodies, strict=True)]
    rows = zip(new_ids(len(entries)), entries, totals, strict=True)
    sheets = (_sheet(key, entry, total, by, at, is_simulated=is_simulated) for key, entry, total in rows)
    insert_values(ScoreSheet, SHEET, sheets)
    return record_acts((_act(entry, total, by) for entry, total in zip(entries, totals, strict=True)), now=now)


def _must_be_free(
    actor: Actor, election: Election, regions: set[str], entries: Sequence[Points]
) -> list[tuple[str, str]]:
    """Return body and region of each entry, once nothing speaks against scoring them."""
    there: dict[UUID, tuple[str, str, bool]] = {}
    for region in regions:
        rows = Application.objects.filter(region=region, opening__election=election)
        found = rows.values_list("id", "region", "body", "score_sheet__id")
        there.update((key, (place, body, sheet is not None)) for key, place, body, sheet in found)
    bodies: list[tuple[str, str]] = []
    for entry in entries:
        place, body, has_points = there.get(entry.application_id, ("", "", False))
        if place != entry.region:
            raise NotFound("Sebagian berkas tidak ada, atau bukan di kelurahan yang disebut.")
        if has_points:
            raise Conflict("Sebagian berkas sudah dinilai. Muat ulang daftarnya.")
        bodies.append((body, place))
    for body in {body for body, _place in bodies}:
        must_select(actor, body)
    if set(bodies) & set(Lot.objects.filter(election=election, region__in=regions).values_list("body", "region")):
        raise Conflict(FROZEN)
    return bodies
