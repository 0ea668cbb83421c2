"""The planner of lanes: a rush beyond the lanes makes a queue, and one lane more ends it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jurdil.stages.consolidation.flow import Arrivals, lanes_needed, wait_95_s


def test_the_hall_of_2011_needs_five_lanes() -> None:
    plan = lanes_needed(Arrivals())

    assert plan.lanes == 5
    assert plan.wait_s < 180 < (plan.wait_with_one_fewer_s or 0)


def test_a_lane_more_never_makes_people_wait_longer() -> None:
    waits = [wait_95_s(lanes, Arrivals()) for lanes in range(1, 12)]

    assert waits == sorted(waits, reverse=True)


def test_slower_hands_need_more_lanes() -> None:
    assert lanes_needed(Arrivals(quickest_s=6, slowest_s=20)).lanes > lanes_needed(Arrivals()).lanes


def test_a_hall_beyond_all_lanes_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="several places"):
        lanes_needed(replace(Arrivals(), people=2_000_000, rush_minutes=1, all_minutes=2))
