"""The list that is committed to before the draw: the hash that `LC_ALL=C sort LIST | sha256sum` prints.

The list is written one id per line (`band TAB id` where there are bands, `band TAB stratum TAB id` where there are
strata too), sorted by its UTF-8 bytes, so that the order in which the ids were collected changes nothing and a
stranger needs no software of ours to recompute it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

Group = tuple[tuple[str, ...], list[str]]
"""What stands before the ids in their lines (nothing, band, or band and stratum), and the ids."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Ids in columns. bands: the band of each id, or none at all; strata: the stratum of each, only with bands."""

    names: Sequence[str]
    bands: Sequence[str] = ()
    strata: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Raise ValueError if a column is not as long as the ids, or there are strata without bands."""
        for column in (self.bands, self.strata):
            if len(column) not in (0, len(self.names)):
                raise ValueError("Give every id of the list a band and a stratum, or none.")
        if len(self.strata) > len(self.bands):
            raise ValueError("A list with strata needs bands; put everybody in one band.")

    def lines(self) -> list[str]:
        """Return the lines of the list, in the order of its columns."""
        if self.strata:
            rows = zip(self.bands, self.strata, self.names, strict=True)
            return [f"{band}\t{stratum}\t{name}\n" for band, stratum, name in rows]
        if self.bands:
            return [f"{band}\t{name}\n" for band, name in zip(self.bands, self.names, strict=True)]
        return [f"{name}\n" for name in self.names]


def parse_lines(text: str) -> Listing:
    """Read what `Listing.lines` wrote: one to three parts a line, parted by tabs; blank lines are passed over.

    Raises ValueError if two lines do not have the same number of parts, or one has more than three.
    """
    rows = [line.removesuffix("\r").split("\t") for line in text.split("\n") if line.strip()]
    if len({len(row) for row in rows}) > 1 or any(len(row) > 3 for row in rows):
        raise ValueError("The lines of the list are not alike: each is ID, or BAND TAB ID, or BAND TAB STRATUM TAB ID.")
    columns = list(zip(*rows, strict=True))
    if len(columns) < 2:
        return Listing(columns[0] if columns else ())
    return Listing(columns[-1], columns[0], columns[1] if len(columns) > 2 else ())


def commit(listing: Listing) -> str:
    """Return the hash to publish before the beacons are known, in hex.

    Raises ValueError for an empty list, an id that stands twice (it would have two chances: a fault to mend, not
    something to pass over), or an id, band or stratum that is blank or holds a control character.
    """
    return commit_groups(groups_of(listing))


def groups_of(listing: Listing) -> list[Group]:
    """Return the list in the order of its sorted lines, as groups of ids that share band and stratum.

    Tab and line feed come before every sign that a part may hold, and code points sort as their UTF-8 does: the heads,
    and under each its ids, both sorted, are the lines sorted by their bytes. Raises ValueError as `commit`.
    """
    _check(listing)
    columns = [column for column in (listing.bands, listing.strata) if column]
    ids: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    if columns:
        for head, name in zip(zip(*columns, strict=True), listing.names, strict=True):
            ids[head].append(name)
    else:
        ids[()] = list(listing.names)
    for names in ids.values():
        names.sort()
    return sorted(ids.items())


def commit_groups(groups: Iterable[Group]) -> str:
    """Return the hash of the lines of a list that stands in groups."""
    digest = sha256()
    for head, names in groups:
        before = "".join(f"{part}\t" for part in head)
        digest.update((before + f"\n{before}".join(names) + "\n").encode())
    return digest.hexdigest()


def _check(listing: Listing) -> None:
    names = listing.names
    if not names:
        raise ValueError("The list is empty.")
    for word, texts in (("An id", names), ("A band", set(listing.bands)), ("A stratum", set(listing.strata))):
        if "" in texts or _has_control("".join(texts)):
            raise ValueError(f"{word} of the list is blank or holds a control character.")
    if len(set(names)) < len(names):
        raise ValueError(f"The id {_first_twice(names)} stands in the list twice.")


def _first_twice(names: Iterable[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _has_control(text: str) -> bool:
    return not text.isprintable() and any(sign < " " or sign in "\x7f\x85\u2028\u2029" for sign in text)
