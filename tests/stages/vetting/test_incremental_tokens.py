"""Of lists that came as keyed tokens only what changed is asked, and the answer is that of a run over everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage.tokens import make_tokens, write_tokens
from jurdil.engines.linkage.tokens_keys import ExchangeKey, write_key
from jurdil.engines.linkage.tokens_model import starting_token_model
from jurdil.registry.rosters.deliveries import Delivery, receive_delivery
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.queries import current_snapshots
from jurdil.stages.recruitment.mending import correct_application
from jurdil.stages.vetting import kept_tokens
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.kept import kept_folder

from .conftest import BUDI_BORN, NOW, ON, WARD, World, freeze, nik
from .test_incremental import BORN, CHANGES, EARLY, NAMES, check_that_nothing_is_missed, in_passing

KEY = ExchangeKey("partai rekaan kepada kpu", b"k" * 32)


def deliver(world: World, folder: Path, random: Random, roster: str = "partai-08") -> Snapshot:
    """Bring tokens of a few members, some of them like the applicants; each time a newer delivery."""
    world.days += 1
    members = []
    for number in range(random.randint(1, 9)):
        born = random.choice(BORN)
        given_nik = nik(born, random.randint(1, 3)) if random.random() < 0.5 else None
        region = random.choice((WARD, None))
        members.append((str(number), random.choice(NAMES), given_nik, str(born), "L", region))
    columns = ("id", "name", "nik", "birth_date", "sex", "region")
    table = pa.table(
        {name: pa.array(values, pa.string()) for name, values in zip(columns, zip(*members, strict=True), strict=True)}
    )
    tokens, _ = make_tokens(table, KEY, roster="anggota", on=date(2024, 11, 27), seed=random.randbytes(32))
    write_tokens(tokens, folder / "tokens.parquet")
    if not (folder / "key").exists():
        write_key(KEY, folder / "key")
    told = Delivery(
        roster, RosterKind.PARTY, "Partai Rekaan", date(2024, 9, world.days), "31.71", "Wati", date(2024, 12, 1)
    )
    return receive_delivery(
        actor=world.agus, path=folder / "tokens.parquet", key_path=folder / "key", given=told, now=NOW
    )


def _freeze(world: World) -> None:
    freeze(world, "self-tokens", starting_token_model(1_000))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The people of each question to a delivery."""
    rows: list[list[str]] = []
    link = kept_tokens.link_tokens

    def watched(people: pa.Table, *given: object, **named: object) -> pa.Table:
        rows.append(people.column("id").to_pylist())
        return link(people, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_tokens, "link_tokens", watched)
    return rows


@given(
    seed=st.integers(0, 10**6),
    steps=st.lists(st.sampled_from((0, 1, 1, 1, 2, 3, 4)), min_size=2, max_size=4),
    is_frozen=st.booleans(),
)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate]
)
def test_after_any_changes_the_answer_is_that_of_a_full_run(
    world: World, tmp_path: Path, seed: int, steps: list[int], is_frozen: bool
) -> None:
    random = Random(seed)
    with in_passing(world):
        if is_frozen:
            _freeze(world)
        deliver(world, tmp_path, random)
        world.screen(*current_snapshots(ON))
        for step in steps:
            if step < 3:
                CHANGES[step](world, random)  # a new, a corrected, a withdrawn person
            else:
                deliver(world, tmp_path, random, f"partai-0{5 + step}")  # partai-08 again, or another list
            check_that_nothing_is_missed(world)


def test_a_second_run_does_not_open_the_delivery_and_a_new_applicant_is_asked_alone(
    world: World, tmp_path: Path, asked: list[list[str]]
) -> None:
    _freeze(world)
    snapshot = deliver(world, tmp_path, Random(1))
    world.screen(snapshot)
    asked.clear()

    world.screen(snapshot)
    assert asked == []

    dewi = world.apply("Dewi Rekawati", BUDI_BORN, 9)
    world.screen(snapshot)
    assert asked == [[str(dewi.id)]]


def test_a_corrected_person_is_asked_again_and_alone(world: World, tmp_path: Path, asked: list[list[str]]) -> None:
    _freeze(world)
    snapshot = deliver(world, tmp_path, Random(1))
    world.screen(snapshot)
    asked.clear()

    correct_application(
        actor=world.pps, application_id=world.applications["Budi"].id, changes={"name": "Rina Rekawati"},
        reason="Terlihat di KTP.", now=EARLY,
    )  # fmt: skip
    world.screen(snapshot)

    assert asked == [[str(world.people["Budi"].id)]]


def test_a_newer_delivery_is_asked_whole_and_the_other_list_not_at_all(
    world: World, tmp_path: Path, asked: list[list[str]]
) -> None:
    _freeze(world)
    deliver(world, tmp_path, Random(1))
    other = deliver(world, tmp_path, Random(2), "partai-09")
    world.screen(*current_snapshots(ON))
    everybody = {str(person.id) for person in world.people.values()}
    asked.clear()

    newer = deliver(world, tmp_path, Random(3))
    world.screen(newer, other)

    assert [set(people) for people in asked] == [everybody]


def test_what_is_kept_is_sealed_and_goes_with_the_person_and_with_the_list(
    world: World, tmp_path: Path, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    world.screen(deliver(world, tmp_path, Random(1)))
    budi, siti = (str(world.people[name].id) for name in ("Budi", "Siti"))
    (file,) = kept_folder().glob("*/self-tokens/*")
    assert budi.encode() not in file.read_bytes()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        erase_matches(actor=world.agus, person_id=world.people["Budi"].id, now=NOW + timedelta(days=1))

    assert {key for people in kept_tokens._read(file).values() for key in people} == {
        str(person.id) for person in world.people.values()
    } - {budi}
    assert siti in str(kept_tokens._read(file))
    world.screen(world.bring(["E-1,Orang Lain,,1970-01-01,L,"], roster="partai-01"))
    assert not file.exists()
