"""Whoever comes in time is taken in once, gets a number and a code, and can prove what was handed in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.receipts import receipt_of
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.actions import propose_candidates, submit_application, submit_applications
from jurdil.stages.recruitment.codes import code_hash
from jurdil.stages.recruitment.counter import give_counter_receipt
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.models import Application, Candidacy, Opening
from jurdil.stages.recruitment.openings import open_recruitment

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 20, 3, tzinfo=UTC)
LATE = datetime(2024, 9, 29, 3, tzinfo=UTC)
WARD = "31.71.01.1001"
Make = Callable[..., Filing]


def test_an_application_from_the_public_gives_a_code_once_and_a_receipt(filing: Make) -> None:
    receipt = submit_application(actor=PUBLIC_ACTOR, filing=filing(), now=NOW)

    row = Application.objects.get(id=receipt.application_id)
    assert row.number == 1
    assert row.code_hash == code_hash(receipt.code.lower().replace("-", " "))
    assert receipt.code not in json.dumps(row.papers)
    assert row.papers == {}, "nobody has seen a paper yet"
    leaf = Leaf.objects.get(kind="recruitment.applied")
    assert leaf.rule == "window.kpps.register"
    assert receipt_of(leaf.id)["record"]["name"] == "Siti Rekaan"  # type: ignore[index]
    assert Message.objects.get().person_id == row.person_id


def test_the_same_application_twice_changes_nothing(filing: Make) -> None:
    first = submit_application(actor=PUBLIC_ACTOR, filing=filing(), now=NOW)

    again = submit_application(actor=PUBLIC_ACTOR, filing=filing(phone="0899"), now=NOW)

    assert (again.application_id, again.is_new, again.code) == (first.application_id, False, "")
    assert Application.objects.count() == Person.objects.count() == 1


def test_after_the_deadline_only_the_time_on_a_counter_receipt_helps(
    filing: Make, opening: Opening, agus: Actor
) -> None:
    given = give_counter_receipt(actor=agus, opening_id=opening.id, name="Siti Rekaan", now=NOW)

    with pytest.raises(Refused, match=r"recruitment\.window"):
        submit_application(actor=agus, filing=filing(), now=LATE)
    with pytest.raises(Refused, match=r"recruitment\.receipt"):
        submit_application(actor=agus, filing=filing(name="Rina Rekaan", counter_number=given.number), now=LATE)
    receipt = submit_application(actor=agus, filing=filing(name="SITI REKAAN", counter_number=given.number), now=LATE)

    row = Application.objects.get(id=receipt.application_id)
    assert (row.contact_at, row.submitted_at, row.number) == (NOW, LATE, given.number)


def test_a_person_has_one_running_application_per_election(filing: Make, election: Election) -> None:
    submit_application(actor=PUBLIC_ACTOR, filing=filing(), now=NOW)
    kpu = Actor(role=Role.KPU_REGENCY, region="31.71")
    other = open_recruitment(
        actor=kpu, election=election, body=BodyKind.KPPS, region="31.71.01.1002", needed=7, now=NOW
    )

    with pytest.raises(Refused, match=r"recruitment\.once"):
        submit_application(actor=PUBLIC_ACTOR, filing=filing(opening_id=other.id), now=NOW)


def test_an_officer_takes_in_papers_of_the_own_ward_only(filing: Make) -> None:
    with pytest.raises(Refused, match=r"access\.region"):
        submit_application(actor=Actor(Role.PPS, "31.71.01.1002", uuid4()), filing=filing(), now=NOW)
    with pytest.raises(Refused, match=r"access\.role"):
        submit_application(actor=Actor(Role.SUPERVISOR, "31"), filing=filing(), now=NOW)


def test_a_pps_does_not_handle_the_rivals_for_its_own_seats(election: Election, filing: Make, agus: Actor) -> None:
    kpu = Actor(role=Role.KPU_REGENCY, region="31.71")
    pps = open_recruitment(
        actor=kpu,
        election=election,
        body=BodyKind.PPS,
        region=WARD,
        needed=3,
        now=NOW,
        opens=date(2024, 9, 1),
        closes=date(2024, 9, 30),
    )

    with pytest.raises(Refused, match=r"access\.authority"):
        submit_application(actor=agus, filing=filing(opening_id=pps.id), now=NOW)


def test_many_at_once_keep_the_good_and_name_the_refused(filing: Make, agus: Actor) -> None:
    rows = [filing(), filing(), filing(name="Dewi Rekaan", nik=""), filing(name="!", nik="")]

    receipts = submit_applications(actor=agus, filings=rows, now=NOW)

    assert [one.refusal.rule if one.refusal else "" for one in receipts] == [
        "",
        "recruitment.once",
        "",
        "recruitment.complete",
    ]
    assert Leaf.objects.filter(kind="recruitment.applied").count() == Message.objects.count() == 2


def test_a_partner_proposes_order_officers_and_nobody_for_a_polling_team(election: Election, filing: Make) -> None:
    kpu, lurah = Actor(role=Role.KPU_REGENCY, region="31.71"), Actor(role=Role.PARTNER, region=WARD, account_id=uuid4())
    linmas = open_recruitment(actor=kpu, election=election, body=BodyKind.LINMAS, region=WARD, needed=2, now=NOW)

    receipts = propose_candidates(actor=lurah, filings=[filing(opening_id=linmas.id)], now=NOW)

    row = Application.objects.get(id=receipts[0].application_id)
    assert (row.candidacy, row.proposed_by) == (Candidacy.PROPOSED, lurah.label)
    with pytest.raises(Refused, match=r"partners\.no_ranking"):
        propose_candidates(actor=lurah, filings=[filing(name="Dewi Rekaan", nik="")], now=NOW)
    with pytest.raises(Refused, match=r"recruitment\.source"):
        submit_application(actor=kpu, filing=filing(name="Dewi Rekaan", nik="", opening_id=linmas.id), now=NOW)
