"""Mark a function as a verb or a query: its roles are checked first, a verb runs in one transaction.

The two registries let one test walk every role x verb x region. The region itself is asked inside each verb
(`actor.must_reach`) and each query (`within`), because only they know where their object lies.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role

P = ParamSpec("P")
R = TypeVar("R")

VERBS: dict[str, frozenset[Role]] = {}
QUERIES: dict[str, frozenset[Role]] = {}


def _name(function: Callable[..., Any]) -> str:  # Any: of every signature
    return f"{function.__module__.removeprefix('jurdil.')}.{function.__qualname__}"


def _actor(kwargs: dict[str, object]) -> Actor:
    return cast(Actor, kwargs["actor"])


def verb(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Admit `roles` to a verb and run it in one transaction. The verb takes `actor` by keyword.

    Raises Refused (access.role) for anybody else. Role.SYSTEM is admitted only where it is named.
    """

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        name = _name(function)
        VERBS[name] = frozenset(roles)

        @functools.wraps(function)
        def admitted(*args: P.args, **kwargs: P.kwargs) -> R:
            if _actor(kwargs).role not in VERBS[name]:
                raise Refused(
                    "access.role",
                    "Peran Anda tidak berwenang melakukan tindakan ini.",
                    "Mintalah petugas yang berwenang untuk melakukannya.",
                )
            with transaction.atomic():
                return function(*args, **kwargs)

        return admitted

    return mark


def query(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Admit `roles` to a query that takes `actor` by keyword; anybody else gets NotFound, as if nothing were there."""

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        name = _name(function)
        QUERIES[name] = frozenset(roles)

        @functools.wraps(function)
        def admitted(*args: P.args, **kwargs: P.kwargs) -> R:
            if _actor(kwargs).role not in QUERIES[name]:
                raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
            return function(*args, **kwargs)

        return admitted

    return mark
