"""Whether a delivery may be incomplete: too many entries of the whole delivery that it follows are not in it, or of one
regency or city.

A maker who sends a tenth of a list by mistake would seem to have dropped nine tenths of its entries. Such a delivery is
kept and asked like any other, but what it lacks is no news about anybody before an officer has said that it is whole,
or a fuller one has come. A list written anew in other words looks the same, and so does another list under this name:
in each case somebody should look first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from jurdil.engines.linkage.hashing import Hashes, hash_texts, joined
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import covers
from jurdil.registry.rosters.columns import ENTRY_VALUES
from jurdil.registry.rosters.files import entries_path
from jurdil.registry.rosters.models import Snapshot

SUSPICIOUS_SHARE = 0.1
"""A delivery that lacks more of the entries before it is asked about. Our judgement, no law: from one delivery to the
next members leave, die and are corrected, a few in a hundred; a file that was cut off, or filtered, or is another one,
lacks far more. To ask wrongly costs an officer a minute, not to ask costs many people a wrong letter: so it is low."""
LEAST_MISSING = 3
"""Fewer than this may go from the shortest list by mere correction, as long as somebody stays in it."""
SUSPICIOUS_SHARE_OF_A_CITY, LEAST_MISSING_OF_A_CITY = 0.5, 10
"""A list of the nation whose file for one regency was left out lacks a five-hundredth. Of a single regency more may go
from one delivery to the next, for a branch that was dissolved or moved to another party: more than half is asked about,
and of few people nothing. Our judgement too."""
LEAST_REASON, LONGEST_REASON = 10, 300
BATCH = 131_072
RULE = "rosters.provenance"


@dataclass(frozen=True)
class Lacking:
    """What a new delivery lacks of the whole one that it follows, if it follows one. is_much: somebody should look.

    cities: of which more than SUSPICIOUS_SHARE_OF_A_CITY is missing, by code: how many of how many entries. is_empty:
    the new one has no entry at all.
    """

    follows: Snapshot | None = None
    missing: int = 0
    cities: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    is_empty: bool = False

    @property
    def is_much(self) -> bool:
        """Return whether so much is missing that the delivery may be incomplete."""
        before = self.follows.entries if self.follows is not None else 0
        least = 1 if self.is_empty else LEAST_MISSING
        return bool(self.cities) or (self.missing >= least and self.missing > SUSPICIOUS_SHARE * before)


def lacking_names(table: pa.Table, roster: str, region: str) -> Lacking:
    """Return which entries of the delivery before it the new `table` does not make as they were, numbers aside."""
    before = _whole_before(roster, region, is_tokens=False)
    if before is None:
        return Lacking()
    last = np.array([np.iinfo(np.uint64).max], dtype=np.uint64)
    now = np.unique(np.concatenate([last, *map(_claims, table.to_batches(max_chunksize=BATCH))]))
    missing, there, gone = 0, Counter[str](), Counter[str]()
    for batch in _kept_batches(before):
        claims = _claims(batch)
        is_missing = now[np.searchsorted(now, claims)] != claims
        missing += int(is_missing.sum())
        cities = _cities(batch)
        there += _counted(cities)
        gone += _counted(cities.filter(pa.array(is_missing)))
    return Lacking(before, missing, {
        city: (many, there[city])
        for city, many in sorted(gone.items())
        if many >= LEAST_MISSING_OF_A_CITY and many > SUSPICIOUS_SHARE_OF_A_CITY * there[city]
    }, is_empty=not table.num_rows)  # fmt: skip


def lacking_tokens(entries: int, roster: str, region: str) -> Lacking:
    """Return how many entries fewer a new delivery of keyed tokens has: no token can be compared with one before."""
    before = _whole_before(roster, region, is_tokens=True)
    return Lacking() if before is None else Lacking(before, max(0, before.entries - entries), is_empty=not entries)


def _whole_before(roster: str, region: str, *, is_tokens: bool) -> Snapshot | None:
    """Return the newest delivery that is not in doubt, of those for the most of `region`: a part says too little."""
    rows = Snapshot.objects.filter(roster=roster).defer("faults", "unread").order_by("-id")
    fit = [one for one in rows if one.is_tokens == is_tokens and covers(region, one.region) and not one.is_doubted]
    return min(fit, key=lambda one: one.region.count(".") if one.region else -1, default=None)


def _kept_batches(snapshot: Snapshot) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(entries_path(snapshot)) as file:
        yield from file.iter_batches(batch_size=BATCH)


def _claims(rows: pa.RecordBatch) -> Hashes:
    """Return one number for all that each entry says; an empty value says nothing, like a missing one."""
    nothing = np.zeros(rows.num_rows, dtype=np.uint64)
    names = set(rows.schema.names)
    said = [hash_texts(rows.column(name).cast(pa.string())) if name in names else nothing for name in ENTRY_VALUES]
    return joined(0, said)


def _cities(rows: pa.RecordBatch) -> pa.Array:
    """Return the code of the regency or city that each entry says, null where its region says none."""
    if "region" not in rows.schema.names:
        return pa.nulls(rows.num_rows, pa.string())
    digits = pc.replace_substring_regex(pc.utf8_trim_whitespace(rows.column("region").cast(pa.string())), r"[. ]", "")
    code = pc.replace_substring_regex(digits, r"^(\d\d)(\d\d)\d*$", r"\1.\2")
    return pc.if_else(pc.match_substring_regex(code, r"^\d\d\.\d\d$"), code, pa.scalar(None, pa.string()))


def _counted(cities: pa.Array) -> Counter[str]:
    return Counter({row["values"]: row["counts"] for row in cities.drop_null().value_counts().to_pylist()})


def may_be_said_whole(snapshot: Snapshot) -> bool:
    """Return whether a delivery is in doubt and still asked: of one that was replaced or removed nothing is news."""
    return snapshot.is_doubted and snapshot.removed_at is None and not snapshot.superseded_by.exists()


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def confirm_whole(*, actor: Actor, snapshot_id: UUID, reason: str, now: datetime) -> Snapshot:
    """Say that a delivery in doubt is whole, and let everybody be screened: what it lacks is news from then on.

    reason: how the officer knows, for instance what the maker of the list answered. One pair of eyes, as for bringing a
    list: it decides about nobody. The system says it for whoever brings lists of the nation from the shell. Raises
    NotFound, Refused (access.region, rosters.provenance), Conflict for one not in doubt, replaced or removed.
    Law: rosters.provenance, vetting.rescreen.
    """
    row = Snapshot.objects.select_for_update(of=("self",)).filter(id=snapshot_id).first()
    if row is None:
        raise NotFound("Daftar ini tidak ada, atau bukan di wilayah Anda.")
    actor.must_reach(row.region)
    if not may_be_said_whole(row):
        raise Conflict(
            "Kiriman ini tidak diragukan, sudah dinyatakan utuh, sudah diganti kiriman lain, atau sudah dihapus."
        )
    _check_reason(reason.strip())
    row.whole_at, row.whole_by, row.whole_reason = now, actor.label, reason.strip()
    row.save(update_fields=["whole_at", "whole_by", "whole_reason"])
    record = {
        "roster": row.roster, "digest": row.digest, "missing": row.missing, "reason": row.whole_reason,
        "by": actor.label,
    }  # fmt: skip
    record_act(Act("rosters.confirmed_whole", row.region, str(row.id), record, RULE), now=now)
    asked = {"region": ""}  # a list is compared with people everywhere
    ask_for(actor=actor, kind="vetting.screen", region=row.region, arguments=asked, now=now)
    return row


def _check_reason(reason: str) -> None:
    if len(reason) < LEAST_REASON:
        raise Refused(
            RULE,
            "Belum ditulis dari mana diketahui bahwa kiriman ini utuh.",
            "Tanyakan kepada pembuat daftar, lalu tulis siapa yang menjawab, kapan, dan apa jawabnya.",
        )
    if len(reason) > LONGEST_REASON:
        raise Refused(
            RULE,
            "Keterangan ini terlalu panjang.",
            _("Tulis paling banyak %(most)s huruf: siapa yang menjawab, kapan, dan apa jawabnya.")
            % {"most": LONGEST_REASON},
        )
