"""A Merkle tree kept in a folder of tiles: append, roots and proofs without reading it all.

One writer at a time. An append writes every tile durably first and the file `tree-size` last; until then the
tree has its old size, and doing the same append again writes the same bytes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import rmtree

from jurdil.engines.merkle import proofs
from jurdil.engines.merkle.hashing import EMPTY_ROOT, HASH_BYTES, leaf_hashes, parents, range_root, tree_root
from jurdil.engines.merkle.tiles import (
    HEIGHT,
    WIDTH,
    any_path,
    bundle_path,
    pack_bundle,
    tile_path,
    unpack_bundle,
    unpack_tile,
    write_durably,
)

SIZE_FILE = "tree-size"
_TILES_KEPT = 1024


class TileStore:
    """The tree in one folder.

    size: leaves to read, for a copy that has no `tree-size` file of its own (then its checkpoint says it).
    """

    def __init__(self, folder: Path, *, size: int | None = None) -> None:
        self.folder = folder
        self._size = self._written_size() if size is None else size
        self._read_only = size is not None
        self._subtrees: OrderedDict[tuple[int, int, int], list[list[bytes]]] = OrderedDict()

    @property
    def size(self) -> int:
        """Number of leaves when the store was opened, and those appended through it since."""
        return self._size

    def append(self, leaves: Sequence[bytes], *, at: int | None = None) -> None:
        """Add entries to the end, durably and as a whole.

        at: number that the first entry must get. With it an append may be repeated after a crash: entries
        that are already there are compared and not added twice; ValueError if they differ or if a gap would
        remain.
        """
        if self._read_only or self._written_size() != self._size:
            raise ValueError("The tree was opened to read, or somebody else has added to it: open it again.")
        fresh = leaves if at is None else self._not_yet_there(leaves, at)
        if not fresh:
            return
        before, after = self._size, self._size + len(fresh)
        files = self._bundles(fresh)
        files.update(self._tiles(leaf_hashes(fresh), before))
        write_durably(self.folder, files)
        write_durably(self.folder, {SIZE_FILE: b"%d\n" % after})
        self._size = after
        self._drop_outgrown(before, after)

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree, from one tile; IndexError if it is not complete."""
        storey, inner = divmod(level, HEIGHT)
        first = index << inner
        number, offset = divmod(first, WIDTH)
        width = min(WIDTH, (self._size >> (storey * HEIGHT)) - number * WIDTH)
        if width <= 0:
            raise IndexError(f"There is no complete subtree {index} at level {level}.")
        return self._tile_levels(storey, number, width)[inner][offset >> inner]

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first `size` leaves (all by default), from the tiles of the right edge."""
        count = self._checked(size)
        return range_root(self, 0, count) if count else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the audit path of one leaf in the tree of `size` leaves."""
        return proofs.inclusion_proof(self, index, self._checked(size))

    def consistency_proof(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the first tree is the beginning of the second."""
        return proofs.consistency_proof(self, first, self._checked(second))

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the entries from `start` up to `end` (not included) in their order."""
        stop = self._checked(end)
        for number in range(start // WIDTH, -(-stop // WIDTH)):
            bundle = unpack_bundle(self._read("entries", number, self._width_of(number)))
            first = number * WIDTH
            yield from bundle[max(0, start - first) : stop - first]

    def recomputed_root(self, size: int | None = None) -> bytes:
        """Hash every entry anew and return the root, trusting no tile of hashes.

        ValueError if an entry is missing or a tile of the lowest level says something else than its entries.
        """
        count = self._checked(size)
        hashes: list[bytes] = []
        for number in range(-(-count // WIDTH)):
            width = self._width_of(number)
            found = leaf_hashes(unpack_bundle(self._read("entries", number, width))[:width])
            if len(found) < width or b"".join(found) != self._read("0", number, width)[: width * HASH_BYTES]:
                raise ValueError(f"The entries of bundle {number} do not match their hashes.")
            hashes.extend(found)
        return tree_root(hashes[:count])

    def _checked(self, size: int | None) -> int:
        count = self._size if size is None else size
        if not 0 <= count <= self._size:
            raise ValueError(f"The tree has {self._size} leaves, not {count}.")
        return count

    def _written_size(self) -> int:
        path = self.folder / SIZE_FILE
        return int(path.read_text("ascii")) if path.exists() else 0

    def _width_of(self, number: int) -> int:
        return min(WIDTH, self._size - number * WIDTH)

    def _read(self, kind: str, number: int, width: int) -> bytes:
        """Read a tile of this width, or the full one that may have replaced it."""
        for wanted in (width, WIDTH):
            file = self.folder / any_path(kind, number, wanted)
            if file.exists():
                return file.read_bytes()
        raise ValueError(f"The file {any_path(kind, number, width)} is missing.")

    def _tile_levels(self, storey: int, number: int, width: int) -> list[list[bytes]]:
        key = (storey, number, width)
        levels = self._subtrees.get(key)
        if levels is None:
            levels = [unpack_tile(self._read(str(storey), number, width))[:width]]
            if len(levels[0]) < width:
                raise ValueError(f"The file {tile_path(storey, number, width)} is too short.")
            for _ in range(HEIGHT - 1):
                levels.append(parents(levels[-1]))
            self._subtrees[key] = levels
            if len(self._subtrees) > _TILES_KEPT:
                self._subtrees.popitem(last=False)
        return levels

    def _not_yet_there(self, leaves: Sequence[bytes], at: int) -> Sequence[bytes]:
        if at > self._size:
            raise ValueError(f"The tree has {self._size} leaves; entry {at} would leave a gap.")
        there = min(len(leaves), self._size - at)
        if list(self.entries(at, at + there)) != list(leaves[:there]):
            raise ValueError("Other entries already stand at these numbers.")
        return leaves[there:]

    def _bundles(self, fresh: Sequence[bytes]) -> dict[str, bytes]:
        start = self._size - self._size % WIDTH
        pending = [*self.entries(start), *fresh] if start < self._size else fresh
        files: dict[str, bytes] = {}
        for offset in range(0, len(pending), WIDTH):
            chunk = pending[offset : offset + WIDTH]
            files[bundle_path((start + offset) // WIDTH, len(chunk))] = pack_bundle(chunk)
        return files

    def _tiles(self, hashes: list[bytes], before: int) -> dict[str, bytes]:
        """Return the tiles that change, storey by storey, when these hashes follow the first `before`."""
        files: dict[str, bytes] = {}
        storey, held = 0, before
        while hashes:
            number, width = divmod(held, WIDTH)
            if width:
                hashes = [*self._tile_levels(storey, number, width)[0], *hashes]
            above: list[bytes] = []
            for offset in range(0, len(hashes), WIDTH):
                chunk = hashes[offset : offset + WIDTH]
                files[tile_path(storey, number + offset // WIDTH, len(chunk))] = b"".join(chunk)
                if len(chunk) == WIDTH:
                    above.append(tree_root(chunk))
            hashes, storey, held = above, storey + 1, held // WIDTH
        return files

    def _drop_outgrown(self, before: int, after: int) -> None:
        """Remove the partial tiles whose full tile now stands on the disk."""
        if before // WIDTH < after // WIDTH:
            rmtree(self.folder / f"{bundle_path(before // WIDTH)}.p", ignore_errors=True)
        storey = 0
        while before // WIDTH < after // WIDTH:
            rmtree(self.folder / f"{tile_path(storey, before // WIDTH)}.p", ignore_errors=True)
            before, after, storey = before // WIDTH, after // WIDTH, storey + 1
