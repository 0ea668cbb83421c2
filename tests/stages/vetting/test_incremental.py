"""What changed is screened again, and the matches are those of a run over everything; the verbs are the only hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from shutil import rmtree

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage.kept import Kept
from jurdil.engines.linkage.model import starting_model
from jurdil.registry.rosters.queries import current_snapshots
from jurdil.stages.recruitment.mending import correct_application
from jurdil.stages.recruitment.withdrawing import withdraw_application
from jurdil.stages.vetting import kept, linking
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.kept import kept_folder
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.screening import screen_one

from .conftest import BUDI_BORN, NOW, ON, WARD, World, budi_entry, freeze, nik, strangers

NAMES = ("Budi Santoso Rekawan", "Boedi Santoso Rekawan", "Rina Rekawati", "Siti Aminah Rekawati", "Budi Rekawan")
BORN = (BUDI_BORN, BUDI_BORN, date(1985, 7, 20), date(1996, 2, 3))
EARLY = datetime(2024, 9, 25, 3, tzinfo=UTC)  # while applications may be mended
Change = Callable[[World, Random], None]


def _entry(random: Random, number: int) -> str:
    born = random.choice(BORN)
    given = nik(born, random.randint(1, 3)) if random.random() < 0.5 else ""
    return f"E-{number},{random.choice(NAMES)},{given},{born},L,{random.choice((WARD, '31.71', ''))}"


def _brings(world: World, random: Random, roster: str) -> None:
    rows = [_entry(random, number) for number in range(random.randint(1, 9))]
    world.days += 1
    world.bring([*rows, *strangers(40)], day=world.days, roster=roster)


def a_new_applicant(world: World, random: Random) -> None:
    world.apply(random.choice(NAMES), random.choice(BORN), random.randint(1, 9), key=f"{len(world.people)}")


def a_corrected_person(world: World, random: Random) -> None:
    running = [one for one in world.applications.values() if one.id not in world.gone]
    application = random.choice(running)
    changes = {"birth_place": f"Kota {world.days}{random.random()}", "name": random.choice(NAMES)}
    correct_application(
        actor=world.pps, application_id=application.id, changes=changes, reason="Terlihat di KTP.", now=EARLY
    )


def a_withdrawn_person(world: World, random: Random) -> None:
    running = [one for one in world.applications.values() if one.id not in world.gone]
    if len(running) > 1:
        gone = random.choice(running)
        world.gone.add(gone.id)
        withdraw_application(actor=world.pps, application_id=gone.id, reason="Tidak jadi.", folder="7", now=NOW)


def a_new_roster(world: World, random: Random) -> None:
    _brings(world, random, f"daftar-{world.days}")


def a_replaced_roster(world: World, random: Random) -> None:
    _brings(world, random, "partai-07")


CHANGES: tuple[Change, ...] = (
    a_new_applicant, a_corrected_person, a_withdrawn_person, a_new_roster, a_replaced_roster,
)  # fmt: skip


def found(world: World) -> list[tuple[object, ...]]:
    """Return what a run finds, and leave everything as it was; each pair it finds stands among the matches."""
    asked: list[linking.Pair] = []
    keep = linking.find_pairs

    def watched(*given: object, **named: object) -> list[linking.Pair]:
        asked.extend(keep(*given, **named))  # type: ignore[arg-type]
        return asked

    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("jurdil.stages.vetting.screening.find_pairs", watched)
        world.screen(*current_snapshots(ON))
        matches = sorted(
            (
                str(one.person_id),
                one.roster,
                one.pair,
                one.person_print,
                one.probability,
                one.state,
                one.reasons.reveal(),
            )
            for one in Match.objects.all()
        )
        transaction.set_rollback(True)
    pairs = [(one.person_id, one.claim, one.entry_id, one.probability, str(one.reasons)) for one in asked]
    told = {(one.person_id, one.claim, one.person_print) for one in asked}
    assert told <= {(person, pair, values) for person, _, pair, values, *_ in matches}
    return [*sorted(pairs), *matches]


def check_that_nothing_is_missed(world: World) -> None:
    """Compare what a run finds with what one finds that has kept nothing."""
    only_what_changed = found(world)
    rmtree(kept_folder())
    full = found(world)

    assert only_what_changed == full


@contextmanager
def in_passing(world: World) -> Iterator[None]:
    """Begin with nothing kept, and undo afterwards what happened: Hypothesis asks many times in one test."""
    before = (dict(world.people), dict(world.applications))
    world.days, world.gone = 1, set()
    rmtree(kept_folder(), ignore_errors=True)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:  # Hypothesis asks a failed example again to tell of it
        world.people, world.applications = before


@given(
    seed=st.integers(0, 10**6),
    changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4),
    is_frozen=st.booleans(),
)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate]
)
def test_after_any_changes_the_answer_is_that_of_a_full_run(
    world: World, seed: int, changes: list[Change], is_frozen: bool
) -> None:
    random = Random(seed)
    with in_passing(world):
        if is_frozen:
            freeze(world, "self", starting_model(1_000))
            world.bring(strangers(600), roster="besar")  # beside which a short list changes little
        _brings(world, random, "partai-07")
        world.screen(*current_snapshots(ON))
        for change in changes:
            change(world, random)
            check_that_nothing_is_missed(world)
            world.screen(*current_snapshots(ON))


def test_a_second_run_asks_nobody_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.screen(world.bring([budi_entry(), *strangers()]))
    asked: list[int] = []
    relink = kept.relink

    def watched(known: Kept | None, *given: object, **named: object) -> object:
        table, now_kept = relink(known, *given, **named)  # type: ignore[arg-type]
        asked.append(sum(mark not in (known.marks if known else ()) for mark in now_kept.marks))
        return table, now_kept

    monkeypatch.setattr(kept, "relink", watched)

    world.screen(*current_snapshots(ON))

    assert asked == [0]


def test_one_person_gets_the_answer_of_the_full_run(world: World) -> None:
    snapshot = world.bring([budi_entry(name="Boedi S. Rekawan"), *strangers()])
    with transaction.atomic():
        screen_one(actor=world.pps, application_id=world.applications["Budi"].id, snapshots=[snapshot], now=NOW)
        alone = [(one.pair, one.probability, one.reasons.reveal()) for one in Match.objects.all()]
        transaction.set_rollback(True)

    world.screen(snapshot)

    assert [(one.pair, one.probability, one.reasons.reveal()) for one in Match.objects.all()] == alone != []


def test_a_ward_alone_leaves_the_rest_of_its_district_kept(world: World) -> None:
    world.screen(world.bring([budi_entry(), *strangers()]))
    before = {path: path.read_bytes() for path in kept_folder().glob("*/*/*")}

    world.screen_region(WARD, *current_snapshots(ON))

    assert {path: path.read_bytes() for path in kept_folder().glob("*/*/*")} == before != {}


def test_what_is_kept_of_budi_is_sealed_and_goes_with_him(
    world: World, django_capture_on_commit_callbacks: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[str] = []  # else a power cut could bring the file before back
    world.screen(world.bring([budi_entry(), *strangers()]))
    monkeypatch.setattr(kept, "settle", lambda path: settled.append(path.suffix if path.is_file() else path.name))
    budi = world.people["Budi"]
    files = [path for path in kept_folder().glob("*/*/*") if path.is_file()]
    assert files
    assert not any(b"Rekawan" in path.read_bytes() or nik(BUDI_BORN, 1).encode() in path.read_bytes() for path in files)
    assert str(budi.id) in _ids(files)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        erase_matches(actor=world.agus, person_id=budi.id, now=NOW + timedelta(days=1))

    assert str(budi.id) not in _ids(files)
    assert str(world.people["Siti"].id) in _ids(files)
    assert settled == [".new", files[0].parent.name]


def test_what_a_killed_run_left_half_written_goes_with_the_next_and_an_empty_file_is_no_obstacle(world: World) -> None:
    snapshot = world.bring([budi_entry(), *strangers()])
    world.screen(snapshot)
    left = kept_folder() / world.election.key / "half.new"
    left.write_bytes(b"values of people")
    for file in kept_folder().glob("*/*/*"):
        file.write_bytes(b"")  # a disk that was full, a power cut

    world.screen(snapshot)

    assert not left.exists()
    assert any(_ids(list(kept_folder().glob("*/*/*"))))


def _ids(files: list[Path]) -> set[str]:
    found = [kept._read(path) for path in files]
    return {key for one in found if one for key in one.prepared.column("id").to_pylist()}
