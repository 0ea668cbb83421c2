"""What screening keeps of lists that came as keyed tokens, so that the next run asks only about people who changed.

With a given model the answer about a person hangs on that person and the delivery alone (`tokens_linking.py`). So what
was answered holds as long as model, delivery and person are the same, and a delivery about which nobody changed is not
even opened. A newer delivery has other numbers and is asked whole. A file per election, kind of comparison and
district, sealed: it says who resembles an entry. Whoever reads or writes it holds the election's lock (`kept.py`).
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from jurdil.engines.linkage.tokens import rules_of_names
from jurdil.engines.linkage.tokens_linking import link_tokens
from jurdil.engines.linkage.tokens_model import TokenModel
from jurdil.foundation.storage.seals import unseal
from jurdil.registry.rosters.deliveries import key_of
from jurdil.registry.rosters.files import indexed_tokens
from jurdil.registry.rosters.models import Snapshot
from jurdil.stages.vetting.kept import (
    Rows,
    alone_with,
    district_of,
    drop_empty,
    folder_of,
    is_whole,
    kept_folder,
    token_files,
    write_sealed,
)

SEALED = "kept-token-screening"
FORMAT = "jurdil/tokens-kept/2"
"""Goes up whenever the engine would answer otherwise with the same model."""
Answers = dict[str, dict[str, dict[str, Any]]]  # Any: a person's mark, and rows with the engine's columns
"""By question and person, the mark of the person and the rows that were answered."""


@dataclass(frozen=True)
class TokenQuestion:
    """What the answer hangs on besides the people and the delivery. kind: names the model."""

    election: str
    kind: str
    on: date
    model: TokenModel
    floor: float

    def name(self, snapshot: Snapshot) -> str:
        """Return what names the question to one delivery: another name, and what was kept counts no more."""
        told = (FORMAT, rules_of_names(), snapshot.digest, self.on.isoformat(), repr(self.floor), self.model.to_json())
        return sha256("\n".join(told).encode()).hexdigest()

    def ask(self, snapshot: Snapshot, people: pa.Table) -> Rows:
        """Return the matches of `people` with a delivery, asked whole."""
        found = link_tokens(
            people, [indexed_tokens(snapshot)], key_of(snapshot), on=self.on, min_probability=self.floor,
            model=self.model,
        )  # fmt: skip
        rows: Rows = found.to_pylist()
        return rows


def link_tokens_again(
    question: TokenQuestion,
    lists: Sequence[Snapshot],
    people: pa.Table,
    marks: Mapping[str, str],
    places: Mapping[str, str],
    region: str,
) -> Iterator[tuple[Snapshot, Rows]]:
    """Yield for each delivery the matches of all `people` in `region`, asking only what changed; then keep them.

    marks: what changes with a person's values. places: where each applied or serves. Must be called `alone_with` the
    election, with people read since. A run over less than a district uses what is kept and leaves it as it is.
    """
    folder = folder_of(question.election, question.kind)
    districts = {key: district_of(places[key]) for key in marks}
    kept = {district: _read(folder / district) for district in sorted(set(districts.values()))}
    fresh: dict[str, Answers] = {district: {} for district in kept}
    for snapshot in lists:
        name = question.name(snapshot)
        known = {key: kept[district].get(name, {}).get(key, {}) for key, district in districts.items()}
        changed = {key for key, mark in marks.items() if known[key].get("mark") != mark}
        asked = pa.array([key in changed for key in people.column("id").to_pylist()], pa.bool_())
        rows: dict[str, Rows] = defaultdict(list)
        for row in question.ask(snapshot, people.filter(asked)) if changed else ():
            rows[row["person_id"]].append(row)
        for key, mark in marks.items():
            answer = {"mark": mark, "rows": rows[key]} if key in changed else known[key]
            fresh[districts[key]].setdefault(name, {})[key] = answer
        yield snapshot, [row for key in sorted(marks) for row in fresh[districts[key]][name][key]["rows"]]
    if is_whole(region):
        for district, answers in fresh.items():
            if answers != kept[district]:
                _write(folder / district, answers)
        drop_empty(folder, region, set(fresh))


def forget_region(election: str, kind: str, region: str | None) -> None:
    """Drop what is kept of a region in which nothing is compared any more; of none where no region is given."""
    if region is not None:
        drop_empty(folder_of(election, kind), region, set())


def forget_person(person_id: str) -> None:
    """Take a person out of everything kept of tokens, of every election."""
    for election in sorted(path.name for path in kept_folder().iterdir() if path.is_dir()):
        with alone_with(election):
            for path in token_files(election):
                answers = _read(path)
                others = {
                    name: {key: answer for key, answer in people.items() if key != person_id}
                    for name, people in answers.items()
                }
                if others != answers:
                    _write(path, others)


def _write(path: Path, answers: Answers) -> None:
    write_sealed(path, zlib.compress(json.dumps(answers).encode()), SEALED)


def _read(path: Path) -> Answers:
    """Return what was kept; nothing where nothing is, a power cut left it empty, or its key is gone."""
    try:
        found: Answers = json.loads(zlib.decompress(unseal(path.read_bytes(), SEALED)))
    except (FileNotFoundError, IndexError, ValueError, zlib.error):
        return {}
    return found
