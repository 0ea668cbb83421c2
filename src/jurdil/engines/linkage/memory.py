"""Give memory back: a large array goes back to the system as soon as it is gone.

glibc asks the system for each large piece of memory and gives it back when it is freed, but with the first one freed it
takes up to 32 MB for small, and keeps what is small for later, in holes (mallopt(3), M_MMAP_THRESHOLD). What is large
is said once and for all here; less than LARGE_BYTES takes more time than it saves memory (docs/figures.md).
"""

from __future__ import annotations

import ctypes

M_MMAP_THRESHOLD = -3
LARGE_BYTES = 8 << 20


def give_memory_back() -> bool:
    """Do so in this process, and return whether its C library can; nothing but the memory it takes hangs on it."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # no glibc
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGE_BYTES))
