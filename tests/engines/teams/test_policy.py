from __future__ import annotations

from pathlib import Path

import pytest
from tests.engines.teams.invented import shipped_policy

import jurdil
from jurdil.engines.teams import BadPolicy, Limit, read_policy

SHIPPED = Path(jurdil.__file__).parent / "law" / "policies" / "teams.toml"


def test_the_shipped_policy_weighs_merit_first_and_near_home_before_balance() -> None:
    policy = shipped_policy()

    prices = [policy.age_price, policy.own_rt, policy.women.price, policy.experienced.price]
    prices += [policy.same_rt.price, policy.it_skill.price, policy.high_risk.price]

    assert prices == sorted(prices, reverse=True)
    assert policy.size == 7


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
