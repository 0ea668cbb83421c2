"""The item bank: the items of the law's data and those that officers wrote and other officers accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db.models import QuerySet

from jurdil.engines.quizzes import Drawn, draw_form
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, is_same_hand
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import covers, within
from jurdil.law.items import FEWEST_OPTIONS, Item, items_for, load_items
from jurdil.law.records import read_source
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.consolidation.sitting_models import OfficerItem, RoleTest

WRITERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE)


@verb(*WRITERS)
def write_item(
    *,
    actor: Actor,
    kinds: Sequence[BodyKind],
    topic: str,
    text: str,
    options: Sequence[str],
    right: int,
    why: str,
    now: datetime,
) -> OfficerItem:
    """Write an item for the bank of the actor's region; another officer reviews it before it is used.

    Raises Refused (consolidation.item) if a part is missing or `right` is none of the options.
    """
    given = [one.strip()[:200] for one in options if one.strip()]
    if not (kinds and topic.strip() and text.strip() and why.strip()) or len(given) < FEWEST_OPTIONS:
        raise _incomplete()
    if not 0 <= right < len(given):
        raise _incomplete()
    row = OfficerItem.objects.create(
        region=actor.region,
        kinds=list(kinds),
        topic=topic.strip()[:20],
        text=text.strip()[:400],
        options=given,
        right=right,
        why=why.strip()[:400],
        written_by=actor.label,
        written_at=now,
    )
    record_act(Act("consolidation.item_written", row.region, str(row.id), {"by": actor.label}), now=now)
    return row


def _incomplete() -> Refused:
    return Refused(
        "consolidation.item",
        "Soal memerlukan badan, topik, pertanyaan, sekurangnya dua pilihan, nomor jawaban terbaik, dan penjelasan.",
        "Lengkapi isian itu, lalu kirim ulang.",
    )


@verb(*WRITERS)
def review_item(*, actor: Actor, item_id: UUID, agrees: bool, now: datetime) -> OfficerItem:
    """Accept an item for the bank or decline it, as another officer than its author.

    Raises NotFound outside the region, Conflict if it is reviewed already, Refused (consolidation.item) to the author.
    """
    row = OfficerItem.objects.select_for_update().filter(id=item_id).first()
    if row is None or not (actor.reaches(row.region) or covers(row.region, actor.region)):
        raise NotFound("Soal ini tidak ada, atau bukan di wilayah Anda.")
    if row.reviewed_at is not None:
        raise Conflict("Soal ini sudah diperiksa.")
    if is_same_hand(row.written_by, actor):
        raise Refused(
            "consolidation.item",
            "Soal diperiksa oleh petugas lain, bukan penulisnya.",
            "Mintalah petugas kedua untuk memeriksanya.",
        )
    row.reviewed_by, row.reviewed_at, row.is_accepted = actor.label, now, agrees
    row.save(update_fields=["reviewed_by", "reviewed_at", "is_accepted"])
    record = {"agrees": agrees, "by": actor.label}
    record_act(Act("consolidation.item_reviewed", row.region, str(row.id), record, "consolidation.item"), now=now)
    return row


@query(*WRITERS)
def officer_items(*, actor: Actor) -> QuerySet[OfficerItem]:
    """Return the items that officers of the actor's region wrote, newest first."""
    return OfficerItem.objects.filter(within("region", actor.region)).order_by("-id")


def _own(row: OfficerItem) -> Item:
    both = [MappingProxyType({"id": text, "en": text}) for text in (row.text, row.why, *row.options)]
    source = read_source({"ref": "policy", "tag": "I"}, rule=str(row.id))
    return Item(str(row.id), row.topic, tuple(row.kinds), both[0], tuple(both[2:]), row.right, both[1], source)


def bank_for(kind: BodyKind, region: str) -> dict[str, Item]:
    """Return the items that a test of a body in `region` draws from, by key."""
    found = {item.key: item for item in items_for(kind)}
    for row in OfficerItem.objects.filter(is_accepted=True):
        if kind in row.kinds and covers(row.region, region):
            found[str(row.id)] = _own(row)
    return found


def items_of(role_test: RoleTest) -> dict[str, Item]:
    """Return the items of a test's own bank, by key."""
    known = load_items()
    written = [key for key in role_test.items if key not in known]
    found = {str(row.id): _own(row) for row in OfficerItem.objects.filter(id__in=written)} if written else {}
    return {key: known[key] if key in known else found[key] for key in role_test.items}


def form_of(role_test: RoleTest, items: dict[str, Item], phase: str, person_id: UUID) -> tuple[Drawn, ...]:
    """Return the form of one person in one phase: other items before than after, the same whenever it is asked for."""
    bank = {key: (item.topic, len(item.options)) for key, item in items.items()}
    return draw_form(bank, size=role_test.size, seed=bytes.fromhex(role_test.seed), taker=f"{phase}/{person_id}")
