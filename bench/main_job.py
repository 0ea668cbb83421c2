"""The main job for one kota and for all of Jakarta: seconds and peak memory per step, as the demo reports them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def measure(*words: str) -> dict[str, object]:
    """Run the demo in a folder of its own and return its report."""
    program = Path(sys.executable).parent / "jurdil"
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as home:
        environment = {**os.environ, "JURDIL_HOME": home}
        command = [str(program), "demo", "--fresh", "--json", *words]
        outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    report: dict[str, object] = json.loads(outcome.stdout)
    return report


def show(report: dict[str, object]) -> None:
    """Print steps and totals."""
    steps = report["steps"]
    assert isinstance(steps, list)
    for step in steps:
        print(f"  {step['name']:<48} {step['count']:>10,} {step['seconds']:8.1f} s {step['peak_mib']:7,} MiB")
    print(f"{report['within']}: {report['applications']:,} applications, {report['leaves']:,} log lines")
    print(f"  {report['complete']:,} of {report['stations']:,} stations complete")
    print(f"  {report['seconds']} s, {report['peak_mib']:,} MiB")


if __name__ == "__main__":
    show(measure())
    show(measure("--all"))
