"""How a row of the region table calls a verb or a query: by its name, with everything but the actor."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.journeys.one_life import at

from jurdil.foundation.accounts.roles import Actor

NOW, ON = at(11, 20), date(2024, 11, 20)
Call = Callable[[Actor], object]


def function(name: str) -> Callable[..., Any]:  # Any: of every signature
    module, _, last = f"jurdil.{name}".rpartition(".")
    return getattr(importlib.import_module(module), last)  # type: ignore[no-any-return]


def call(name: str, /, **given: object) -> tuple[str, Call]:
    return name, lambda actor: function(name)(actor=actor, **given)
