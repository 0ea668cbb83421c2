"""The demo: what serves the site afterwards."""

from __future__ import annotations

import argparse
import os
import sys

import pytest

from jurdil.cli.demo import serve_anew


def test_the_site_is_served_by_a_process_that_has_typeset_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker forked from the process that made the demo's letters would never make another."""
    begun: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(os, "execv", lambda path, command: begun.append((path, command)))
    serve_anew(argparse.Namespace(address="127.0.0.1", port=8155, no_work=True))
    site = ["-m", "jurdil.cli", "serve", "--address", "127.0.0.1", "--port", "8155", "--no-work"]
    assert begun == [(sys.executable, [sys.executable, *site])]
