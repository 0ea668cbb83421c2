"""Screening raises suspicions with reasons, keeps what two officers cleared, and removes nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from jurdil.engines.linkage.model import Again, starting_model
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import ask_for, work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.recording import leaf_bytes
from jurdil.registry.people.models import Person
from jurdil.registry.people.values import PersonValues
from jurdil.registry.rosters.queries import current_snapshots
from jurdil.stages.recruitment.actions import submit_application
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.mending import correct_application
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting import screening, work
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.history import stronger_before, timeline_of
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids, is_of_earlier_data
from jurdil.stages.vetting.rulings import Verdict, rule_in_bulk
from jurdil.stages.vetting.screening import floor_of, screen_one, screen_people
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.wording import percent_of

from .conftest import BUDI_BORN, NOW, ON, WARD, World, budi_entry, freeze, nik, officer, strangers

SITI_BORN = date(1985, 7, 20)
OTHER = "Alamat dan tanggal lahir berbeda."


def clear(world: World, match: Match) -> None:
    verdict = Verdict(match.id, "other_person", OTHER)
    assert rule_in_bulk(actor=world.agus, second=world.wati, verdicts=[verdict], now=NOW) == 1


def test_a_listed_applicant_becomes_a_match_with_reasons(world: World, budi: Match) -> None:
    assert (budi.state, budi.evidence_class) == (SuspicionState.OPEN, "E1")
    assert {reason["field"] for reason in json.loads(budi.reasons.reveal())} >= {"nik"}
    assert json.loads(budi.entry.reveal())["name"] == "Budi Santoso Rekawan"
    assert not Match.objects.filter(person=world.people["Siti"]).exists()


def test_nobody_is_removed_by_a_match(world: World, budi: Match) -> None:
    assert held_person_ids(world.election, "31.71") == {budi.person_id}
    assert excluded_person_ids(world.election, "31.71") == set()
    world.applications["Budi"].refresh_from_db()
    assert world.applications["Budi"].review == "unreviewed"
    assert world.applications["Budi"].withdrawn_at is None


def test_the_public_line_names_neither_person_nor_list_nor_ward(budi: Match) -> None:
    leaf = Leaf.objects.get(subject=str(budi.id), kind="vetting.matched")

    line = leaf_bytes(leaf).decode()

    assert leaf.region == "31.71"
    assert str(budi.person_id) not in line
    assert "partai" not in line


def test_the_lists_are_logged_before_the_data_is_seen(world: World, budi: Match) -> None:
    kinds = list(Leaf.objects.filter(kind__startswith="vetting.").order_by("id").values_list("kind", flat=True))

    assert kinds == ["vetting.screening_begun", "vetting.matched", "vetting.screening_ended"]


def test_screening_twice_finds_nothing_new(world: World, budi: Match) -> None:
    world.screen(*current_snapshots(ON))

    assert Match.objects.count() == 1


def test_a_cleared_pair_stays_cleared_in_a_renumbered_list(world: World, budi: Match) -> None:
    clear(world, budi)

    world.screen(world.bring([budi_entry("B-77"), "B-78,Orang Lain,,,,"], day=20))

    assert Match.objects.count() == 1
    assert held_person_ids(world.election, "31") == set()


def test_a_cleared_pair_opens_again_when_the_entry_changed(world: World, budi: Match) -> None:
    clear(world, budi)

    world.screen(world.bring([budi_entry(name="Budi S. Rekawan")], day=20))

    assert world.match("Budi", state=SuspicionState.OPEN).pair != budi.pair
    assert held_person_ids(world.election, "31") == {budi.person_id}


def test_a_cleared_pair_opens_again_when_the_person_changed(world: World, budi: Match) -> None:
    clear(world, budi)
    world.people["Budi"].birth_place = "Bogor"
    world.people["Budi"].save()

    world.screen(*current_snapshots(ON))

    assert Match.objects.filter(state=SuspicionState.OPEN).count() == 1


def test_an_open_match_is_renewed_in_place(world: World, budi: Match) -> None:
    world.screen(world.bring([budi_entry(name="Budi S. Rekawan")], day=20))

    renewed = Match.objects.get()
    assert renewed.id == budi.id
    assert renewed.pair != budi.pair


@pytest.mark.parametrize("chunk", [1, 5_000])
@pytest.mark.parametrize("number", ["A-0", "A-2"])
def test_a_claim_that_moved_to_another_number_keeps_its_match(
    world: World, monkeypatch: pytest.MonkeyPatch, number: str, chunk: int
) -> None:
    monkeypatch.setattr(screening, "CHUNK", chunk)
    world.screen(world.bring([budi_entry("A-1"), *strangers()]))
    match = world.match("Budi")

    world.screen(world.bring([budi_entry(number), budi_entry("A-1", "Boedi S. Rekawan"), *strangers()], day=20))

    said = {one.id: json.loads(one.entry.reveal())["name"] for one in Match.objects.all()}
    assert said.pop(match.id) == "Budi Santoso Rekawan"
    assert list(said.values()) == ["Boedi S. Rekawan"]


def test_a_run_that_read_somebody_before_the_erasure_brings_nothing_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, budi = screening.find_pairs, world.people["Budi"]

    def erased_meanwhile(*given: object, **named: object) -> object:
        found = find(*given, **named)  # type: ignore[arg-type]
        assert found
        erase_matches(actor=world.agus, person_id=budi.id, now=NOW)
        Person.objects.filter(id=budi.id).update(erased_at=NOW)
        return found

    monkeypatch.setattr(screening, "find_pairs", erased_meanwhile)

    world.screen(world.bring([budi_entry()]))

    assert not Match.objects.exists()


def test_a_spouse_is_looked_for_among_the_organisers(world: World) -> None:
    world.people["Siti"].spouse_name = "Budi Santoso Rekawan"
    world.people["Siti"].spouse_nik = nik(BUDI_BORN, 1)
    world.people["Siti"].save()

    world.screen(world.bring([budi_entry()], roster="panwascam", kind="organiser"))

    assert set(Match.objects.values_list("person_id", "about")) == {(world.people["Siti"].id, "spouse")}


def test_somebody_who_withdrew_is_not_screened(world: World) -> None:
    application = world.applications["Budi"]
    application.withdrawn_at = NOW
    application.save()

    screening = world.screen(world.bring([budi_entry()]))

    assert (screening.people, screening.pairs) == (1, 0)


def test_one_application_is_screened_at_the_counter(world: World) -> None:
    snapshot = world.bring([budi_entry()])
    application = world.applications["Budi"]

    found = screen_one(actor=world.pps, application_id=application.id, snapshots=[snapshot], now=NOW)

    assert [match.evidence_class for match in found] == ["E1"]
    with pytest.raises(NotFound):
        screen_one(actor=officer("31.72", Role.PPS), application_id=application.id, snapshots=[snapshot], now=NOW)


def test_a_new_list_screens_everybody_again_by_a_job(world: World) -> None:
    world.bring([budi_entry()])
    ask_for(actor=world.agus, kind="vetting.screen", region="31.71", arguments={"region": ""}, now=NOW)

    work_off(clock=lambda: NOW)

    assert Job.objects.get().state == JobState.DONE
    assert Job.objects.get().result == {"pairs": 1}
    assert world.match("Budi").region == WARD


def test_whoever_applies_or_corrects_is_screened_by_a_job_and_no_receipt_waits_for_it(world: World) -> None:
    world.bring([budi_entry(), f"A-2,Siti Aminah Rekawati,{nik(SITI_BORN, 9)},{SITI_BORN},P,{WARD}"])
    values = PersonValues(name="Budi Santoso Rekawan", nik=nik(BUDI_BORN, 1), birth_date=BUDI_BORN, sex="L")
    Application.objects.all().delete()
    at = datetime(2024, 9, 20, 3, tzinfo=UTC)

    receipt = submit_application(actor=PUBLIC_ACTOR, filing=Filing(values, world.opening.id), now=at)

    assert receipt.code
    assert not Match.objects.exists()
    work_off(clock=lambda: NOW)
    assert Match.objects.get().evidence_class == "E1"

    changes = {"name": "Siti Aminah Rekawati", "nik": nik(SITI_BORN, 9), "birth_date": SITI_BORN}
    mended = {"application_id": receipt.application_id, "changes": changes, "reason": "Terlihat di KTP.", "now": at}
    correct_application(actor=world.pps, **mended)
    work_off(clock=lambda: NOW)

    assert Match.objects.filter(entry_id="A-2").exists()


def test_a_person_is_screened_at_the_next_try_after_a_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.bring([budi_entry()])
    application = str(world.applications["Budi"].id)
    ask_for(actor=world.pps, kind="vetting.screen_person", region=WARD, arguments={"application": application}, now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(work, "current_snapshots", None)
        work_off(clock=lambda: NOW)
    assert Job.objects.get().state == JobState.WAITING
    Job.objects.update(lease_until=None)

    work_off(clock=lambda: NOW)

    assert Job.objects.get().state == JobState.DONE
    assert world.match("Budi").evidence_class == "E1"


def test_nobody_waits_to_write_while_one_person_is_compared(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.bring([budi_entry()])
    application = str(world.applications["Budi"].id)
    ask_for(actor=world.pps, kind="vetting.screen_person", region=WARD, arguments={"application": application}, now=NOW)
    outside, depths = len(connection.savepoint_ids), list[int]()
    compare = screening.find_pairs_of_one

    def watched(*given: object, **named: object) -> object:
        depths.append(len(connection.savepoint_ids))
        return compare(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(screening, "find_pairs_of_one", watched)

    work_off(clock=lambda: NOW)

    assert depths == [outside]


@pytest.mark.parametrize("role", [Role.PPS, Role.PPK, Role.PARTNER, Role.APPLICANT, Role.SUPERVISOR])
def test_other_roles_do_not_screen_a_region(world: World, role: Role) -> None:
    with pytest.raises(Refused, match=r"access\.role"):
        screen_people(
            actor=officer("31.71", role), election=world.election, region="31.71", snapshots=[], now=NOW, on=ON
        )


def test_another_regency_is_not_screened(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.region"):
        screen_people(actor=officer("31.72"), election=world.election, region="31.71", snapshots=[], now=NOW, on=ON)


def test_another_entry_that_comes_weighs_an_open_match_anew(world: World) -> None:
    again = Again(0.04, 0.2, {"tim-01": 0.32, "partai-07": 0.32}, {})
    freeze(world, "self", replace(starting_model(), again=again))
    team = world.bring([f"T-1,Budi Santoso Rekawan,,,L,{WARD}", *strangers()], roster="tim-01", kind="campaign_team")
    world.screen(team)
    before = world.match("Budi")
    assert _own_entry(before) == "no-other"

    party = world.bring([budi_entry(), *strangers()])
    world.screen(team, party)

    match = world.match("Budi", roster="tim-01")
    assert match.id == before.id
    assert _own_entry(match) == "another"
    assert match.probability > before.probability
    assert [one["probability"] for one in match.earlier] == [str(before.probability)]
    assert [str(event.title) for event in timeline_of(match)][1:] == [
        "Ditimbang ulang karena isi daftar atau entri lain orang ini berubah"
    ]
    assert Leaf.objects.filter(kind="vetting.match_reweighed", subject=str(match.id)).count() == 1

    world.screen(team, party)

    assert len(world.match("Budi", roster="tim-01").earlier) == 1


def test_a_match_that_another_entry_lifted_falls_below_the_threshold_with_it_and_stays_open(world: World) -> None:
    again = Again(0.04, 0.2, {"tim-01": 0.32, "partai-07": 0.32}, {})
    freeze(world, "self", replace(starting_model(), again=again))
    team = world.bring(["T-1,Budi Santoso Rekawan,,,L,32.71", *strangers()], roster="tim-01", kind="campaign_team")
    world.screen(team, world.bring([budi_entry(), *strangers()]))
    lifted = world.match("Budi", roster="tim-01")

    world.screen(team, world.bring(strangers(), day=20))

    match = world.match("Budi", roster="tim-01")
    assert (match.id, match.state, _own_entry(match)) == (lifted.id, SuspicionState.OPEN, "no-other")
    assert match.probability < floor_of(world.election) <= lifted.probability
    assert [one["probability"] for one in match.earlier] == [str(lifted.probability)]


def test_a_match_of_somebody_whose_data_were_corrected_is_weighed_with_them_and_stays_open(world: World) -> None:
    person = world.apply("Dewo Kusuma Rekaputra", date(1990, 1, 2), 3, key="Dewo")
    party = world.bring(["D-1,Dewo Kusuma Rekaputra,,1990-01-02,L,32.71", *strangers()])
    world.screen(party)
    found = world.match("Dewo")
    person.birth_date, person.nik = date(1971, 11, 23), nik(date(1971, 11, 23), 3)
    person.save()
    assert is_of_earlier_data(found, ON)

    world.screen(party)

    match = world.match("Dewo")
    assert (match.id, match.state) == (found.id, SuspicionState.OPEN)
    assert match.probability < floor_of(world.election) <= found.probability
    assert not is_of_earlier_data(match, ON)
    assert [(one["probability"], one["changed"]) for one in match.earlier] == [(str(found.probability), "person")]
    told = timeline_of(match)
    assert [str(event.title) for event in told] == [
        "Ditemukan pada penyaringan",
        "Dibandingkan lagi karena data orangnya berubah",
    ]
    assert told[0].at == found.found_at
    before, elsewhere = stronger_before(match, world.agus), stronger_before(match, officer("31.72"))
    assert before is not None
    assert elsewhere is not None
    assert elsewhere.file is None
    assert (before.percent, before.file) == (percent_of(found.probability), world.applications["Dewo"].id)


def test_a_match_that_was_left_with_hardly_any_probability_is_weighed_anew(world: World) -> None:
    freeze(world, "self", starting_model())
    party = world.bring([budi_entry(), *strangers()])
    world.screen(party)
    found = world.match("Budi")
    Match.objects.filter(id=found.id).update(probability=0)

    world.screen(party)

    match = world.match("Budi")
    assert match.probability == found.probability
    assert [Decimal(one["probability"]) for one in match.earlier] == [Decimal(0)]


def _own_entry(match: Match) -> str:
    told = [reason["level"] for reason in json.loads(match.reasons.reveal()) if reason["field"] == "own_entry"]
    return str(told[0]) if told else ""
