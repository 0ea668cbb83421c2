"""A role test from plan to make-up round: nobody sits twice, nobody loses a seat by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from tests.stages.consolidation.conftest import CITY, NOW, WARD

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation.item_bank import bank_for, form_of, items_of, review_item, write_item
from jurdil.stages.consolidation.round_figures import not_through, own_rounds, results_by_unit
from jurdil.stages.consolidation.sitting_models import OfficerItem, Phase, RoleTest, Round, Sitting
from jurdil.stages.consolidation.testing import (
    Window,
    answer_item,
    close_due_rounds,
    close_round,
    enter_paper_sitting,
    finish_sitting,
    plan_role_test,
    start_sitting,
)

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WINDOWS = [Window(Phase.BEFORE, NOW, NOW + DAY), Window(Phase.AFTER, NOW + 2 * DAY, NOW + 3 * DAY)]
SECOND = Actor(role=Role.KPU_REGENCY, region="31.71", account_id=UUID(int=2))
WRITER = Actor(role=Role.KPU_REGENCY, region="31.71", account_id=UUID(int=1))


@pytest.fixture
def test(election: Election, siti: Appointment, rina: Appointment) -> RoleTest:
    return plan_role_test(
        actor=CITY,
        election=election,
        title="Tes PPS",
        kind=BodyKind.PPS,
        region="31",
        windows=WINDOWS,
        seed=b"\1" * 32,
        now=NOW,
    )


def themself(seat: Appointment) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=seat.person_id)


def best(row: Round, seat: Appointment, *, wrong: int = 0) -> dict[str, int]:
    """Return the best answers of somebody's form, the first `wrong` of them spoilt."""
    items = items_of(row.role_test)
    form = form_of(row.role_test, items, row.phase, seat.person_id)
    return {one.key: (items[one.key].right + (place < wrong)) % len(one.order) for place, one in enumerate(form)}


def sit(row: Round, seat: Appointment, *, wrong: int = 0) -> Sitting:
    actor, at = themself(seat), row.opens_at
    begun = start_sitting(actor=actor, round_id=row.id, now=at)
    for key, option in best(row, seat, wrong=wrong).items():
        answer_item(actor=actor, sitting_id=begun.id, key=key, option=option, now=at)
    return finish_sitting(actor=actor, sitting_id=begun.id, now=at)


def test_all_who_serve_are_told_in_one_act(test: RoleTest) -> None:
    assert Message.objects.filter(kind="consolidation.test").count() == 2
    assert [row.phase for row in test.rounds.order_by("opens_at")] == ["before", "after"]


def test_a_sitting_is_resumed_marked_once_and_stands_in_the_log(test: RoleTest, siti: Appointment) -> None:
    row = test.rounds.get(phase=Phase.BEFORE)
    begun = start_sitting(actor=themself(siti), round_id=row.id, now=NOW)

    done = sit(row, siti, wrong=1)

    assert done.id == begun.id
    assert (done.right, done.is_passed) == (5, True)
    assert Leaf.objects.filter(kind="consolidation.tested").count() == 1
    with pytest.raises(Conflict):
        finish_sitting(actor=themself(siti), sitting_id=done.id, now=NOW)
    with pytest.raises(Conflict):
        answer_item(actor=themself(siti), sitting_id=done.id, key="x", option=0, now=NOW)


def test_nobody_sits_outside_the_window_or_for_somebody_else(
    test: RoleTest, siti: Appointment, rina: Appointment
) -> None:
    after = test.rounds.get(phase=Phase.AFTER)
    begun = start_sitting(actor=themself(siti), round_id=test.rounds.get(phase=Phase.BEFORE).id, now=NOW)

    with pytest.raises(Conflict):
        start_sitting(actor=themself(siti), round_id=after.id, now=NOW)
    with pytest.raises(NotFound):
        answer_item(actor=themself(rina), sitting_id=begun.id, key="x", option=0, now=NOW)
    with pytest.raises(NotFound, match="bukan bagian"):
        answer_item(actor=themself(siti), sitting_id=begun.id, key="x", option=0, now=NOW)
    with pytest.raises(NotFound):
        start_sitting(
            actor=Actor(role=Role.APPLICANT, region="", person_id=UUID(int=9)), round_id=begun.round_id, now=NOW
        )


