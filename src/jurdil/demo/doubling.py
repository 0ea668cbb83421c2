"""What the demo shows of applications that resemble one another, and of kin: asked, settled, objected to, disputed.

Simulated officers and applicants act by the verbs there are; what is true comes from the table of planted pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from datetime import datetime
from uuid import UUID

import pyarrow as pa

from jurdil.demo.course import ANSWERED, ASKED, RULED, SCREENED, Job, officer
from jurdil.demo.population import Population
from jurdil.demo.simulating import hand_over
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.storage.codes import within
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.double_asking import answer_about_double, ask_about_double
from jurdil.stages.vetting.double_models import Double, DoubleAnswer, DoubleOutcome, DoubleRuling
from jurdil.stages.vetting.double_rulings import (
    object_to_double_ruling,
    propose_double_ruling,
    second_double_ruling,
)
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.kin_deciding import dispute_kin, propose_kin_ruling, second_kin_ruling
from jurdil.stages.vetting.kin_models import Kinship

TWO_PEOPLE = ("twin", "copied", "junior")
SAME_REASON = "Peragaan: orangnya membenarkan bahwa kedua formulir miliknya."
TWIN_REASON = "Peragaan: kedua orang datang ke loket dengan KTP masing-masing."
WRONG_REASON = "Peragaan: tanggal lahir dan alamatnya sama, jadi dianggap satu orang."
OBJECTION = "Peragaan: kami dua orang, saudara kembar; KTP kami berbeda."
KIN_REASON = "Peragaan: kartu keluarga dilihat di loket."
DISPUTE = "Peragaan: kami hanya serumah kontrakan, bukan keluarga."
Kinds = Mapping[frozenset[UUID], str]


def kinds_of(planted: pa.Table, applications: Mapping[str, UUID]) -> dict[frozenset[UUID], str]:
    """Return the kind of each planted pair by the ids of its two applications."""
    return {
        frozenset((applications[row["one"]], applications[row["other"]])): row["kind"]
        for row in planted.to_pylist()
        if row["one"] in applications and row["other"] in applications
    }


def work_at(moment: datetime) -> None:
    """Do all waiting jobs at that moment; a process of its own may be told so."""
    work_off(clock=lambda: moment)


def let_work(job: Job, worker: Executor, ask: Callable[..., object]) -> Future[None]:
    """Let each regency ask for long work, done by a worker while this process goes on, as beside the site."""
    for one in job.regencies:
        ask(actor=officer(one), election=job.election, region=one, now=SCREENED)
    return worker.submit(work_at, SCREENED)


def settle_doubles(job: Job, population: Population, applications: Mapping[str, UUID], found: Future[None]) -> None:
    """Ask, answer and settle a few of those who may have applied twice, simulated."""
    with job.meter.step("settle applications that resemble one another (waiting for them)") as report:
        found.result()
        kinds = kinds_of(population.doubles, applications)
        doubles: Counter[str] = Counter()
        for regency in job.regencies:
            first, second = officer(regency), officer(regency, 2)
            doubles += settle_within(first, second, job.election, regency, kinds, ASKED, ANSWERED, RULED)
            report(doubles["found"], 0)
        job.found["doubles"] = doubles


def confirm_kin(job: Job, found: Future[None]) -> None:
    """Decide a few of the relations that were found."""
    with job.meter.step("kin among the applicants (waiting for them)") as report:
        found.result()
        pairs = ((officer(one), officer(one, 2), one) for one in job.regencies)
        report(sum(confirm_within(first, second, job.election, one, RULED) for first, second, one in pairs), 0)


def settle_within(
    first: Actor,
    second: Actor,
    election: Election,
    region: str,
    kinds: Kinds,
    asked_at: datetime,
    answered_at: datetime,
    ruled_at: datetime,
) -> Counter[str]:
    """Ask about two pairs of one person and three of twins; leave one of each unanswered and settle the others.

    One pair of twins is wrongly taken for one person, and whose application ended objects. All other pairs wait for the
    visitor. Returns what became of how many.
    """  # fmt: skip
    found = list(Double.objects.filter(within("region", region), election=election).order_by("-probability", "id"))
    rows: dict[bool, list[Double]] = defaultdict(list)
    for row in found:
        kind = kinds.get(frozenset((row.one_id, row.other_id)))
        if kind is not None:
            rows[kind in TWO_PEOPLE].append(row)
    same, two = rows[False][:2], rows[True][:3]
    done: Counter[str] = Counter(found=len(found), asked=len(same) + len(two))
    for row in (*same, *two):
        ask_about_double(actor=first, double_id=row.id, question="", now=asked_at)
    hand_over(first, region, "vetting.double_asked", asked_at)
    hands = (first, second)
    for row in same[1:]:
        _answer(row, DoubleAnswer.THIS_STANDS, DoubleAnswer.OTHER_STANDS, answered_at)
        _settle(hands, row, DoubleOutcome.ONE_STANDS, SAME_REASON, ruled_at)
    for row in two[1:2]:
        _answer(row, DoubleAnswer.TWO_PEOPLE, DoubleAnswer.TWO_PEOPLE, answered_at)
        _settle(hands, row, DoubleOutcome.TWO_PEOPLE, TWIN_REASON, ruled_at)
    for row in two[2:3]:
        _answer(row, DoubleAnswer.OTHER, DoubleAnswer.OTHER, answered_at)
        ruling = _settle(hands, row, DoubleOutcome.ONE_STANDS, WRONG_REASON, ruled_at)
        object_to_double_ruling(actor=_person(row.other), ruling_id=ruling.id, words=OBJECTION, now=ruled_at)
        done["objected"] += 1
    done["settled"] = len(same[1:]) + len(two[1:3])
    return done


def confirm_within(first: Actor, second: Actor, election: Election, region: str, ruled_at: datetime) -> int:
    """Confirm two of the relations found in a region, of which one is disputed. Returns how many were found."""
    found = Kinship.objects.filter(within("region", region), election=election)
    rows = list(found.filter(strength="strong").order_by("region", "id")[:2])
    for row in rows:
        made = propose_kin_ruling(actor=first, kinship_id=row.id, is_kin=True, reason=KIN_REASON, now=ruled_at)
        second_kin_ruling(actor=second, ruling_id=made.id, now=ruled_at)
    for row in rows[1:]:
        person = Actor(role=Role.APPLICANT, region="", person_id=row.one_id, is_simulated=True)
        dispute_kin(actor=person, kinship_id=row.id, words=DISPUTE, now=ruled_at)
    return found.count()


def _person(application: Application) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=application.person_id, is_simulated=True)


def _answer(row: Double, one: DoubleAnswer, other: DoubleAnswer, now: datetime) -> None:
    said = {row.one_id: one, row.other_id: other}
    for asked in row.questions.select_related("application"):
        answer = Answer(said[asked.application_id], "Peragaan: jawaban rekaan.")
        answer_about_double(actor=_person(asked.application), question_id=asked.id, answer=answer, now=now)


def _settle(hands: Sequence[Actor], row: Double, outcome: DoubleOutcome, reason: str, now: datetime) -> DoubleRuling:
    made = propose_double_ruling(actor=hands[0], double_id=row.id, outcome=outcome, reason=reason, now=now)
    return second_double_ruling(actor=hands[1], ruling_id=made.id, now=now)
