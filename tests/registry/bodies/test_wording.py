"""A body is called by its words wherever a page names one."""

from __future__ import annotations

import pytest

from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.bodies.templatetags.bodies import body_name


@pytest.mark.parametrize("kind", BodyKind.values)
def test_no_body_is_shown_by_its_code(kind: str) -> None:
    assert "_" not in body_name(kind)


def test_what_is_no_body_of_ours_stays_as_it_is() -> None:
    assert body_name("PANTARLIH") == "PANTARLIH"
