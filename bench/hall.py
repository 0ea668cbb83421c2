"""The hall drill: 20 devices dark for eight hours, a real server, and a simulated rush at the doors.

`python -m bench.hall [cold] [dark] [rush] [plan] [oath]`, all but the last if none is named. Prints what was lost,
doubled or wrongly refused (all must be 0), the server's answer times, how many lanes the planner asks for beside what a
person-by-person simulation finds, and the rate of 103,845 attendances. Cpu: of server and children, or of the verb.
"""

# ruff: noqa: PLC0415  # Django is awake only after its folder is chosen

from __future__ import annotations

import gzip
import heapq
import http.client
import json
import os
import random
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

PEOPLE, DEVICES, DARK_HOURS = 2011, 20, 8
DOUBLES = round(PEOPLE * 0.05)
BATCH = 50
FAST_CLOCK_MS = 3_600_000
OATH, NATION = 103_845, 5_700_000
SETTLE_S = 10
GZIP = b"\x1f\x8b"


@contextmanager
def server() -> Iterator[int]:
    """Serve the site with granian on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [str(Path(sys.executable).parent / "jurdil"), "serve", "--no-work", "--port", str(port)]
    process = subprocess.Popen(words, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(120):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        time.sleep(1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


@dataclass
class Device:
    """A simulated scanner: what it holds on disk survives its death, everything else does not."""

    port: int
    event: UUID
    lane_pass: str
    disk: Path
    skew_ms: int = 0
    invalid: int = 0
    times_ms: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.disk.exists():
            self._keep({"device": str(uuid4()), "notes": [], "sent": [], "since": 0, "offset": 0})

    def _kept(self) -> dict[str, Any]:  # Any: JSON
        made: dict[str, Any] = json.loads(self.disk.read_text())
        return made

    def _keep(self, state: dict[str, Any]) -> None:  # Any: JSON
        self.disk.write_text(json.dumps(state))

    def fetch_list(self) -> int:
        """Fetch the list as the page does before it goes dark, and what the clocks differ; returns its bytes."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        started = self._clock_ms()
        headers = {"Authorization": f"Bearer {self.lane_pass}", "Accept-Encoding": "gzip"}
        line.request("GET", f"/meja/konsolidasi/{self.event}/pindai/daftar/", headers=headers)
        raw = line.getresponse().read()
        middle = (started + self._clock_ms()) / 2
        self._keep({**self._kept(), "offset": round(json.loads(gzip.decompress(raw))["now"] - middle)})
        return len(raw)

    def _clock_ms(self) -> int:
        return round(time.time() * 1000) + self.skew_ms

    def note_all(self, scans: list[tuple[str, datetime]], verify: Any) -> None:  # Any: the engine's verifier
        """Decide on each code in the dark and queue it, with the time that this device's own clock shows."""
        state = self._kept()
        for text, moment in sorted(scans, key=lambda one: one[1]):
            payload = verify(text)
            if payload is None or payload["e"] != self.event.hex:
                self.invalid += 1
                continue
            at = round(moment.timestamp() * 1000) + self.skew_ms
            note = {"n": len(state["notes"]) + 1, "act": "arrive", "i": payload["i"], "at": at, "how": "scan"}
            note["offset"] = state["offset"]
            state["notes"].append(note)
        self._keep(state)

    def post(self, *, dies: bool = False) -> bool:
        """Send one batch; returns whether more waits. dies: the request goes out, the answer never comes in."""
        state = self._kept()
        waiting = [note for note in state["notes"] if note["n"] not in set(state["sent"])][:BATCH]
        about = {"device": state["device"], "since": state["since"], "sent_at": self._clock_ms()}
        body = json.dumps({**about, "notes": waiting})
        headers = {"Authorization": f"Bearer {self.lane_pass}", "Idempotency-Key": uuid4().hex}
        headers |= {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        started = time.perf_counter()
        line.request("POST", f"/meja/konsolidasi/{self.event}/pindai/kirim/", body, headers)
        if dies:
            time.sleep(0.4)  # long enough for the server to store what it cannot acknowledge
            line.close()
            return True
        answer = line.getresponse()
        raw = answer.read()
        self.times_ms.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}: {raw[:200]!r}")
        state["since"] = json.loads(gzip.decompress(raw) if raw[:2] == GZIP else raw)["now"]
        state["sent"] += [note["n"] for note in waiting]
        self._keep(state)
        return len(waiting) == BATCH