def test_paper_answers_count_like_those_of_the_portal(test: RoleTest, siti: Appointment) -> None:
    row, pps = test.rounds.get(phase=Phase.BEFORE), Actor(role=Role.PPS, region=WARD)
    given = {"round_id": row.id, "appointment_id": siti.id, "now": NOW}

    paper = enter_paper_sitting(actor=pps, answers=best(row, siti, wrong=2), **given)

    assert (paper.right, paper.how, paper.is_passed) == (4, "paper", False)
    with pytest.raises(Conflict):
        enter_paper_sitting(actor=pps, answers={}, **given)
    with pytest.raises(NotFound):
        enter_paper_sitting(actor=Actor(role=Role.PPS, region="31.74.01.1001"), answers={}, **given)


def test_closing_opens_a_make_up_round_for_those_who_missed_or_failed(
    test: RoleTest, siti: Appointment, rina: Appointment
) -> None:
    row = test.rounds.get(phase=Phase.AFTER)
    sit(row, siti)
    with pytest.raises(Conflict, match="masih dibuka"):
        close_round(actor=CITY, round_id=row.id, now=NOW + 2 * DAY)

    closed = close_round(actor=CITY, round_id=row.id, now=NOW + 3 * DAY)

    assert (closed.figures["sat"], closed.figures["expected"], closed.figures["passed"]) == (1, 2, 1)
    makeup = test.rounds.get(phase=Phase.MAKEUP)
    assert [one.person_id for one in not_through(actor=CITY, round_id=makeup.id)] == [rina.person_id]
    assert own_rounds(actor=themself(rina), now=NOW + 3 * DAY)[0][0] == makeup
    assert all(found.id != makeup.id for found, _ in own_rounds(actor=themself(siti), now=NOW + 3 * DAY))
    sit(makeup, rina)
    assert not not_through(actor=CITY, round_id=makeup.id).exists()


def test_a_round_that_nobody_closed_closes_by_itself_and_opens_the_make_up(
    test: RoleTest, siti: Appointment, rina: Appointment
) -> None:
    system, end = Actor(role=Role.SYSTEM, region=""), NOW + 3 * DAY
    close_round(actor=CITY, round_id=test.rounds.get(phase=Phase.BEFORE).id, now=NOW + DAY)
    row = test.rounds.get(phase=Phase.AFTER)

    assert close_due_rounds(actor=system, now=end + 23 * HOUR) == 0
    enter_paper_sitting(
        actor=CITY, round_id=row.id, appointment_id=siti.id, answers=best(row, siti), now=end + 23 * HOUR
    )
    assert close_due_rounds(actor=system, now=end + 24 * HOUR) == 1
    assert close_due_rounds(actor=system, now=end + 24 * HOUR) == 0

    assert [one.person_id for one in not_through(actor=CITY, round_id=row.id)] == [rina.person_id]
    (open_now,) = own_rounds(actor=themself(rina), now=end + 25 * HOUR)
    assert open_now[0].phase == Phase.MAKEUP
    told = Message.objects.filter(kind="consolidation.test", person_id=rina.person_id)
    assert any("susulan" in one.text.reveal() for one in told)


def test_a_round_before_the_training_asks_for_no_make_up_and_no_seat_changes(test: RoleTest, siti: Appointment) -> None:
    row = test.rounds.get(phase=Phase.BEFORE)
    sit(row, siti, wrong=6)

    close_round(actor=CITY, round_id=row.id, now=NOW + DAY)

    assert not test.rounds.filter(phase=Phase.MAKEUP).exists()
    siti.refresh_from_db()
    assert siti.end == date(2025, 1, 27)
    assert siti.end_reason == ""


def test_fewer_than_five_are_not_shown_as_passed(test: RoleTest, siti: Appointment) -> None:
    row = test.rounds.get(phase=Phase.BEFORE)
    sit(row, siti)

    units = results_by_unit(actor=CITY, round_id=row.id, depth=2)

    assert [(one.unit, one.expected, one.sat, one.passed) for one in units] == [
        ("31.71", 1, 1, None),
        ("31.74", 1, 0, None),
    ]


@pytest.mark.parametrize("changed", [{"size": 99}, {"title": " "}, {"windows": []}])
def test_a_test_without_enough_of_everything_is_refused(election: Election, changed: dict[str, object]) -> None:
    given = {"title": "Tes", "kind": BodyKind.PPS, "region": "31", "windows": WINDOWS, "seed": b"1", "now": NOW}

    with pytest.raises(Refused, match=r"consolidation\.form_size"):
        plan_role_test(actor=CITY, election=election, **{**given, **changed})  # type: ignore[arg-type]


def written(**changed: object) -> OfficerItem:
    given = {"kinds": [BodyKind.PPS], "topic": "rekaan", "text": "Apa?", "options": ["Ya", "Tidak"], "right": 1}
    return write_item(actor=WRITER, why="Karena.", now=NOW, **{**given, **changed})  # type: ignore[arg-type]


