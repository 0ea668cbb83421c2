"""What is kept of a run so that the next one asks only what changed: people, their pairs, and how often values stand.

Counts are kept by roster, so that a roster that comes, goes or is replaced is added and taken away without reading the
others. Everything here is personal data; `write` gives the folder to its owner only.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.linkage.compare import Comparison
from jurdil.engines.linkage.counts import COUNTED, Counted
from jurdil.engines.linkage.hashing import Hashes
from jurdil.engines.linkage.levels import FIELDS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Counts = Mapping[str, Ints]
LEVELS_AND_WORDS = (*FIELDS, "shared")
FORMAT = "jurdil/linkage-kept/1"


@dataclass(frozen=True)
class KeptRoster:
    """A roster of the last run. mark: names the file and its content. keys, values: how many entries have each of the
    run's keys and values, by kind; totals: how many have any."""

    mark: str
    entries: int
    keys: Counts
    values: Counts
    totals: Mapping[str, int]


@dataclass(frozen=True)
class Pairs:
    """Compared pairs: row of the person, number of the roster, row in it, and Comparison's columns side by side."""

    people: Ints
    rosters: Ints
    rows: Ints
    levels: NDArray[np.int8]

    def take(self, which: NDArray[Any]) -> Pairs:
        """Return some of them."""
        return Pairs(self.people[which], self.rosters[which], self.rows[which], self.levels[which])

    def comparison(self) -> Comparison:
        """Return how the fields agree."""
        return Comparison(*(self.levels[:, nth] for nth in range(len(LEVELS_AND_WORDS))))


def no_pairs() -> Pairs:
    """Return no pairs at all."""
    nothing = np.zeros(0, dtype=np.int64)
    return Pairs(nothing, nothing, nothing, np.zeros((0, len(LEVELS_AND_WORDS)), dtype=np.int8))


def join_pairs(parts: Sequence[Pairs]) -> Pairs:
    """Return all pairs of several."""
    names = ("people", "rosters", "rows", "levels")
    return Pairs(*(np.concatenate([getattr(part, name) for part in parts]) for name in names)) if parts else no_pairs()


@dataclass(frozen=True)
class Kept:
    """The last run. question: names the model, the day and the lowest probability. marks: of each person's row.

    matches: with the person's row as `person_id`. keys, values: what the rosters' counts are about, sorted, by kind.
    baseline: per person what a stranger's agreement was worth when the pairs not kept were left out (see relinking.py).
    """

    question: str
    marks: Sequence[str]
    prepared: pa.Table
    matches: pa.Table
    pairs: Pairs
    baseline: Floats
    keys: Mapping[str, Hashes]
    values: Mapping[str, Hashes]
    rosters: Sequence[KeptRoster]

    def of_people(self, rows: Ints) -> Kept:
        """Return what is kept of some people, in the order of `rows` (each at most once)."""
        if len(rows) == len(self.marks) and bool(np.all(rows == np.arange(len(rows)))):
            return self
        place = np.full(len(self.marks), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        pairs = self.pairs.take(place[self.pairs.people] >= 0)
        whose = rows_of(self.matches)
        matches = with_rows(self.matches.filter(pa.array(place[whose] >= 0)), place[whose[place[whose] >= 0]])
        return replace(
            self,
            marks=[self.marks[row] for row in rows.tolist()],
            prepared=self.prepared.take(pa.array(rows)),
            matches=matches,
            pairs=replace(pairs, people=place[pairs.people]),
            baseline=self.baseline[rows],
        )

    def counted(self) -> dict[str, Counted]:
        """Return how often the values stand in all rosters together."""
        return {
            kind: Counted(
                self.values[kind],
                np.sum([roster.values[kind] for roster in self.rosters], axis=0, dtype=np.int64)
                if self.rosters
                else np.zeros(len(self.values[kind]), dtype=np.int64),
                sum(roster.totals[kind] for roster in self.rosters),
            )
            for kind in COUNTED
        }

    def write(self, folder: Path) -> None:
        """Keep it in `folder`, in place of what stood there."""
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".new", dir=folder.parent))
        try:
            self._write(draft)
            shutil.rmtree(folder, ignore_errors=True)
            draft.replace(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _write(self, folder: Path) -> None:
        arrays: dict[str, NDArray[Any]] = {f"pairs.{name}": getattr(self.pairs, name) for name in
                                           ("people", "rosters", "rows", "levels")}  # fmt: skip
        arrays["baseline"] = self.baseline
        for what in ("keys", "values"):
            arrays |= {f"{what}.{kind}": found for kind, found in getattr(self, what).items()}
            for nth, roster in enumerate(self.rosters):
                arrays |= {f"{what}.{kind}.{nth}": found for kind, found in getattr(roster, what).items()}
        told = {
            "format": FORMAT, "question": self.question, "marks": list(self.marks),
            "rosters": [{"mark": each.mark, "entries": each.entries, "totals": dict(each.totals)}
                        for each in self.rosters],
        }  # fmt: skip
        for name in ("prepared", "matches"):
            with pa.ipc.new_file(str(folder / name), getattr(self, name).schema) as writer:
                writer.write_table(getattr(self, name))
        with (folder / "arrays").open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        (folder / "told").write_text(json.dumps(told), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Kept | None:
        """Return what `write` kept; None if nothing of this version stands there."""
        if not (folder / "told").exists():
            return None
        told = json.loads((folder / "told").read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            return None
        with np.load(folder / "arrays") as file:
            arrays = {name: file[name] for name in file.files}
        prepared, matches = (_table(folder / name) for name in ("prepared", "matches"))
        kinds = {what: [name.split(".")[1] for name in arrays if name.startswith(what) and name.count(".") == 1]
                 for what in ("keys", "values")}  # fmt: skip
        rosters = [
            KeptRoster(
                each["mark"], each["entries"],
                {kind: arrays[f"keys.{kind}.{nth}"] for kind in kinds["keys"]},
                {kind: arrays[f"values.{kind}.{nth}"] for kind in kinds["values"]}, each["totals"],
            )
            for nth, each in enumerate(told["rosters"])
        ]  # fmt: skip
        pairs = Pairs(*(arrays[f"pairs.{name}"] for name in ("people", "rosters", "rows", "levels")))
        keys, values = ({kind: arrays[f"{what}.{kind}"] for kind in kinds[what]} for what in ("keys", "values"))
        return cls(told["question"], told["marks"], prepared, matches, pairs, arrays["baseline"], keys, values, rosters)


def _table(path: Path) -> pa.Table:
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def rows_of(matches: pa.Table) -> Ints:
    """Return the people's rows of kept matches."""
    found: Ints = matches.column("person_id").cast(pa.int64()).to_numpy()
    return found


def with_rows(matches: pa.Table, rows: Ints) -> pa.Table:
    """Return matches with other rows of people."""
    column = pa.array(rows).cast(pa.string())
    return matches.set_column(matches.column_names.index("person_id"), "person_id", column)


def aligned(counts: Ints, of: Hashes, wanted: Hashes) -> Ints:
    """Return the counts of the sorted numbers `of` for the sorted numbers `wanted`, 0 where they are not among them."""
    if not len(of):
        return np.zeros(len(wanted), dtype=np.int64)
    at = np.minimum(np.searchsorted(of, wanted), len(of) - 1)
    return np.where(of[at] == wanted, counts[at], 0).astype(np.int64)
