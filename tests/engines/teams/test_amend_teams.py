from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.teams.invented import SEED, VOTING_DAY, invented_group, shipped_policy

from jurdil.engines.teams import Amendment, Person, Place, Seat, amend_teams, check_teams, form_teams

POLICY = shipped_policy()


def formed(people: list[Person], places: list[Place]) -> tuple[Seat, ...]:
    return form_teams(people, places, policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1).seats


def amended(people: list[Person], places: list[Place], seats: tuple[Seat, ...], **choices: object) -> Amendment:
    return amend_teams(people, places, seats, policy=POLICY, seed=SEED, on=VOTING_DAY, **choices)  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(chance=st.integers(0, 1000), gone=st.integers(0, 8), households=st.sampled_from((8, 40, 1000)))
def test_vacancies_are_filled_with_one_change_each_and_no_hard_rule_breaks(
    chance: int, gone: int, households: int
) -> None:
    crowd, spots = invented_group(places=4, people=45, chance=chance, households=households)
    seats = formed(crowd, spots)
    leavers = {seat.person_id for seat in seats if seat.place_id and seat.role == "member"}
    leavers = set(sorted(leavers)[:gone])
    left = [person for person in crowd if person.id not in leavers]

    mended = amended(left, spots, seats)

    empty = {short.place_id: short.missing for short in mended.short}
    assert check_teams(left, spots, mended.seats, policy=POLICY, on=VOTING_DAY, short=empty) == []
    assert len(mended.changes) >= gone - sum(empty.values())
    if households == 1000:
        assert (len(mended.changes), mended.moved) == (gone, 0)


def test_nothing_changed_means_that_nothing_is_touched() -> None:
    crowd, spots = invented_group()
    seats = formed(crowd, spots)

    mended = amended(crowd, spots, seats)

    assert (mended.changes, mended.short) == ((), ())
    assert set(mended.seats) == set(seats)


def test_the_first_reserve_of_the_published_order_comes_in() -> None:
    crowd = [Person(f"p{n:02d}", "a", 90 - n) for n in range(12)]
    spots = [Place("a/001", "a", 7)]
    seats = formed(crowd, spots)
    first = next(seat.person_id for seat in seats if seat.rank == 1 and not seat.place_id)

    mended = amended([person for person in crowd if person.id != "p03"], spots, seats)

    assert [(change.person_id, change.before, change.after) for change in mended.changes] == [(first, "", "a/001")]


def test_a_standing_member_moves_only_where_no_reserve_fits() -> None:
    def team(place: str) -> list[Person]:
        return [Person(f"{place}{n}", "a", 90, household="siti" if (place, n) == ("x", 0) else "") for n in range(3)]

    crowd = [*team("x"), *team("y"), Person("siti", "a", 50, household="siti")]
    spots = [Place("x", "a", 3), Place("y", "a", 3)]
    seats = (
        *(Seat(person.id, "a", person.id[0], "member" if person.id[1] != "0" else "chair") for person in crowd[:-1]),
        Seat("siti", "a", "", "reserve", 1),
    )

    mended = amended([person for person in crowd if person.id != "x2"], spots, seats)

    assert mended.short == ()
    assert mended.moved == 1
    assert {change.person_id: change.after for change in mended.changes}["siti"] == "y"


def test_a_lock_is_kept_and_the_chair_stays_the_chair() -> None:
    crowd, spots = invented_group(people=40)
    seats = formed(crowd, spots)
    chairs = {seat.person_id for seat in seats if seat.role == "chair"}
    reserve = next(seat.person_id for seat in seats if not seat.place_id)

    mended = amended(crowd, spots, seats, locked={reserve: spots[0].id})

    assert next(seat.place_id for seat in mended.seats if seat.person_id == reserve) == spots[0].id
    assert len(chairs & {seat.person_id for seat in mended.seats if seat.role == "chair"}) >= len(spots) - 1
    assert len(mended.changes) == 2


def test_people_change_seats_only_inside_the_bound_on_moves() -> None:
    crowd, spots = invented_group(places=6, people=60, chance=5)
    poor = [
        Seat(person.id, "a", spots[n // 7].id if n < 42 else "", "member", 0 if n < 42 else n - 41)
        for n, person in enumerate(sorted(crowd, key=lambda each: -each.score))
    ]

    moved = [amended(crowd, spots, tuple(poor), most_moves=bound).moved for bound in (0, 4)]

    assert moved[1] - moved[0] in range(5)


def test_a_closed_place_sends_its_people_to_vacant_seats_before_any_reserve() -> None:
    crowd, spots = invented_group(places=3, people=30)
    seats = formed(crowd, spots)
    closed = {seat.person_id for seat in seats if seat.place_id == spots[2].id}
    gone = {next(seat.person_id for seat in seats if seat.place_id == spots[0].id)}

    mended = amended([person for person in crowd if person.id not in gone], spots[:2], seats)

    comers = [change for change in mended.changes if change.after]
    assert len(comers) == 1
    assert comers[0].person_id in closed


def test_a_lock_to_a_place_that_is_not_there_is_refused() -> None:
    crowd, spots = invented_group()

    with pytest.raises(ValueError, match="not in the lists"):
        amended(crowd, spots, (), locked={crowd[0].id: "nowhere"})