def prepare(people: int, region: str = "31.71.01.1001") -> tuple[Any, list[Any]]:  # Any: models, known after `wake`
    """Make an event with so many invitations, signed as real ones are."""
    from django.db import transaction

    from jurdil.foundation.storage.bulk import insert_rows
    from jurdil.registry.elections.models import Election
    from jurdil.registry.people.models import Person
    from jurdil.stages.consolidation.inviting import _code
    from jurdil.stages.consolidation.models import Event, EventKind, Invitation

    election, _new = Election.objects.get_or_create(
        key="hall", name="Rekaan", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    start = datetime.now(UTC) - timedelta(hours=DARK_HOURS)
    about = {"kind": EventKind.CONSOLIDATION, "title": "Konsolidasi rekaan", "place": "Aula rekaan", "region": "31"}
    event = Event.objects.create(election=election, starts_at=start, ends_at=start + timedelta(hours=12), **about)
    persons = [Person(name=f"Orang Rekaan {number}", region=region) for number in range(people)]
    codes = set[str]()
    while len(codes) < people:
        codes.add(_code())
    pairs = zip(persons, codes, strict=True)
    made = [Invitation(event=event, person=person, region=region, code=code) for person, code in pairs]
    with transaction.atomic():
        insert_rows(persons)
    return event, made


def sign(event: Any, invitations: list[Any]) -> None:  # Any: models
    """Sign and store the invitations."""
    from django.db import transaction

    from jurdil.engines.papers import sign_token
    from jurdil.foundation.ledger.sequencing import log_key
    from jurdil.foundation.storage.bulk import insert_rows

    for one in invitations:
        payload = {"t": "undangan", "e": event.id.hex, "i": one.id.hex, "c": one.code}
        one.token = sign_token(payload, log_key(), salt=os.urandom(8))
    with transaction.atomic():
        insert_rows(invitations)


def dark_hall(port: int, folder: Path, seed: int) -> tuple[str, list[float]]:
    """Run the drill once; returns the sentence of its outcome and the server's answer times in ms."""
    from jurdil.engines.papers import Forged, verify_token
    from jurdil.foundation.accounts.roles import Actor, Role
    from jurdil.foundation.ledger.sequencing import log_public_key
    from jurdil.stages.consolidation.hall import second_uses, set_aside
    from jurdil.stages.consolidation.lanes import open_lane, pass_of
    from jurdil.stages.consolidation.models import Attendance, Scan

    chance, key, actor = random.Random(seed), log_public_key(), Actor(role=Role.KPU_PROVINCE, region="31")
    event, invitations = prepare(PEOPLE)
    sign(event, invitations)

    def verify(text: str) -> Any:  # Any: a token's payload, or None
        try:
            return verify_token(text, key).payload
        except Forged:
            return None

    devices = []
    for number in range(DEVICES):
        lane = open_lane(actor=actor, event_id=event.id, name=f"Pintu {number + 1}", region="", now=datetime.now(UTC))
        devices.append(Device(port, event.id, pass_of(lane), folder / f"{seed}-{number}.json"))
    devices[7].skew_ms = FAST_CLOCK_MS
    start = datetime.now(UTC) - timedelta(hours=DARK_HOURS)
    scans: list[list[tuple[str, datetime]]] = [[] for _device in devices]
    truth: dict[str, list[datetime]] = {}
    for one in chance.sample(invitations, PEOPLE):
        doors = chance.sample(range(DEVICES), 2 if len(truth) < DOUBLES else 1)
        for door in doors:
            moment = start + timedelta(seconds=chance.uniform(0, DARK_HOURS * 3600 - 60))
            scans[door].append((one.token, moment))
            truth.setdefault(one.id.hex, []).append(moment)
    weights = [device.fetch_list() for device in devices]
    for device, noted in zip(devices, scans, strict=True):
        device.note_all(noted, verify)

    def come_back(number: int) -> None:
        device = devices[number]
        time.sleep(chance.uniform(0, 10))  # as the page does
        if number == 3:
            device.post(dies=True)
            device = devices[3] = Device(port, event.id, device.lane_pass, device.disk, times_ms=device.times_ms)
        while device.post():
            pass

    order = list(range(DEVICES))
    chance.shuffle(order)
    threads = [threading.Thread(target=come_back, args=(number,)) for number in order]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    held = Scan.objects.filter(lane__event=event).count()
    counted = Attendance.objects.filter(invitation__event=event, is_repeat=False, undone_at=None)
    persons = counted.values("invitation").distinct().count()
    uses = second_uses(actor=actor, event_id=event.id)
    by_name = {one.person.name: sorted(truth[one.id.hex]) for one in invitations}
    near = timedelta(seconds=5)
    true_times = sum(
        abs(use.first_at - by_name[use.name][0]) < near and abs(use.again_at - by_name[use.name][1]) < near
        for use in uses
    )
    notes = sum(len(one) for one in scans)
    said = (
        f"seed {seed}: {notes:,} scans of {PEOPLE:,} people at {DEVICES} doors: {notes - held} lost, "
        f"{counted.count() - persons} doubled, {sum(one.invalid for one in devices)} valid codes called invalid, "
        f"{len(set_aside(actor=actor, event_id=event.id))} set aside; present {persons:,}; "
        f"second uses {len(uses)} of {DOUBLES}, with both true times {true_times}; list {weights[0] / 1024:.0f} KB"
    )
    return said, [one for device in devices for one in device.times_ms]


def rush(port: int, folder: Path, *, requests: int = 600, a_second: float = 8.0) -> list[float]:
    """Return answer times in ms while 20 lanes send a note each time, several times quicker than a real hall."""
    from jurdil.foundation.accounts.roles import Actor, Role
    from jurdil.stages.consolidation.lanes import open_lane, pass_of

    actor = Actor(role=Role.KPU_PROVINCE, region="31")
    event, invitations = prepare(PEOPLE)
    sign(event, invitations)
    devices = []
    for number in range(DEVICES):
        lane = open_lane(actor=actor, event_id=event.id, name=f"Pintu {number + 1}", region="", now=datetime.now(UTC))
        devices.append(Device(port, event.id, pass_of(lane), folder / f"rush-{number}.json"))

    def lane_life(number: int) -> None:
        device, own = devices[number], invitations[number::DEVICES]
        time.sleep(random.uniform(0, DEVICES / a_second))  # doors do not open in the same millisecond
        for one in own[: requests // DEVICES]:
            device.note_all(
                [(one.token, datetime.now(UTC))], lambda _text, one=one: {"e": event.id.hex, "i": one.id.hex}
            )
            device.post()
            time.sleep(DEVICES / a_second * random.uniform(0.5, 1.5))

    threads = [threading.Thread(target=lane_life, args=(number,)) for number in range(DEVICES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for device in devices for one in device.times_ms]


def cold(port: int, folder: Path) -> list[float]:
    """Return answer times in ms of the first note of 20 lanes, sent in the same instant to a server just started."""
    from jurdil.foundation.accounts.roles import Actor, Role
    from jurdil.stages.consolidation.lanes import open_lane, pass_of

    actor = Actor(role=Role.KPU_PROVINCE, region="31")
    event, invitations = prepare(PEOPLE)
    sign(event, invitations)
    devices, gate = [], threading.Barrier(DEVICES)
    time.sleep(SETTLE_S)  # every worker is up; none has answered anybody
    for number in range(DEVICES):
        lane = open_lane(actor=actor, event_id=event.id, name=f"Pintu {number + 1}", region="", now=datetime.now(UTC))
        device = Device(port, event.id, pass_of(lane), folder / f"cold-{number}.json")
        one = invitations[number]
        device.note_all([(one.token, datetime.now(UTC))], lambda _text, one=one: {"e": event.id.hex, "i": one.id.hex})
        devices.append(device)

    def opens(device: Device) -> None:
        gate.wait()
        device.post()

    threads = [threading.Thread(target=opens, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [device.times_ms[0] for device in devices]


def simulate(lanes: int, given: Any, seed: int, together: int = 1) -> float:  # Any: Arrivals
    """Return the 95th percentile of waiting in seconds in one simulated hall with one queue.

    together: how many arrive at the same moment (a bus).
    """
    chance = random.Random(seed)
    arrivals: list[float] = []
    for _group in range(round(given.people / together)):
        early = chance.random() < given.rush_percent / 100
        first, last = (0, given.rush_minutes) if early else (given.rush_minutes, given.all_minutes)
        arrivals += [chance.uniform(first, last) * 60] * together
    free = [0.0] * lanes
    waits = []
    for moment in sorted(arrivals):
        begins = max(moment, heapq.heappop(free))
        waits.append(begins - moment)
        heapq.heappush(free, begins + chance.uniform(given.quickest_s, given.slowest_s))
    return statistics.quantiles(waits, n=20)[-1]


def plan() -> None:
    """Print what the planner says and what the simulation finds."""
    from jurdil.stages.consolidation.flow import Arrivals, lanes_needed, wait_95_s

    for given in (Arrivals(), Arrivals(people=PEOPLE, rush_percent=80, rush_minutes=20), Arrivals(people=400)):
        planned = lanes_needed(given)
        about = f"{given.people:,} people, {given.rush_percent} % in {given.rush_minutes} min"
        print(f"{about}: the planner asks for {planned.lanes} lanes")
        for lanes in range(max(1, planned.lanes - 1), planned.lanes + 2):
            runs = sorted(simulate(lanes, given, seed) for seed in range(100))
            buses = sorted(simulate(lanes, given, seed, together=40) for seed in range(100))
            below = sum(run < given.longest_wait_s for run in runs)
            print(
                f"  {lanes} lanes: planner {wait_95_s(lanes, given):4.0f} s, simulated {runs[50]:4.0f} s "
                f"({runs[2]:.0f} to {runs[97]:.0f}), under 3 min in {below} of 100; by buses of 40: {buses[50]:.0f} s"
            )


def oath() -> None:
    """Print how quickly 103,845 attendances are taken in, in batches of 200, by the verb itself."""
    from jurdil.foundation.accounts.roles import Actor, Role
    from jurdil.stages.consolidation.lanes import open_lane
    from jurdil.stages.consolidation.models import Attendance, ScanAct
    from jurdil.stages.consolidation.scans import MOST_NOTES, DeviceNote, sync_scans

    actor, now = Actor(role=Role.KPU_PROVINCE, region="31"), datetime.now(UTC)
    event, invitations = prepare(OATH)
    sign(event, invitations)
    lane = open_lane(actor=actor, event_id=event.id, name="Pelantikan", region="", now=now)
    started, cpu = time.perf_counter(), time.process_time()
    for first in range(0, OATH, MOST_NOTES):
        part = enumerate(invitations[first : first + MOST_NOTES], first + 1)
        notes = [DeviceNote(number, ScanAct.ARRIVE, now, one.id, how="scan") for number, one in part]
        sync_scans(actor=actor, lane_id=lane.id, device=event.id, sent_at=now, notes=notes, now=now)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    count = Attendance.objects.filter(invitation__event=event).count()
    print(
        f"{count:,} attendances in {seconds:.0f} s, {cpu:.0f} s of cpu ({count / cpu:,.0f} a cpu second, one process, "
        "each with its leaf)"
    )
    hours = NATION / count * cpu / 3600
    print(f"  extrapolated, not measured: {NATION / 1e6:.1f} million take {hours:.1f} h of cpu")


def cpu_of_children_s() -> float:
    """Return the cpu seconds of children that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def online(port: int, folder: Path, parts: list[str]) -> int:
    """Run the parts that need the server; returns how many answers it gave."""
    count = 0
    if "cold" in parts:
        times = cold(port, folder)
        count += len(times)
        print(f"20 first notes in one instant to a cold server: {percentiles(times)}, slowest {max(times):.0f} ms")
    for seed in (1, 2, 3) if "dark" in parts else ():
        said, times = dark_hall(port, folder, seed)
        count += len(times)
        print(f"{said}\n  all return within 10 s: {percentiles(times)}")
    if "rush" in parts:
        times = rush(port, folder)
        count += len(times)
        print(f"20 lanes online: {percentiles(times)}")
    return count


def percentiles(times: list[float]) -> str:
    """Say median, 95th and 99th percentile."""
    cuts = statistics.quantiles(times, n=100)
    return f"{len(times)} answers, median {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms"


def main() -> None:
    """Run the parts that are named in a folder of its own."""
    parts = sys.argv[1:] or ["cold", "dark", "rush", "plan"]
    with tempfile.TemporaryDirectory(prefix="jurdil-hall-") as folder:
        os.environ.update(JURDIL_MODE="demo", JURDIL_HOME=folder)
        os.environ.pop("JURDIL_NOW", None)
        from jurdil.cli.site import migrate, wake

        wake()
        migrate()
        print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
        if {"cold", "dark", "rush"} & set(parts):
            before = cpu_of_children_s()
            with server() as port:
                answers = online(port, Path(folder), parts)
            spent = (cpu_of_children_s() - before) / max(answers, 1) * 1000
            print(f"cpu of the server: {spent:.0f} ms an answer, its start included; load {os.getloadavg()[0]:.1f}")
        if "plan" in parts:
            plan()
        if "oath" in parts:
            oath()


if __name__ == "__main__":
    main()
