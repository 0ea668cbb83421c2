"""Foreign keys fall downward like imports; the checker of imports cannot see them."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

FLOORS = {"foundation": 0, "registry": 1, "stages": 2}
ROOMS = {
    "registry": ["regions", "elections", "people", "partners", "bodies", "rosters"],
    "stages": ["recruitment", "vetting", "selection", "placement", "consolidation", "oversight"],
}


def _place(model: type[Model]) -> tuple[int, int]:
    _, floor, room, *_ = model.__module__.split(".")
    return FLOORS[floor], ROOMS.get(floor, [room]).index(room)


def test_no_foreign_key_leads_upward() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("jurdil.")]

    upward = [
        f"{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.get_fields()
        if field.many_to_one and field.concrete and field.related_model in ours
        if _place(field.related_model) > _place(model)
    ]

    assert len(ours) > 30
    assert upward == []


def test_every_room_with_tables_stands_on_a_floor() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("jurdil.")]

    assert {model.__module__.split(".")[1] for model in ours} == set(FLOORS)
