"""What is kept of a run so that the next one asks only what changed: people, their compared pairs, and their matches.

Everything here is personal data; `write` gives the folder to its owner only.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.linkage.compare import Comparison
from jurdil.engines.linkage.levels import FIELDS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
LEVELS_AND_WORDS = (*FIELDS, "shared")
PAIRED = ("people", "rosters", "rows", "levels")
FORMAT = "jurdil/linkage-kept/15"


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
    joined = (np.concatenate([getattr(part, name) for part in parts]) for name in PAIRED) if parts else ()
    return Pairs(*joined) if parts else no_pairs()


@dataclass(frozen=True)
class Kept:
    """The last run. question: names the model, the day and the lowest probability. marks: of each person's row.

    matches: with the person's row as `person_id`. baseline: per person what a stranger's agreement was worth when the
    pairs not kept were left out (see relinking.py). rosters: files and what names their content.
    """

    question: str
    marks: Sequence[str]
    prepared: pa.Table
    matches: pa.Table
    pairs: Pairs
    baseline: Floats
    rosters: Sequence[tuple[str, str]]

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
        arrays = {f"pairs.{name}": getattr(self.pairs, name) for name in PAIRED}
        with (folder / "arrays").open("wb") as file:
            np.savez(file, allow_pickle=False, baseline=self.baseline, **arrays)
        for name in ("prepared", "matches"):
            with pa.ipc.new_file(str(folder / name), getattr(self, name).schema) as writer:
                writer.write_table(getattr(self, name))
        told = {"format": FORMAT, "question": self.question, "marks": list(self.marks), "rosters": list(self.rosters)}
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
            pairs, baseline = Pairs(*(file[f"pairs.{name}"] for name in PAIRED)), file["baseline"]
        prepared, matches = (_table(folder / name) for name in ("prepared", "matches"))
        rosters = [(path, mark) for path, mark in told["rosters"]]
        return cls(told["question"], told["marks"], prepared, matches, pairs, baseline, rosters)


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
