from __future__ import annotations

from tests.engines.teams.invented import SEED, VOTING_DAY, invented_group, shipped_policy

from jurdil.engines.teams import Parcel, form_each, form_teams

POLICY = shipped_policy()


def test_parcels_come_out_in_order_with_the_teams_they_would_have_alone() -> None:
    parcels = [Parcel(*invented_group(name)) for name in "abc"]

    pairs = list(form_each(iter(parcels), policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1))

    assert [parcel for parcel, _ in pairs] == parcels
    for parcel, outcome in pairs:
        alone = form_teams(parcel.people, parcel.places, policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1)
        assert outcome.seats == alone.seats


def test_a_parcel_is_asked_for_only_when_the_one_before_is_done() -> None:
    asked: list[str] = []

    def parcels() -> object:
        for name in "abc":
            asked.append(name)
            yield Parcel(*invented_group(name))

    stream = form_each(parcels(), policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1)  # type: ignore[arg-type]
    next(stream)

    assert asked == ["a"]
