"""A deadline counts in full from when its message left or was read; before that no time runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jurdil.errors import Refused
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.outbox.arriving import Deadline, end_of, has_run_out, must_be_told, note_read
from jurdil.foundation.outbox.models import Message

NOW = datetime(2024, 11, 7, 3, tzinfo=UTC)
UNTIL = NOW + timedelta(days=3)
KIND = "vetting.asked"


def asked(person: UUID | None = None, **left: datetime) -> Deadline:
    siti = person or uuid4()
    made = queue_message(Letter(KIND, "31.71.01.1001", "Ada pertanyaan.", siti), now=NOW)
    Message.objects.filter(id=made).update(**left)
    return Deadline(siti, KIND, NOW, UNTIL)


@pytest.mark.django_db
def test_a_message_that_never_left_lets_no_time_run_out() -> None:
    deadline = asked()

    assert end_of(deadline) is None
    assert not has_run_out(deadline, NOW + timedelta(days=365))
    with pytest.raises(Refused, match=r"access\.notice"):
        must_be_told([deadline])


@pytest.mark.django_db
def test_of_two_messages_of_one_act_the_later_one_counts() -> None:
    deadline = asked(left_at=NOW)
    assert end_of(deadline) == UNTIL

    asked(deadline.person_id)

    assert end_of(deadline) is None


@pytest.mark.django_db
def test_nobody_is_told_by_the_message_of_another_act_or_to_somebody_else() -> None:
    deadline = asked()
    asked(left_at=NOW)
    later = queue_message(Letter(KIND, "31.71.01.1001", "Lagi.", deadline.person_id), now=NOW + timedelta(hours=1))
    Message.objects.filter(id=later).update(left_at=NOW + timedelta(hours=1))

    assert end_of(deadline) is None


@pytest.mark.django_db
def test_whoever_read_it_before_it_left_knows_since_then() -> None:
    deadline = asked()

    note_read(deadline.person_id, NOW + timedelta(days=1))
    Message.objects.update(left_at=NOW + timedelta(days=8))
    note_read(deadline.person_id, NOW + timedelta(days=9))

    assert end_of(deadline) == UNTIL + timedelta(days=1)


class EveryDelay(TestCase):
    """Whatever the delay, the person has the whole time."""

    @given(st.timedeltas(timedelta(0), timedelta(days=400)), st.timedeltas(timedelta(0), timedelta(days=400)))
    def test_the_whole_time_is_given_and_no_more(self, delay: timedelta, passed: timedelta) -> None:
        deadline = asked(left_at=NOW + delay)

        assert end_of(deadline) == UNTIL + delay
        assert has_run_out(deadline, NOW + passed) == (passed >= delay + (UNTIL - NOW))
