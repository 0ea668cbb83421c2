"""Every verb and query by every role; the table in docs/access.md is the one that the code enforces.

The regions are tested with each verb in its own room, because only the verb knows where its object lies.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from pathlib import Path

import pytest

import jurdil
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import QUERIES, VERBS

ROOMS = ("jurdil.foundation", "jurdil.registry", "jurdil.stages")
TABLE = Path(__file__).resolve().parents[2] / "docs" / "access.md"


def _load_all_rooms() -> None:
    for module in pkgutil.walk_packages(jurdil.__path__, "jurdil."):
        if module.name.startswith(ROOMS) and ".migrations" not in module.name:
            importlib.import_module(module.name)


_load_all_rooms()
MARKED = sorted(
    (name, kind)
    for kind, names in (("verb", VERBS), ("query", QUERIES))
    for name in names
    if name.startswith(("foundation.", "registry.", "stages."))
)


def _function(name: str) -> object:
    module, _, function = f"jurdil.{name}".rpartition(".")
    return getattr(importlib.import_module(module), function)


def table() -> str:
    """Return the table of docs/access.md as the code has it."""
    roles = [role for role in Role if role != Role.SYSTEM]
    lines = [
        "# Who may do what",
        "",
        "Made from the marks on the verbs and queries (`make access` writes it anew).",
        "The region comes on top: an officer reaches what lies below the mandate's code, an applicant the own file.",
        "",
        "| verb or query | " + " | ".join(role.value for role in roles) + " |",
        "|---" * (len(roles) + 1) + "|",
    ]
    for name, kind in MARKED:
        admitted = (VERBS if kind == "verb" else QUERIES)[name]
        cells = ["x" if role in admitted else "" for role in roles]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("role", list(Role))
def test_a_role_that_is_not_named_is_turned_away_everywhere(role: Role) -> None:
    actor = Actor(role=role, region="")

    for name, kind in MARKED:
        if role in (VERBS if kind == "verb" else QUERIES)[name]:
            continue
        with pytest.raises(Refused if kind == "verb" else NotFound) as turned_away:
            _function(name)(actor=actor)  # type: ignore[operator]
        assert kind == "query" or turned_away.value.rule == "access.role", name


def test_a_partner_never_selects_vets_or_sees_vetting() -> None:
    reached = [
        name
        for name, kind in MARKED
        if Role.PARTNER in (VERBS if kind == "verb" else QUERIES)[name]
        and name.startswith(("stages.vetting", "stages.selection", "stages.placement"))
    ]

    assert reached == []


def test_a_supervisor_reads_and_reports_and_changes_nothing_else() -> None:
    verbs = [name for name, kind in MARKED if kind == "verb" and Role.SUPERVISOR in VERBS[name]]

    assert verbs == ["stages.oversight.actions.file_report"]


def test_the_public_reaches_only_the_doors_that_are_for_everybody() -> None:
    verbs = {name for name, kind in MARKED if kind == "verb" and Role.PUBLIC in VERBS[name]}

    assert verbs == {
        "stages.oversight.actions.file_report",
        "stages.recruitment.actions.submit_application",
    }


def test_the_table_in_the_docs_is_the_one_in_the_code() -> None:
    if os.environ.get("JURDIL_WRITE_DOCS"):
        TABLE.write_text(table())

    assert TABLE.read_text() == table()
