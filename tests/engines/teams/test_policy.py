from __future__ import annotations

from pathlib import Path

import pytest
from tests.engines.teams.invented import shipped_policy

import jurdil
from jurdil.engines.teams import BadPolicy, Limit, read_policy
from jurdil.law import load_profile

SHIPPED = Path(jurdil.__file__).parent / "law" / "policies" / "teams.toml"


def test_the_shipped_policy_weighs_merit_first_and_near_home_before_balance() -> None:
    policy = shipped_policy()

    prices = [policy.age_price, policy.own_rt, policy.women.price, policy.experienced.price]
    prices += [policy.same_rt.price, policy.it_skill.price, policy.high_risk.price]

    assert prices == sorted(prices, reverse=True)
    assert policy.size == 7


def test_a_step_nearer_home_outweighs_one_more_of_an_rt_and_whatever_stands_below_it() -> None:
    policy = shipped_policy()

    steps = [policy.own_rt - policy.own_rw, policy.own_rw - policy.neighbour_rw, policy.neighbour_rw]

    assert min(steps) > policy.same_rt.price > policy.it_skill.price > policy.high_risk.price
    assert policy.own_rt > policy.women.price


def test_the_counts_of_the_policy_are_those_of_the_rules() -> None:
    policy, rules = shipped_policy(), load_profile("pemilihan-2024").rules

    counts = {
        "teams.women_min": policy.women.count,
        "teams.women_share": 100 * policy.women_share,
        "teams.experienced_min": policy.experienced.count,
        "teams.same_rt_max": policy.same_rt.count,
        "teams.it_min": policy.it_skill.count,
        "teams.high_risk_max": policy.high_risk.count,
        "placement.reserve_share": 100 * policy.reserve_share,
    }
    assert counts == {name: rules[name].value for name in counts}


def test_a_number_without_its_source_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "teams.toml"
    file.write_text(SHIPPED.read_text().replace('policy = "Someone', 'note = "Someone'))

    with pytest.raises(BadPolicy, match="it_skill"):
        read_policy(file)


def test_a_missing_number_is_named(tmp_path: Path) -> None:
    file = tmp_path / "teams.toml"
    file.write_text(SHIPPED.read_text().replace("own_rt = 40.0\n", ""))

    with pytest.raises(BadPolicy, match="own_rt"):
        read_policy(file)


def test_limits_follow_the_size_of_the_team() -> None:
    two_of_seven = Limit(2, 7, 1.0)

    assert [two_of_seven.at_least(size) for size in (3, 5, 7, 14)] == [0, 1, 2, 4]
    assert [two_of_seven.at_most(size) for size in (3, 5, 7, 14)] == [1, 2, 2, 4]
