"""A chunk takes effect exactly once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from jurdil.foundation.accounts.models import Account
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import DEATHS, Step, _do_chunk, _take, ask_for, computes, handles, work_off

NOW = datetime(2024, 11, 8, 2, tzinfo=UTC)
SYSTEM = Actor(role=Role.SYSTEM, region="")


@handles("test.count")
def _count(job: Job, now: datetime) -> Step:
    at = int(job.cursor.get("at", 0))
    Account.objects.create_user(username=f"chunk{at}")
    if job.arguments.get("dies_at") == at and not job.arguments.get("spared"):
        raise RuntimeError("the power is gone")
    return Step({"at": at + 1}, at + 1, 3, is_finished=at == 2, result={"made": at + 1})


@pytest.mark.django_db
def test_a_job_is_done_chunk_by_chunk() -> None:
    job = ask_for(actor=SYSTEM, kind="test.count", region="31", arguments={}, now=NOW)

    assert work_off(clock=lambda: NOW) == 1

    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"made": 3})
    assert Account.objects.count() == 3


@pytest.mark.django_db
def test_a_fault_undoes_its_chunk_and_marks_the_job() -> None:
    job = ask_for(actor=SYSTEM, kind="test.count", region="31", arguments={"dies_at": 1}, now=NOW)

    work_off(clock=lambda: NOW)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.fault == "RuntimeError"
    assert Account.objects.count() == 1


@pytest.mark.django_db
def test_a_dead_workers_job_goes_on_at_its_cursor() -> None:
    job = ask_for(actor=SYSTEM, kind="test.count", region="31", arguments={}, now=NOW)
    Account.objects.create_user(username="chunk0")
    Job.objects.filter(id=job.id).update(
        state=JobState.RUNNING, holder="dead", lease_until=datetime.now(UTC) - timedelta(seconds=1), cursor={"at": 1}
    )

    work_off(clock=lambda: NOW)

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert Account.objects.count() == 3


@pytest.mark.django_db
def test_a_living_workers_job_is_left_alone() -> None:
    job = ask_for(actor=SYSTEM, kind="test.count", region="31", arguments={}, now=NOW)
    Job.objects.filter(id=job.id).update(
        state=JobState.RUNNING, holder="alive", lease_until=datetime.now(UTC) + timedelta(seconds=60)
    )

    assert work_off(clock=lambda: NOW) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [{}, {"dies_at": 1}])
def test_whoever_is_stopped_ends_after_the_chunk_in_hand_and_leaves_the_rest_to_the_next(
    arguments: dict[str, int],
) -> None:
    """A fault of the chunk may come of the stop: processes that computed for it were stopped too."""
    job, later = (ask_for(actor=SYSTEM, kind="test.count", region="31", arguments=arguments, now=NOW) for _ in range(2))
    Job.objects.filter(id=job.id).update(cursor={"at": 1})

    assert work_off(clock=lambda: NOW, is_stopped=iter([False, True, True]).__next__) == 0

    job.refresh_from_db()
    later.refresh_from_db()
    done = 2 if not arguments else 1
    assert (job.state, job.cursor, job.lease_until, job.faults) == (JobState.WAITING, {"at": done}, None, 0)
    assert (later.state, later.holder) == (JobState.WAITING, "")
    Job.objects.update(arguments={"spared": True})
    Account.objects.all().delete()
    assert work_off(clock=lambda: NOW) == 2
    job.refresh_from_db()
    assert (job.state, job.deaths) == (JobState.DONE, 0)


def die(job: Job, times: int) -> None:
    """Let `times` workers take the job, and the machine kill each of them in the midst of a chunk."""
    for _ in range(times):
        Job.objects.filter(id=job.id).update(lease_until=datetime.now(UTC) - timedelta(seconds=1))
        assert _take("killed") is not None


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_fails_in_the_end() -> None:
    """Else it is taken up for ever, and each time takes the worker's other duties with it."""
    job = ask_for(actor=SYSTEM, kind="test.count", region="31", arguments={}, now=NOW)
    assert _take("killed") is not None
    die(job, DEATHS - 1)
    Job.objects.filter(id=job.id).update(lease_until=datetime.now(UTC) - timedelta(seconds=1))

    assert work_off(clock=lambda: NOW) == 1

    job.refresh_from_db()
    assert (job.state, job.fault) == (JobState.FAILED, "WorkerDied")
    assert Account.objects.count() == 0
    assert work_off(clock=lambda: NOW) == 0


@pytest.mark.django_db
def test_long_work_outlives_many_deployments_as_long_as_chunks_are_done() -> None:
    job = ask_for(actor=SYSTEM, kind="test.count", region="31", arguments={}, now=NOW)
    assert _take("killed") is not None
    for _ in range(2):
        die(job, DEATHS - 1)
        _do_chunk(job.id, "killed", NOW)
    die(job, DEATHS - 1)
    Job.objects.filter(id=job.id).update(holder="", state=JobState.WAITING, lease_until=None)

    work_off(clock=lambda: NOW)

    job.refresh_from_db()
    assert (job.state, job.deaths) == (JobState.DONE, 0)


@handles("test.stumbles", tries=2)
def _stumble(job: Job, now: datetime) -> Step:
    if job.faults < int(job.arguments["stumbles"]):
        raise RuntimeError("the disk is away")
    return Step({}, 1, 1, is_finished=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("stumbles", "state"), [(1, JobState.DONE), (2, JobState.FAILED)])
def test_a_job_that_may_be_tried_again_waits_and_is(stumbles: int, state: JobState) -> None:
    job = ask_for(actor=SYSTEM, kind="test.stumbles", region="31", arguments={"stumbles": stumbles}, now=NOW)
    assert work_off(clock=lambda: NOW) == 1
    assert work_off(clock=lambda: NOW) == 0  # it waits
    job.refresh_from_db()
    assert (job.state, job.fault) == (JobState.WAITING, "RuntimeError")
    Job.objects.filter(id=job.id).update(lease_until=datetime.now(UTC) - timedelta(seconds=1))

    work_off(clock=lambda: NOW)

    job.refresh_from_db()
    assert job.state == state


@computes("test.computes")
def _compute(job: Job, now: datetime) -> Callable[[], Step]:
    is_free = not connection.in_atomic_block
    if job.arguments.get("taken_over"):
        Job.objects.filter(id=job.id).update(holder="another")

    def write() -> Step:
        Account.objects.create_user(username="written")
        return Step({}, 1, 1, is_finished=True, result={"free": is_free, "written_in": connection.in_atomic_block})

    return write


@pytest.mark.django_db(transaction=True)
def test_what_takes_long_is_computed_before_the_transaction() -> None:
    job = ask_for(actor=SYSTEM, kind="test.computes", region="31", arguments={}, now=NOW)

    work_off(clock=lambda: NOW)

    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"free": True, "written_in": True})


@pytest.mark.django_db
def test_what_was_computed_for_a_job_that_another_took_over_is_not_written() -> None:
    ask_for(actor=SYSTEM, kind="test.computes", region="31", arguments={"taken_over": True}, now=NOW)

    work_off(clock=lambda: NOW)

    assert Account.objects.count() == 0