def test_an_officers_item_is_used_once_another_officer_agrees() -> None:
    row = written()
    assert str(row.id) not in bank_for(BodyKind.PPS, WARD)

    with pytest.raises(Refused, match=r"consolidation\.item"):
        review_item(actor=WRITER, item_id=row.id, agrees=True, now=NOW)
    with pytest.raises(Refused, match=r"consolidation\.item"):
        review_item(actor=replace(WRITER, is_simulated=True), item_id=row.id, agrees=True, now=NOW)
    review_item(actor=SECOND, item_id=row.id, agrees=True, now=NOW)

    assert bank_for(BodyKind.PPS, WARD)[str(row.id)].right == 1
    assert str(row.id) not in bank_for(BodyKind.PPS, "31.74.01.1001")
    with pytest.raises(Conflict):
        review_item(actor=SECOND, item_id=row.id, agrees=False, now=NOW)


@pytest.mark.parametrize("changed", [{"options": ["Ya"]}, {"right": 2}, {"text": " "}])
def test_an_item_that_lacks_a_part_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"consolidation\.item"):
        written(**changed)


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


def test_it_is_sat_on_a_phone_without_script_and_a_double_press_changes_nothing(
    test: RoleTest, siti: Appointment, settings: pytest.FixtureRequest
) -> None:
    settings.NOW = NOW  # type: ignore[attr-defined]
    client, row = Client(), test.rounds.get(phase=Phase.BEFORE)
    session = client.session
    session[PERSON_KEY] = str(siti.person_id)
    session.save()
    at = "/berkas/kegiatan/"

    assert "Tes PPS" in client.get(at).content.decode()
    begun = client.post(f"{at}tes/{row.id}/", key(1)).headers["Location"]
    for odd in ("²", "9" * 5000):
        assert client.get(begun, {"soal": odd}).status_code == 200
        assert client.post(begun, {"key": next(iter(best(row, siti))), "option": odd, **key(80)}).status_code == 404
    for number, (item, option) in enumerate(best(row, siti).items(), start=2):
        for _ in range(2):
            client.post(begun, {"key": item, "option": option, **key(number)})
    client.post(f"{begun}kirim/", key(90))
    page = client.post(f"{begun}kirim/", key(90), follow=True).content.decode()

    assert "6 dari 6 benar" in page
    assert "Lulus" in page
    assert "6 dari 6 benar" in client.get(at).content.decode()


def test_the_officers_pages_plan_follow_and_close(
    signed_in: Callable[[Role, str], Client], test: RoleTest, siti: Appointment, settings: pytest.FixtureRequest
) -> None:
    client, at = signed_in(Role.KPU_REGENCY, "31.71"), "/meja/konsolidasi/tes/"
    after = test.rounds.get(phase=Phase.AFTER)
    Round.objects.filter(id=after.id).update(opens_at=NOW - DAY, closes_at=NOW)
    form = {"title": "Tes kota", "kind": "PPS", "region": "31.71"}
    times = {"after_opens": "2024-10-01T09:00", "after_closes": "2024-10-02T09:00"}

    client.post(f"{at}rencana/", {**form, **times, **key(1)})
    paper = client.get(f"{at}{after.id}/kertas/{siti.id}/").content.decode()
    client.post(
        f"{at}{after.id}/kertas/{siti.id}/",
        {**{f"item-{item}": option for item, option in best(after, siti).items()}, **key(2)},
    )
    province = signed_in(Role.KPU_PROVINCE, "31")
    province.post(f"{at}{after.id}/tutup/", key(3))

    assert "Tes kota" in client.get(at).content.decode()
    assert paper.count("<fieldset>") == 6
    assert "<b>1</b> dari <b>2</b>" in province.get(f"{at}{after.id}/").content.decode()
    assert "Rina Rekaan" in province.get(f"{at}{after.id}/belum/").content.decode()
    table = b"".join(province.get(f"{at}{after.id}/belum.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Rina Rekaan" in table


def test_the_bank_takes_an_item_and_its_review(signed_in: Callable[[Role, str], Client], election: Election) -> None:
    row, at = written(), "/meja/konsolidasi/tes/soal/"
    client = signed_in(Role.KPU_REGENCY, "31.71")
    form = {"kinds": "PPS", "topic": "rekaan", "text": "Mana?", "options": "Satu\nDua", "right": "2", "why": "Itu."}

    client.post(at, {**form, **key(1)})
    client.post(f"{at}{row.id}/", {"agrees": "Y", **key(2)})

    row.refresh_from_db()
    assert row.is_accepted
    assert "Mana?" in client.get(at).content.decode()
    assert "Menunggu petugas lain" in client.get(at).content.decode()
