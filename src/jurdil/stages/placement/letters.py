"""What letters say that a selection rests on; what people see of letters and of the history of seats."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.storage.codes import covers, within
from jurdil.registry.bodies.letter_papers import day_words
from jurdil.registry.bodies.letters import KIND, NOTHING, Resting, without_letter
from jurdil.registry.bodies.models import AppointmentLetter, LetterBatch
from jurdil.registry.bodies.queries import Term, history_of
from jurdil.registry.elections.models import Election, PolicyChoice
from jurdil.registry.elections.policies import policies_on, policy_titles
from jurdil.stages.placement.models import Replacement
from jurdil.stages.selection.models import DECIDED, Plenary

READERS = (*OFFICERS, Role.SUPERVISOR)
ELSEWHERE = "Wilayah ini bukan wilayah Anda."


def rests_within(election: Election, region: str, on: date) -> list[Resting]:
    """Return what the selections in `region` rest on by the day `on`: policies that are switched on, and plenaries.

    Where a plenary decided, it stands in the place of the policies of order and points of the authority around it.
    """
    decided = PolicyChoice.objects.filter(election=election, decided_at__isnull=False)
    places = sorted(set(decided.values_list("region", "body")))
    found = []
    for authority, body in places:
        if covers(authority, region) or covers(region, authority):
            choices = dict(policies_on(election, authority, body, on))
            if "order" not in choices:
                choices.pop("points", None)  # points that order nobody carry nothing
            for title, choice in policy_titles(choices.values(), "id"):
                sentence = (
                    f"Kebijakan otoritas pengangkat di luar aturan hukum, sejak {day_words(choice.starts)}: {title}"
                )
                found.append(Resting(authority, body, sentence, choice.group))
    for one in _plenaries(election, region):
        sentences = (_plenary_words(one), NOTHING)
        found += [Resting(one.region, one.body, words, group) for words, group in zip(sentences, DECIDED, strict=True)]
    return found


def shown_rests(election: Election, region: str, on: date, body: str = "") -> list[Resting]:
    """Return the same as a page shows it before letters are asked for: without what says nothing."""
    return [one for one in rests_within(election, region, on) if one.sentence and body in ("", one.body)]


def _plenaries(election: Election, region: str) -> QuerySet[Plenary]:
    ward = region.split("/")[0]
    return Plenary.objects.filter(within("region", ward), election=election, decided_at__isnull=False)


def _plenary_words(plenary: Plenary) -> str:
    return (
        f"Pemilihannya diputus rapat pleno PPS pada {day_words(plenary.held_on)} (berita acara {plenary.minutes}) "
        "menurut kompetensi, kapasitas, integritas dan kemandirian, tanpa angka dan tanpa undian"
    )


@query(*READERS)
def batches_within(*, actor: Actor, region: str) -> QuerySet[LetterBatch]:
    """Return the letter batches in `region`, by place, the newest of a place first. Raises NotFound elsewhere."""
    if not actor.reaches(region):
        raise NotFound(ELSEWHERE)
    return LetterBatch.objects.filter(within("region", region)).order_by("region", "-id")


@query(*READERS)
def batch_of(*, actor: Actor, batch_id: UUID) -> LetterBatch:
    """Return one letter batch of the actor's region with its election. Raises NotFound."""
    batch = LetterBatch.objects.select_related("election").filter(id=batch_id).first()
    if batch is None or not actor.reaches(batch.region):
        raise NotFound("Berkas surat ini tidak ada, atau bukan di wilayah Anda.")
    return batch


@query(*READERS)
def newest_letter_job(*, actor: Actor, region: str) -> Job | None:
    """Return the newest job that makes letters in `region` or around it. Raises NotFound elsewhere."""
    if not actor.reaches(region):
        raise NotFound(ELSEWHERE)
    jobs = Job.objects.filter(kind=KIND).order_by("-id")
    return next((job for job in jobs[:50] if covers(job.region, region) or covers(region, job.region)), None)


@query(*READERS)
def waiting_for_letters(*, actor: Actor, election: Election, region: str) -> int:
    """Return how many appointees in `region` have no letter yet. Raises NotFound elsewhere."""
    if not actor.reaches(region):
        raise NotFound(ELSEWHERE)
    return without_letter(election, region).count()


@query(*READERS)
def seat_lines(*, actor: Actor, station: str, known: datetime | None = None) -> list[Term]:
    """Return who held which seat of a station or ward when, as it was known at `known`. Raises NotFound elsewhere."""
    if not actor.reaches(station):
        raise NotFound(ELSEWHERE)
    return history_of(station, known=known)


def letter_of(case: Replacement) -> AppointmentLetter | None:
    """Return the letter of whoever fills the seat of a case, None before it is made or after its erasure."""
    letter = AppointmentLetter.objects.filter(appointment=case.appointment_id).select_related("batch__election").first()
    return letter if letter is not None and letter.token.reveal() else None


@query(Role.APPLICANT)
def own_letter(*, actor: Actor, appointment_id: UUID) -> AppointmentLetter:
    """Return the letter of one's own appointment. Raises NotFound."""
    rows = AppointmentLetter.objects.filter(appointment_id=appointment_id, appointment__person=own_person(actor))
    letter = rows.select_related("batch__election", "appointment__seat__body__election").first()
    if letter is None:
        raise NotFound("Surat ini belum dibuat, atau bukan milik Anda.")
    return letter
