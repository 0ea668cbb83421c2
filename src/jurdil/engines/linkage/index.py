"""One person at once: look the person's keys up in sorted arrays, compare only the few entries that share one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa

from jurdil.engines.linkage.database import Database
from jurdil.engines.linkage.linking import MOST_ENTRIES_A_KEY, compare_pairs, open_rosters
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, prepare
from jurdil.engines.linkage.values import Match


class RosterIndex:
    """Open rosters, ready to be asked about single people; the same weights and answers as `link_people`."""

    def __init__(self, rosters: Sequence[Path], *, on: date) -> None:
        """Open prepared rosters. on: fixes the century of a NIK."""
        self._on = on
        self._database = Database()
        self._world = open_rosters(rosters, self._database)
        order = np.argsort(self._world.keys.column("key").to_numpy(), kind="stable")
        self._keys = self._world.keys.column("key").to_numpy()[order]
        self._rows = self._world.keys.column("row").to_numpy()[order]

    def __enter__(self) -> RosterIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the memory."""
        self._database.close()

    def link_one(self, person: Mapping[str, str | None], *, min_probability: float = 0.05) -> tuple[Match, ...]:
        """Return the matches of one person (id and name required), the most probable first."""
        columns = {name: pa.array([person.get(name)], pa.string()) for name in INPUT_COLUMNS}
        asked = prepare(pa.table(columns), on=self._on)
        keys = self._database.keys_of(asked, is_probe=True).column("key").to_numpy()
        rows: set[int] = set()
        for key in keys:
            first, last = np.searchsorted(self._keys, key, "left"), np.searchsorted(self._keys, key, "right")
            if last - first <= MOST_ENTRIES_A_KEY:
                rows.update(self._rows[first:last].tolist())
        pairs = pa.table({"person": pa.array([0] * len(rows), pa.int64()), "entry": pa.array(sorted(rows), pa.int64())})
        found = compare_pairs(asked, pairs, self._world, self._database, min_probability=min_probability, people=1)
        return tuple(sorted(found, key=lambda match: (-match.probability, match.roster, match.entry_id)))
