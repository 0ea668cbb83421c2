"""Many files by a few processes: batches of papers go in one by one, and their files come out in the same order.

Typst keeps what it laid out for its next compilations, and where two threads of one process compile, each keeps the
other's from being dropped. A process has only its own, and gives everything back when the last batch is done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import date

from jurdil.engines.crew import crew
from jurdil.engines.papers.typesetting import render_batch

Item = Mapping[str, object]
FEW = 200  # fewer papers are made here sooner than a process has started
WAITING = 1  # batches that wait beside those being made, so that no process ever waits


def render_each(template: str, batches: Sequence[Sequence[Item]], *, on: date, workers: int) -> Iterator[bytes]:
    """Yield the file of each batch, as `render_batch` makes it; raises as it does.

    workers: how many processes at most; with one, or few papers, all is made here.
    """
    if workers < 2 or len(batches) < 2 or sum(map(len, batches)) < FEW:
        yield from (render_batch(template, batch, on=on) for batch in batches)
        return
    under_way = deque[Future[bytes]]()
    with crew(workers) as pool:
        for batch in batches:
            under_way.append(pool.submit(render_batch, template, batch, on=on))
            if len(under_way) >= workers + WAITING:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
