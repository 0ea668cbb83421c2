"""A newer delivery that no longer holds an entry is told to the person and to those who rule, and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.registry.regions.models import Region
from jurdil.registry.rosters.actions import import_roster
from jurdil.registry.rosters.completeness import confirm_whole
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.queries import current_snapshots
from jurdil.stages.vetting.clarifications import answer_clarification, ask_clarification
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.models import Match, Presence, Screening
from jurdil.stages.vetting.presence import Sought, note_presence
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids
from jurdil.stages.vetting.rulings import Verdict, propose_ruling, rule_in_bulk, second_ruling
from jurdil.stages.vetting.screening import screen_one
from jurdil.stages.vetting.suspicion_models import SuspicionState

from .conftest import BUDI_BORN, NOW, ON, PAPER, WARD, World, budi_entry, nik, officer, strangers
from .test_tokens import deliver  # noqa: F401  # a fixture

Deliver = Callable[..., Snapshot]
OTHER = {"id": "8", "name": "Orang Lain Rekaan", "birth_date": "1971-01-01", "sex": "L", "region": "32.71.01.1001"}
STRANGER = "Z-1,Orang Lain Rekaan,,1971-01-01,L,32.71"


def kinds(match: Match) -> list[str]:
    return list(Leaf.objects.filter(subject=str(match.id)).order_by("id").values_list("kind", flat=True))


def again(match: Match) -> Match:
    return Match.objects.select_related("sought_in", "snapshot").get(id=match.id)


def exclude(world: World, match: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=match.id, question="", now=NOW)
    answer_clarification(actor=world.pps, clarification_id=asked.id, answer=PAPER, now=NOW)
    verdict = Verdict(match.id, "confirmed", "Ia menjawab bahwa itu dirinya.")
    assert rule_in_bulk(actor=world.agus, second=world.wati, verdicts=[verdict], now=NOW) == 1


def test_an_entry_that_the_newer_delivery_lacks_is_dropped_and_decides_nothing(world: World, budi: Match) -> None:
    later = world.bring([STRANGER], day=24)

    world.screen(later)

    match = again(budi)
    assert (match.presence, match.sought_in, match.presence_at) == (Presence.DROPPED, later, NOW)
    assert (match.snapshot, match.entry_id, match.state) == (budi.snapshot, "A-1", SuspicionState.OPEN)
    assert held_person_ids(world.election, "31.71") == {match.person_id}
    assert kinds(match) == ["vetting.matched", "vetting.entry_dropped"]


def test_an_empty_delivery_drops_everything_once_an_officer_says_that_it_is_whole(world: World, budi: Match) -> None:
    empty = world.bring([], day=24)
    world.screen(empty)
    assert again(budi).presence == Presence.LACKING

    world.screen(confirm_whole(actor=world.agus, snapshot_id=empty.id, reason="Partai menjawab: bubar.", now=NOW))

    assert again(budi).presence == Presence.DROPPED


def test_an_entry_that_is_still_there_is_said_to_be_and_fills_no_log(world: World, budi: Match) -> None:
    later = world.bring([budi_entry("B-9"), STRANGER], day=24)

    world.screen(later)

    match = again(budi)
    assert (match.presence, match.sought_in) == (Presence.THERE, later)
    assert kinds(match) == ["vetting.matched"]


def test_a_run_without_a_new_delivery_seeks_nothing(world: World, budi: Match, monkeypatch: pytest.MonkeyPatch) -> None:
    world.screen(world.bring([STRANGER], day=24))
    monkeypatch.setattr("jurdil.stages.vetting.presence._claims_in", None)

    world.screen(*current_snapshots(ON))

    assert kinds(again(budi)) == ["vetting.matched", "vetting.entry_dropped"]


def test_a_later_delivery_that_holds_it_again_undoes_it(world: World, budi: Match) -> None:
    world.screen(world.bring([STRANGER], day=24))

    world.screen(world.bring([budi_entry("C-3")], day=26))

    assert again(budi).presence == Presence.THERE
    assert kinds(budi) == ["vetting.matched", "vetting.entry_dropped", "vetting.entry_found_again"]


def test_a_second_delivery_without_it_is_no_second_piece_of_news(world: World, budi: Match) -> None:
    world.screen(world.bring([STRANGER], day=24))

    latest = world.bring([STRANGER, "Z-2,Orang Ketiga,,,,"], day=26)
    world.screen(latest)

    assert (again(budi).presence, again(budi).sought_in) == (Presence.DROPPED, latest)
    assert kinds(budi) == ["vetting.matched", "vetting.entry_dropped"]


def test_an_entry_written_anew_under_another_number_is_altered_and_not_dropped(world: World, budi: Match) -> None:
    world.screen(world.bring([budi_entry("B-9", "Budi S. Rekawan")], day=24))

    assert again(budi).presence == Presence.ALTERED
    assert world.match("Budi", entry_id="B-9").presence == ""
    assert kinds(budi) == ["vetting.matched", "vetting.entry_altered"]


def test_an_entry_written_anew_under_its_number_after_a_ruling_is_altered(world: World, budi: Match) -> None:
    exclude(world, budi)

    world.screen(world.bring([budi_entry(name="Budi S. Rekawan")], day=24))

    assert (again(budi).presence, Match.objects.count()) == (Presence.ALTERED, 1)
    assert not Message.objects.filter(kind="vetting.entry_dropped").exists()


def test_a_namesake_who_stands_in_both_deliveries_hides_no_dropped_entry(world: World) -> None:
    rina = f"R-1,Budi Santoso Rekawan,,{date(1971, 3, 4)},L,{WARD}"
    world.screen(world.bring([budi_entry(), rina, *strangers()]))
    assert Match.objects.count() == 2

    world.screen(world.bring([rina, *strangers()], day=24))

    assert world.match("Budi", entry_id="A-1").presence == Presence.DROPPED
    assert world.match("Budi", entry_id="R-1").presence == Presence.THERE


def test_what_a_person_corrects_says_nothing_about_the_list(world: World, budi: Match) -> None:
    person = world.people["Budi"]
    person.name, person.birth_date, person.nik = "Siti Lain Rekawati", date(1999, 9, 9), nik(date(1999, 9, 9), 44)
    person.save()

    screening = world.screen(world.bring([budi_entry(), STRANGER], day=24))

    assert screening.pairs == 0
    assert again(budi).presence == Presence.THERE


def test_a_delivery_for_a_narrower_region_says_nothing(world: World, budi: Match, tmp_path: Path) -> None:
    Region.objects.create(code="31.71.01", name="Kecamatan Rekaan", level="kecamatan", since=date(2020, 1, 1))
    (tmp_path / "narrow.csv").write_text(f"id,name\n{STRANGER.split(',,')[0]}\n")
    later = import_roster(
        actor=world.agus,
        path=tmp_path / "narrow.csv",
        roster="partai-07",
        kind=RosterKind.PARTY,
        source="Partai Rekaan",
        as_of=date(2024, 9, 24),
        region="31.71.01",
        now=NOW,
    )

    world.screen(later)

    assert (again(budi).presence, again(budi).sought_in) == ("", None)


def test_another_list_says_nothing(world: World, budi: Match) -> None:
    world.screen(*current_snapshots(ON), world.bring([STRANGER], day=24, roster="partai-08"))

    assert again(budi).presence == ""


def test_a_spouse_whom_the_organisers_no_longer_name_is_dropped(world: World) -> None:
    siti = world.people["Siti"]
    siti.spouse_name, siti.spouse_nik = "Budi Santoso Rekawan", nik(BUDI_BORN, 1)
    siti.save()
    world.screen(world.bring([budi_entry()], roster="panwascam", kind="organiser"))

    world.screen(world.bring([STRANGER], day=24, roster="panwascam", kind="organiser"))

    assert world.match("Siti").presence == Presence.DROPPED


def test_one_application_is_told_of_it_too(world: World, budi: Match) -> None:
    later = world.bring([STRANGER], day=24)

    screen_one(actor=world.pps, application_id=world.applications["Budi"].id, snapshots=[later], now=NOW)

    assert again(budi).presence == Presence.DROPPED


def test_whoever_was_ruled_out_hears_that_the_entry_is_gone_and_stays_ruled_out(world: World, budi: Match) -> None:
    exclude(world, budi)

    world.screen(world.bring([STRANGER], day=24))
    world.screen(world.bring([STRANGER, "Z-2,Orang Ketiga,,,,"], day=26))

    letter = Message.objects.get(kind="vetting.entry_dropped")
    assert letter.person_id == budi.person_id
    assert excluded_person_ids(world.election, "31.71") == {budi.person_id}


def test_a_proposal_stands_and_its_second_officer_decides(world: World, budi: Match) -> None:
    reason = "Alamat dan tempat lahirnya berbeda."
    ruling = propose_ruling(actor=world.agus, match_id=budi.id, outcome="other_person", reason=reason, now=NOW)

    world.screen(world.bring([STRANGER], day=24))

    assert again(budi).state == SuspicionState.PROPOSED
    second_ruling(actor=world.wati, ruling_id=ruling.id, now=NOW)
    assert (again(budi).outcome, again(budi).presence) == ("other_person", Presence.DROPPED)


def test_a_renewed_match_is_about_its_new_delivery(world: World, budi: Match) -> None:
    world.screen(world.bring([STRANGER], day=24))

    world.people["Budi"].birth_place = "Bogor"
    world.people["Budi"].save()
    latest = world.bring([budi_entry()], day=26)
    world.screen(latest)

    match = again(budi)
    assert (match.snapshot, match.presence, match.sought_in, match.presence_at) == (latest, "", None, None)


def test_what_changed_while_it_was_sought_is_left_alone(world: World, budi: Match) -> None:
    later, run = world.bring([STRANGER], day=24), Screening.objects.get()
    stale = [Sought(budi.id, "another claim", later, Presence.DROPPED)]
    gone = [Sought(budi.id, budi.pair, later, Presence.DROPPED)]

    assert note_presence(actor=world.agus, screening_id=run.id, found=stale, now=NOW) == 0
    erase_matches(actor=world.agus, person_id=budi.person_id, now=NOW)
    assert note_presence(actor=world.agus, screening_id=run.id, found=gone, now=NOW) == 0

    assert again(budi).presence == ""


def test_an_older_run_that_ends_later_overwrites_nothing(world: World, budi: Match) -> None:
    middle, run = world.bring([STRANGER], day=24), Screening.objects.get()
    slow = [Sought(budi.id, budi.pair, middle, Presence.DROPPED)]
    latest = world.bring([budi_entry("C-1")], day=26)
    world.screen(latest)

    assert note_presence(actor=world.agus, screening_id=run.id, found=slow, now=NOW) == 0

    assert (again(budi).presence, again(budi).sought_in) == (Presence.THERE, latest)


def test_another_region_or_role_notes_nothing(world: World, budi: Match) -> None:
    later, run = world.bring([STRANGER], day=24), Screening.objects.get()
    found = [Sought(budi.id, budi.pair, later, Presence.DROPPED)]

    with pytest.raises(Refused, match=r"access\.region"):
        note_presence(actor=officer("31.72"), screening_id=run.id, found=found, now=NOW)
    with pytest.raises(Refused, match=r"access\.role"):
        note_presence(actor=officer("31.71", Role.SUPERVISOR), screening_id=run.id, found=found, now=NOW)
    assert again(budi).presence == ""


def test_tokens_are_asked_whether_the_same_entry_is_among_them(world: World, deliver: Deliver) -> None:  # noqa: F811
    world.screen(deliver(b"a"))
    match = Match.objects.get()

    later = deliver(b"b")
    world.screen(later)
    still = again(match)
    world.screen(deliver(b"c", OTHER))

    assert (still.presence, still.sought_in) == (Presence.THERE, later)
    assert again(match).presence == Presence.DROPPED


def test_tokens_say_nothing_about_somebody_who_was_corrected(world: World, deliver: Deliver) -> None:  # noqa: F811
    world.screen(deliver(b"a"))
    world.people["Budi"].name = "Budi S. Rekawan"
    world.people["Budi"].save()

    world.screen(deliver(b"b", OTHER))

    assert Match.objects.get().presence == ""


@pytest.fixture
def held(world: World) -> Match:
    """Budi, ruled out on an entry of a whole list, of which only a few entries were delivered afterwards."""
    world.screen(world.bring([budi_entry(), *strangers(40)]))
    exclude(world, world.match("Budi"))
    world.screen(world.bring(strangers(4), day=24))
    return again(world.match("Budi"))


def told(match: Match) -> int:
    return Message.objects.filter(kind="vetting.entry_dropped", person_id=match.person_id).count()


def test_a_delivery_that_may_be_incomplete_is_no_news_and_sends_no_letter(world: World, held: Match) -> None:
    assert (held.presence, held.sought_in, held.presence_at) == (
        Presence.LACKING,
        Snapshot.objects.get(as_of__day=24),
        NOW,
    )
    assert kinds(held)[-1] == "vetting.entry_lacking"
    assert told(held) == 0
    assert excluded_person_ids(world.election, "31.71") == {held.person_id}


def test_a_second_run_over_it_changes_nothing(world: World, held: Match) -> None:
    world.screen(*current_snapshots(ON))

    assert again(held).presence == Presence.LACKING
    assert kinds(held).count("vetting.entry_lacking") == 1


def test_once_an_officer_says_that_it_is_whole_the_entry_is_dropped_and_the_letter_goes(
    world: World, held: Match
) -> None:
    assert held.sought_in is not None
    confirm_whole(actor=world.agus, snapshot_id=held.sought_in.id, reason="Partai menjawab: benar.", now=NOW)

    world.screen(*current_snapshots(ON))
    world.screen(*current_snapshots(ON))

    assert again(held).presence == Presence.DROPPED
    assert told(held) == 1


def test_a_run_that_began_before_the_officer_said_so_is_made_up_for(world: World, held: Match) -> None:
    run, snapshot = Screening.objects.latest("started_at"), held.sought_in
    assert snapshot is not None
    confirm_whole(actor=world.agus, snapshot_id=snapshot.id, reason="Partai menjawab: benar.", now=NOW)
    late = [Sought(held.id, held.pair, snapshot, Presence.LACKING)]
    assert note_presence(actor=world.agus, screening_id=run.id, found=late, now=NOW) == 0

    world.screen(*current_snapshots(ON))

    assert again(held).presence == Presence.DROPPED


def test_a_fuller_delivery_shows_that_nothing_was_dropped(world: World, held: Match) -> None:
    world.screen(world.bring([budi_entry("C-1"), *strangers(39)], day=26))

    assert again(held).presence == Presence.THERE
    assert kinds(held)[-1] == "vetting.entry_found_again"
    assert told(held) == 0


def test_a_fuller_delivery_without_it_drops_it(world: World, held: Match) -> None:
    world.screen(world.bring(strangers(40), day=26))

    assert again(held).presence == Presence.DROPPED
    assert told(held) == 1


def test_what_a_whole_delivery_dropped_stays_dropped_in_one_in_doubt(world: World) -> None:
    world.screen(world.bring([budi_entry(), *strangers(40)]))
    world.screen(world.bring(strangers(40), day=24))

    world.screen(world.bring(strangers(4), day=26))

    assert again(world.match("Budi")).presence == Presence.DROPPED
    assert kinds(world.match("Budi")).count("vetting.entry_dropped") == 1


def test_an_entry_that_a_delivery_in_doubt_holds_is_there(world: World) -> None:
    world.screen(world.bring([budi_entry(), *strangers(40)]))

    world.screen(world.bring([budi_entry("C-1"), *strangers(3)], day=24))

    assert again(world.match("Budi")).presence == Presence.THERE


def test_tokens_after_names_say_nothing(world: World, budi: Match, deliver: Deliver) -> None:  # noqa: F811
    later = deliver(b"a")

    world.screen(later)

    assert again(budi).presence == ""
