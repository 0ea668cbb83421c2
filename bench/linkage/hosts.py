"""Hosts of their own on one machine: network namespaces joined by a bridge, as machines are by a switch (Linux, root).

Each has its own addresses, ports and loopback; what one says to another crosses the network's stack.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BRIDGE, NET = "jurdil-bench", "10.77.0"


@dataclass(frozen=True)
class Host:
    """One host: its address, and the words before a command that run it there. link: what it sent and received."""

    address: str
    enter: tuple[str, ...] = ()
    link: str = ""

    def carried(self) -> int:
        """Return how many bytes crossed its link in both directions; 0 without one."""
        if not self.link:
            return 0
        counts = Path("/sys/class/net", self.link, "statistics")
        return sum(int((counts / f"{way}_bytes").read_text()) for way in ("rx", "tx"))


@contextmanager
def hosts(count: int) -> Iterator[tuple[Host, list[Host]]]:
    """Give this machine an address on a bridge and make so many hosts behind it; all is taken away at the end."""
    names = [f"{BRIDGE}-{nth}" for nth in range(count)]
    try:
        _ip("link", "add", "name", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{NET}.1/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        made = [_host(name, nth) for nth, name in enumerate(names)]
        yield Host(f"{NET}.1"), made
    finally:
        for name in names:
            _ip("netns", "del", name, check=False)
        _ip("link", "del", BRIDGE, check=False)


def _host(name: str, nth: int) -> Host:
    link, address = f"jurdil-{nth}", f"{NET}.{nth + 2}"
    _ip("netns", "add", name)
    _ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name)
    _ip("link", "set", link, "master", BRIDGE, "up")
    _ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
    for device in ("lo", "eth0"):
        _ip("-n", name, "link", "set", device, "up")
    return Host(address, ("ip", "netns", "exec", name), link)


def _ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], check=check, capture_output=not check)
