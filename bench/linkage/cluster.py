"""A cluster of Spark on this machine: a master and workers in folders of their own, and what they cost.

It is what stands on several machines, but for the disk that all of them see. Workers are on loopback, or each on a host
of its own behind a bridge (`hosts.py`). Traffic is authenticated and encrypted as docs/linkage.md asks of a real one.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from bench.linkage.hosts import Host, hosts

LOOPBACK = Host("127.0.0.1")
EXECUTOR = "CoarseGrainedExecutorBackend"
MIB = 1 << 20
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Processor seconds, and the highest memory of all processes together and of each kind (MiB, shared pages once)."""

    sessions: set[int] = field(default_factory=set)
    spent: dict[int, float] = field(default_factory=dict)
    peak: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def look(self) -> None:
        """Note what the processes of these sessions have used until now; those that ended keep what was last seen."""
        now: dict[str, float] = defaultdict(float)
        for pid, words, command in _processes(self.sessions):
            self.spent[pid] = (int(words[11]) + int(words[12])) / TICKS
            memory = _memory_mib(pid)
            now["all"] += memory
            now[_kind(command)] += memory
        for kind, memory in now.items():
            self.peak[kind] = max(self.peak[kind], memory)

    def __str__(self) -> str:
        told = ", ".join(f"{kind} {memory:,.0f}" for kind, memory in self.peak.items())
        return f"{sum(self.spent.values()):,.0f} s of processor, highest MiB: {told}"


@contextmanager
def watched(cost: Cost) -> Iterator[Cost]:
    """Look at the cost each half second."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.5):
            cost.look()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield cost
    finally:
        ended.set()
        thread.join()


def _processes(sessions: set[int]) -> Iterator[tuple[int, list[str], str]]:
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "stat").read_text().rpartition(")")[2].split()
            if int(words[3]) in sessions:
                yield int(place.name), words, (place / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue


def _memory_mib(pid: int) -> float:
    try:
        lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _kind(command: str) -> str:
    names = {EXECUTOR: "executors", "pyspark.daemon": "their Python", "deploy.": "master, workers, driver's Java"}
    return next((kind for word, kind in names.items() if word in command), "driver's Python")


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs. environment: what a driver needs to know; events: where Spark tells what it did.

    workers: the hosts on which they run.
    """

    master: str
    environment: Mapping[str, str]
    events: Path
    cost: Cost
    workers: Sequence[Host]

    def executors(self) -> list[int]:
        """Return the processes of the executors."""
        return [pid for pid, _, command in _processes(self.cost.sessions) if EXECUTOR in command]

    def kill_one(self) -> int:
        """Kill one executor without a word, and return which."""
        pid = self.executors()[0]
        os.kill(pid, signal.SIGKILL)
        return pid


@contextmanager
def cluster(folder: Path, *, workers: int = 2, memory: str = "1g", apart: bool = False) -> Iterator[Cluster]:
    """Start a master and workers of one core each, and end all of them.

    memory: of each executor's Java. apart: whether each worker has a host of its own.
    """
    places = hosts(workers) if apart else nullcontext((LOOPBACK, [LOOPBACK] * workers))
    with places as (mine, theirs), _started(folder, mine, theirs, memory) as running:
        yield running


