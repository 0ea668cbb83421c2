"""`python -m bench.linkage`: see `demo` for the invented Jakarta; other measurements stand beside it."""

from __future__ import annotations

from bench.linkage.demo import measure

if __name__ == "__main__":
    measure(8)
