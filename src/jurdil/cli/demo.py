"""Run the main job on real Jakarta data with an invented population, and serve what came of it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from jurdil.cli import serve
from jurdil.cli.site import migrate, wake

NOW = "2024-11-08T09:00+07:00"  # the day after the inauguration: a team has just been sworn in
KOTA, PROVINCE = "31.71", "31"
SIGN_INS = "demo-sign-ins.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where, the seed, and whether to serve afterwards."""
    parser.add_argument("--kota", default=KOTA, metavar="CODE", help=f"one kota or kabupaten of Jakarta ({KOTA})")
    parser.add_argument("--all", action="store_true", help="all of Jakarta: 14,835 stations")
    parser.add_argument("--seed", type=int, default=20241127, help="decides the invented people and lists")
    parser.add_argument("--fresh", action="store_true", help="throw the demo's data away and begin anew")
    parser.add_argument("--serve", action="store_true", help="serve the site afterwards")
    parser.add_argument("--json", action="store_true", help="print one object for machines")
    serve.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Do the job unless its data stand already; then serve if asked to."""
    if args.serve and serve.is_taken(args.address, args.port):
        return 2
    home = _home(args)
    if args.fresh:
        shutil.rmtree(home, ignore_errors=True)
    os.environ.update(JURDIL_MODE="demo", JURDIL_HOME=str(home), JURDIL_NOW=os.environ.get("JURDIL_NOW", NOW))
    wake()
    migrate()
    if (home / SIGN_INS).exists():
        print("The demo's data stand already (`jurdil demo --fresh` begins anew).", file=sys.stderr)
    else:
        _do_the_job(args, home)
    if not args.json:
        print((home / SIGN_INS).read_text(), flush=True)
    if args.serve:
        serve_anew(args)
    return 0


def serve_anew(args: argparse.Namespace) -> None:
    """Put `jurdil serve` in the place of this process; never returns.

    The engine of papers keeps threads once it has run, and threads do not live on in a forked worker: every PDF of a
    site served from the process that made the demo's letters would wait for ever. It also gives the memory back.
    """
    command = [sys.executable, "-m", "jurdil.cli", "serve", "--address", args.address, "--port", str(args.port)]
    os.execv(command[0], [*command, *(["--no-work"] if args.no_work else [])])  # noqa: S606  # our own arguments


def _home(args: argparse.Namespace) -> Path:
    name = "demo-all" if args.all else f"demo-{args.kota}"
    return Path(os.environ.get("JURDIL_HOME", ".jurdil")).resolve() / name


def _do_the_job(args: argparse.Namespace, home: Path) -> None:
    from jurdil.demo.interviewing import hold_interviews  # noqa: PLC0415
    from jurdil.demo.job import run_main_job  # noqa: PLC0415  # importable only after `wake`
    from jurdil.demo.measuring import Meter  # noqa: PLC0415
    from jurdil.demo.signins import INTERVIEWERS, open_own_files, open_sign_ins, personal_links  # noqa: PLC0415
    from jurdil.demo.summary import as_json, lines_of, sign_in_lines, summarise  # noqa: PLC0415

    within = PROVINCE if args.all else args.kota
    job = run_main_job(within=within, seed=args.seed, folder=home / "invented", meter=Meter(is_shown=not args.json))
    moment = datetime.fromisoformat(NOW).astimezone(UTC)
    sign_ins = open_sign_ins(job.regencies[0], job.wards[0], since=job.election.voting_day.replace(month=1), now=moment)
    with job.meter.step("draw interviewers, interview, draw an order (simulated)") as report:
        report(hold_interviews(job, INTERVIEWERS), 0)
    own_files = open_own_files(job.election, now=moment)
    links = personal_links(job.election)
    (home / SIGN_INS).write_text("\n".join(sign_in_lines(sign_ins, own_files, links)) + "\n")
    (home / SIGN_INS).chmod(0o600)
    summary = summarise(job)
    if args.json:
        print(json.dumps(as_json(summary, job)))
        return
    print("\n".join(["", *lines_of(summary), ""]))
    if not args.all:
        print("All of Jakarta: `.venv/bin/jurdil demo --all --serve`.\n")
