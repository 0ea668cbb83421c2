"""Long work is told in words, whatever room it is of."""

from __future__ import annotations

from datetime import UTC, datetime

from jurdil.doors.desk.long_work import WORK_LABELS, in_words
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import COMPUTATIONS, HANDLERS


def test_every_kind_of_work_has_words() -> None:
    kinds = {kind for kind in (*HANDLERS, *COMPUTATIONS) if not kind.startswith("test.")}

    assert kinds == set(WORK_LABELS)


def test_work_that_failed_asks_for_somebody() -> None:
    asked_at = datetime(2024, 11, 10, tzinfo=UTC)
    jobs = [Job(kind="bodies.letters", state=state, asked_at=asked_at) for state in (JobState.DONE, JobState.FAILED)]

    lines = in_words(jobs)

    assert [line.is_stuck for line in lines] == [False, True]
    assert str(lines[0].label) == "Surat pengangkatan"
    assert str(lines[0].state) == "Selesai"
