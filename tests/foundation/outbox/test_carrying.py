"""Messages by hand: what failed is sent again, what was handed over is not, and the log says who took texts out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.outbox.carrying import (
    Chosen,
    Standing,
    messages_within,
    note_handed,
    send_again,
    standing_of,
    standings_within,
    take_out,
)
from jurdil.foundation.outbox.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 11, 7, 3, tzinfo=UTC)
AGUS = Actor(role=Role.KPU_REGENCY, region="31.71")
SMS = Chosen(channel="sms")


def queued(region: str = "31.71.01.1001", kind: str = "consolidation.invited", **set_: object) -> Message:
    made = queue_message(Letter(kind, region, "Undangan: Konsolidasi. Kode ABCDEFGH.", phone="0812"), now=NOW)
    Message.objects.filter(id=made).update(**set_)
    return Message.objects.get(id=made)


def test_how_messages_stand_is_counted_by_channel_and_kind() -> None:
    stood = [queued(), queued(faults=2), queued(faults=5), queued(left_at=NOW), queued(left_at=NOW, handed_by="a")]

    assert [standing_of(one) for one in stood] == list(Standing)
    assert standings_within(actor=AGUS) == {("sms", "consolidation.invited"): dict.fromkeys(Standing, 1)}
    for one, how in zip(stood, Standing, strict=True):
        assert list(messages_within(actor=AGUS, chosen=Chosen(standing=how))) == [one]


def test_nobody_sees_messages_of_another_region() -> None:
    queued(region="31.74.01.1001")

    assert not messages_within(actor=AGUS, chosen=Chosen()).exists()
    assert (take_out(actor=AGUS, chosen=SMS, now=NOW), note_handed(actor=AGUS, chosen=SMS, now=NOW)) == ([], 0)


def test_what_failed_is_sent_again_at_once() -> None:
    failed, waiting = queued(faults=5, try_after=NOW, last_fault="HTTP 503"), queued()

    assert send_again(actor=AGUS, chosen=SMS, now=NOW) == 1

    failed.refresh_from_db()
    assert (failed.faults, failed.try_after) == (0, None)
    assert standing_of(waiting) is Standing.WAITING


def test_texts_taken_out_stay_until_they_are_noted_as_handed_over_and_both_are_in_the_log() -> None:
    mine, other = queued(), queued(kind="vetting.asked")
    chosen = Chosen(channel="sms", kind="consolidation.invited")

    taken = take_out(actor=AGUS, chosen=chosen, now=NOW)
    assert [one.address.reveal() for one in taken] == ["0812"]
    assert messages_within(actor=AGUS, chosen=Chosen(standing="waiting")).count() == 2
    assert note_handed(actor=AGUS, chosen=chosen, now=NOW) == 1
    assert note_handed(actor=AGUS, chosen=chosen, now=NOW) == 0, "a second press changes nothing"

    mine.refresh_from_db()
    assert (standing_of(mine), mine.handed_by) == (Standing.HANDED, AGUS.label)
    assert standing_of(other) is Standing.WAITING
    assert sorted(Leaf.objects.values_list("kind", flat=True)) == ["outbox.handed", "outbox.taken_out"]


def test_what_is_queued_after_the_file_was_taken_out_waits_on() -> None:
    mine = queued()
    take_out(actor=AGUS, chosen=SMS, now=NOW)
    late = queued()

    assert note_handed(actor=AGUS, chosen=SMS, now=NOW) == 1

    for one, standing in ((mine, Standing.HANDED), (late, Standing.WAITING)):
        one.refresh_from_db()
        assert standing_of(one) is standing
    assert note_handed(actor=AGUS, chosen=SMS, now=NOW) == 0
    assert note_handed(actor=AGUS, chosen=Chosen(ids=(late.id,)), now=NOW) == 1, "whoever ticks it had it in hand"


def test_single_messages_are_named_by_a_tick() -> None:
    mine, _other = queued(), queued()

    assert note_handed(actor=AGUS, chosen=Chosen(ids=(mine.id,)), now=NOW) == 1


def test_not_everything_at_once_and_no_emails_by_hand() -> None:
    with pytest.raises(Conflict):
        note_handed(actor=AGUS, chosen=Chosen(), now=NOW)
    with pytest.raises(Conflict):
        take_out(actor=AGUS, chosen=Chosen(channel="email"), now=NOW)


def test_a_ppk_sees_how_messages_about_gatherings_stand_and_takes_no_words_out() -> None:
    ppk = Actor(role=Role.PPK, region="31.71.01")
    mine, _screening = queued(), queued(kind="vetting.asked")

    assert list(messages_within(actor=ppk, chosen=SMS)) == [mine]
    assert list(standings_within(actor=ppk)) == [("sms", "consolidation.invited")]
    take_out(actor=AGUS, chosen=SMS, now=NOW)
    assert note_handed(actor=ppk, chosen=SMS, now=NOW) == 1
    with pytest.raises(Refused):
        take_out(actor=ppk, chosen=SMS, now=NOW)
