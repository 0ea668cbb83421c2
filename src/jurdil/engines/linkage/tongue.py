"""The language that figures and pictures are read in: its words, and how it writes numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_TURNED = str.maketrans(".,", ",.")


@dataclass(frozen=True, slots=True)
class Tongue:
    """gettext: says in that language what the code says in Indonesian. comma: what stands before decimals."""

    gettext: Callable[[str], str] = str
    comma: str = ","

    def number(self, written: str) -> str:
        """Return numbers as this language writes them. written: as Python does, 1,234.5."""
        return written if self.comma == "." else written.translate(_TURNED)

    def share(self, value: float) -> str:
        """Return a share with three places, four near 0 and 1, where the third would hide the difference."""
        return self.number(f"{value:.4f}" if 0 < value < 0.005 or 0.995 <= value < 1 else f"{value:.3f}")


INDONESIAN = Tongue()
