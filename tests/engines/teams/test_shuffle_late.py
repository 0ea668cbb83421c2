from __future__ import annotations

from collections import Counter

import pytest
from tests.engines.teams.invented import SEED, VOTING_DAY, invented_group, shipped_policy

from jurdil.engines.teams import check_teams, form_teams, seal, shuffle_late, tally

POLICY = shipped_policy()
SECRET = bytes(range(32, 64))


def test_a_shuffle_moves_people_and_breaks_neither_rule_nor_wish() -> None:
    crowd, spots = invented_group(places=6, people=60)
    formed = form_teams(crowd, spots, policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1)

    seats, changes = shuffle_late(
        crowd, spots, formed.seats, policy=POLICY, sealed=seal(SECRET), seed=SECRET, on=VOTING_DAY
    )

    before, after = (tally(crowd, spots, some, policy=POLICY, on=VOTING_DAY) for some in (formed.seats, seats))
    assert changes
    assert check_teams(crowd, spots, seats, policy=POLICY, on=VOTING_DAY) == []
    assert after.objective >= before.objective - 1e-6
    assert Counter(seat.role for seat in seats) == Counter(seat.role for seat in formed.seats)
    assert not {change.person_id for change in changes} & {s.person_id for s in formed.seats if s.role != "member"}


def test_the_same_seed_gives_the_same_shuffle_and_another_another() -> None:
    crowd, spots = invented_group(places=6, people=60)
    seats = form_teams(crowd, spots, policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1).seats

    def shuffled(seed: bytes) -> object:
        return shuffle_late(
            crowd, spots, seats, policy=POLICY, sealed=seal(seed), seed=seed, on=VOTING_DAY, most_loss=15
        )

    assert shuffled(SECRET) == shuffled(SECRET)
    assert shuffled(SECRET) != shuffled(SEED)


def test_public_values_decide_too_whatever_their_order() -> None:
    crowd, spots = invented_group(places=6, people=60)
    seats = form_teams(crowd, spots, policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1).seats

    def shuffled(*public: str) -> object:
        return shuffle_late(
            crowd, spots, seats, policy=POLICY, sealed=seal(SECRET), seed=SECRET, on=VOTING_DAY, most_loss=15,
            public=public,
        )  # fmt: skip

    assert shuffled("one", "two") == shuffled("two", "one")
    assert shuffled("one", "two") != shuffled("one", "three")


def test_another_seed_than_the_sealed_one_is_refused() -> None:
    with pytest.raises(ValueError, match="sealed"):
        shuffle_late([], [], [], policy=POLICY, sealed=seal(SECRET), seed=SEED, on=VOTING_DAY)
