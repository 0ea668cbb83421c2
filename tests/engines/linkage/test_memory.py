"""Large arrays go back to the system where the C library can do that."""

from __future__ import annotations

import platform

from jurdil.engines.linkage.memory import give_memory_back


def test_memory_is_given_back_where_the_library_is_glibc() -> None:
    assert give_memory_back() == (platform.libc_ver()[0] == "glibc")