@contextmanager
def _started(folder: Path, mine: Host, theirs: Sequence[Host], memory: str) -> Iterator[Cluster]:
    settings = {
        "spark.authenticate": "true",
        "spark.authenticate.secret": secrets.token_hex(16),
        "spark.network.crypto.enabled": "true",
        "spark.executor.memory": memory,
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.dir": (folder / "events").as_uri(),
        "spark.driver.host": mine.address,
    }
    for name in ("events", "conf"):
        (folder / name).mkdir(parents=True)
    lines = [f"{name} {value}\n" for name, value in settings.items()]
    (folder / "conf" / "spark-defaults.conf").write_text("".join(lines))
    environment = {**os.environ, "SPARK_CONF_DIR": str(folder / "conf"), "SPARK_LOCAL_IP": mine.address}
    environment.setdefault("PYSPARK_PYTHON", sys.executable)
    address = f"spark://{mine.address}:{_free_port(mine)}"
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, host: Host, *words: str) -> None:
        place = folder / name
        place.mkdir()
        with (folder / f"{name}.log").open("wb") as log:
            own = {**environment, "SPARK_LOCAL_DIRS": str(place), "SPARK_WORKER_DIR": str(place),
                   "SPARK_LOCAL_IP": host.address}  # fmt: skip
            own.pop("PYTHONPATH", None)  # another machine has not the driver's code
            command = [*host.enter, str(_spark_class()), *words, "--host", host.address, "--webui-port", "0"]
            started.append(subprocess.Popen(command, cwd=place, env=own, stdout=log, stderr=log,
                                            start_new_session=True))  # fmt: skip

    try:
        start("master", mine, "org.apache.spark.deploy.master.Master", "--port", address.rpartition(":")[2])
        for nth, host in enumerate(theirs):
            start(f"worker-{nth}", host, "org.apache.spark.deploy.worker.Worker", address, "--cores", "1", "--memory",
                  memory)  # fmt: skip
        _wait(folder / "master.log", "Registering worker", len(theirs))
        yield Cluster(address, environment, folder / "events", Cost({each.pid for each in started}), theirs)
    finally:
        for each in reversed(started):
            each.terminate()
        for each in started:
            each.wait(60)


def _spark_class() -> Path:
    import pyspark  # noqa: PLC0415 - an extra

    return Path(pyspark.__file__).parent / "bin" / "spark-class"


def _free_port(host: Host) -> int:
    with socket.socket() as one:
        one.bind((host.address, 0))
        port: int = one.getsockname()[1]
        return port


def _wait(log: Path, words: str, times: int) -> None:
    for _ in range(240):
        if log.exists() and log.read_text().count(words) >= times:
            return
        time.sleep(0.5)
    raise TimeoutError(f"no {words} in {log}")


@dataclass(frozen=True)
class Work:
    """What one stage moved. Bytes; tasks: done and failed; widest: of the tasks the one that read most of a shuffle."""

    name: str
    tasks: int
    failed: int
    seconds: float
    written: int
    spilled: int
    widest: int
    results: int

    def __str__(self) -> str:
        return (
            f"stage {self.name}: {self.tasks} tasks, {self.failed} of them failed, {self.seconds:,.0f} s; shuffled "
            f"{self.written / MIB:,.0f} MiB, spilled {self.spilled / MIB:,.0f}, most read by one task "
            f"{self.widest / MIB:,.1f}"
        )


def told(events: Path) -> list[Work]:
    """Return what each stage did, by the events that Spark wrote down."""
    names, found = {}, defaultdict(list)
    for line in next(path for path in events.iterdir() if path.is_file()).read_text().splitlines():
        event = json.loads(line)
        if event["Event"] == "SparkListenerStageCompleted":
            about = event["Stage Info"]
            names[about["Stage ID"]] = about["Stage Name"]
        if event["Event"] == "SparkListenerTaskEnd":
            found[event["Stage ID"]].append(event)
    return [_work(f"{stage} {names.get(stage, '')}", tasks) for stage, tasks in sorted(found.items())]


def _work(name: str, tasks: list[dict[str, object]]) -> Work:
    metrics = [task.get("Task Metrics") or {} for task in tasks]

    def read(one: dict[str, dict[str, int]]) -> int:
        shuffle = one.get("Shuffle Read Metrics", {})
        return shuffle.get("Remote Bytes Read", 0) + shuffle.get("Local Bytes Read", 0)

    return Work(
        name,
        len(tasks),
        sum(task["Task End Reason"]["Reason"] != "Success" for task in tasks),
        sum(one.get("Executor Run Time", 0) for one in metrics) / 1000,
        sum(one.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0) for one in metrics),
        sum(one.get("Disk Bytes Spilled", 0) for one in metrics),
        max(map(read, metrics)),
        sum(one.get("Result Size", 0) for one in metrics),
    )
