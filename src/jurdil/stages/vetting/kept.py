"""What screening keeps of each district so that the next run asks only what changed; erased with the person.

A file per election, kind of comparison and district, sealed like every personal value: it holds the compared values of
people who applied. Whoever reads or writes these files holds the election's lock, so that a run which read a person
before the erasure cannot put that person back.
"""

from __future__ import annotations

import fcntl
import io
import os
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from django.conf import settings

from jurdil.engines.disk import settle
from jurdil.engines.linkage import Model
from jurdil.engines.linkage.kept import Kept
from jurdil.engines.linkage.relinking import relink
from jurdil.foundation.storage.codes import covers
from jurdil.foundation.storage.seals import seal, unseal

DISTRICT_PARTS = 3
SEALED = "kept-screening"
DRAFT = ".new"
TOKENS = "-tokens"
"""Ends the name of what is compared with lists that came as keyed tokens."""
Rows = list[dict[str, Any]]  # Any: the engine's columns


@dataclass(frozen=True)
class Question:
    """What the answer of a run hangs on besides the people. about: whose values are compared."""

    election: str
    about: str
    rosters: Sequence[Path]
    on: date
    model: Model
    floor: float


def kept_folder() -> Path:
    """Return the folder of everything that screening keeps, a folder per election below it."""
    folder = Path(settings.HOME) / "screening"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def alone_with(election: str) -> Iterator[None]:
    """Hold the lock on what is kept of an election."""
    folder = kept_folder() / election
    folder.mkdir(exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for draft in folder.glob(f"*{DRAFT}"):  # of a writer that was killed
            draft.unlink()
        yield


def district_of(place: str) -> str:
    """Return the code of the district in which a place lies, or the place if it is above one."""
    return ".".join(place.split("/")[0].split(".")[:DISTRICT_PARTS])


def link_again(question: Question, people: pa.Table, places: Mapping[str, str], region: str) -> Rows:
    """Return the matches of all `people` in `region`, asking only what changed, and keep what the next run needs.

    places: where each person applied or serves. Must be called `alone_with` the election, with people read since. A run
    over less than a district uses what is kept and leaves it as it is.
    """
    folder = folder_of(question.election, question.about)
    keeps = is_whole(region)
    groups: dict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(people.column("id").to_pylist()):
        groups[district_of(places[key])].append(row)
    found: Rows = []
    unknown: list[int] = []
    for district, rows in sorted(groups.items()):
        kept = _read(folder / district)
        if kept is None:
            unknown += rows
            continue
        matches, kept = _relink(question, kept, people.take(pa.array(rows)))
        found += matches.to_pylist()
        if keeps:
            _write(folder / district, kept)
    if unknown:
        matches, kept = _relink(question, None, people.take(pa.array(unknown)))
        found += matches.to_pylist()
        if keeps:
            _keep_by_district(folder, kept, places)
    if keeps:
        drop_empty(folder, region, set(groups))
    return found


def is_whole(region: str) -> bool:
    """Return whether a region is made of whole districts."""
    return len(region.split("/")[0].split(".")) <= DISTRICT_PARTS


def _relink(question: Question, kept: Kept | None, people: pa.Table) -> tuple[pa.Table, Kept]:
    return relink(kept, people, question.rosters, on=question.on, model=question.model, min_probability=question.floor)


def _keep_by_district(folder: Path, kept: Kept, places: Mapping[str, str]) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(kept.prepared.column("id").to_pylist()):
        groups[district_of(places[key])].append(row)
    for district, rows in groups.items():
        _write(folder / district, kept.of_people(np.array(rows, dtype=np.int64)))


def drop_empty(folder: Path, region: str, districts: set[str]) -> None:
    """Drop what is kept of districts of a region in which nobody is any more."""
    _drop([path for path in folder.iterdir() if covers(region, path.name) and path.name not in districts])


def forget_person(person_id: str) -> None:
    """Take a person out of everything kept, of every election."""
    for election in sorted(path.name for path in kept_folder().iterdir() if path.is_dir()):
        with alone_with(election):
            for path in _files(election):
                _forget_in(path, person_id)


def _forget_in(path: Path, person_id: str) -> None:
    kept = _read(path)
    if kept is None:
        _drop([path])
        return
    ids = kept.prepared.column("id").to_pylist()
    if person_id in ids:
        others = [row for row, key in enumerate(ids) if key != person_id]
        _write(path, kept.of_people(np.array(others, dtype=np.int64)))


def forget_all(election: str, about: str) -> None:
    """Drop what is kept of a kind of comparison; the next run asks everything anew."""
    with alone_with(election):
        _drop([*folder_of(election, about).iterdir()])


def _drop(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink()
    for folder in {path.parent for path in paths}:
        settle(folder)


def folder_of(election: str, about: str) -> Path:
    """Return the folder of a kind of comparison, a file per district."""
    folder = kept_folder() / election / about
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _files(election: str) -> list[Path]:
    return [path for path in _all_files(election) if not path.parent.name.endswith(TOKENS)]


def token_files(election: str) -> list[Path]:
    """Return the files kept of lists that came as keyed tokens."""
    return [path for path in _all_files(election) if path.parent.name.endswith(TOKENS)]


def _all_files(election: str) -> list[Path]:
    return sorted(path for path in (kept_folder() / election).glob("*/*") if path.is_file())


def _write(path: Path, kept: Kept) -> None:
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:  # made 0700
        kept.write(Path(folder) / "kept")
        with tarfile.open(fileobj=packed, mode="w") as tar:
            tar.add(Path(folder) / "kept", arcname="kept")
    write_sealed(path, packed.getvalue(), SEALED)


def write_sealed(path: Path, packed: bytes, purpose: str) -> None:
    """Write a kept file whole or not at all; on return no power cut brings back whom the file before held."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent.parent, suffix=DRAFT)  # mkstemp makes it 0600
    with os.fdopen(descriptor, "wb") as file:
        file.write(seal(packed, purpose))
    settle(Path(draft))
    Path(draft).replace(path)
    settle(path.parent)


def _read(path: Path) -> Kept | None:
    """Return what was kept; None where nothing is, a power cut left it empty, or its key is gone."""
    try:
        packed = unseal(path.read_bytes(), SEALED)
    except (FileNotFoundError, IndexError, ValueError):
        return None
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extractall(folder, filter="data")
        return Kept.read(Path(folder) / "kept")
