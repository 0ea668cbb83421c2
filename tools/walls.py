"""`make walls`: sizes, names of rooms, and the publication gate: no NIK and no number of the law in code."""

from __future__ import annotations

import ast
import gzip
import io
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_WALL = 500
FUNCTION_WALL = 80
NAMELESS = re.compile(r"(^|/)(utils?|helpers?|common|shared|misc|base|manager)\.py$")
NAMELESS_ALLOWED = {"src/jurdil/project/sqlite/base.py"}  # Django looks for a database backend under this name
NIK = re.compile(r"(?<![0-9A-Za-z])\d{6}(\d{2})(\d{2})\d{2}\d{4}(?![0-9A-Za-z])")
LAW = ROOT / "src" / "jurdil" / "law"
LAWLESS = re.compile(r"/(law|engines|demo|migrations)/")  # the law itself, pure engines, invented data
EVERYDAY = {20, 24, 30, 40, 60, 72, 100, 300, 365, 400}  # widths, hours, HTTP answers: too common to tell
EXAMPLES = ROOT / "tools" / "nik_examples.txt"


def committed() -> list[str]:
    """Return the files that git tracks or would track."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return sorted(name for name in set(listed) if (ROOT / name).is_file())


def size_faults(names: list[str]) -> list[str]:
    """Return a sentence for each file or function that runs into a wall."""
    faults = []
    for name in names:
        if not name.startswith("src/") or not name.endswith(".py") or "/migrations/" in name:
            continue
        text = (ROOT / name).read_text()
        if text.count("\n") > FILE_WALL:
            faults.append(f"{name}: more than {FILE_WALL} lines; find the second room in it")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > FUNCTION_WALL:
                faults.append(f"{name}:{node.lineno}: {node.name} is longer than {FUNCTION_WALL} lines")
    return faults


def name_faults(names: list[str]) -> list[str]:
    """Return a sentence for each room whose name says nothing."""
    return [
        f"{name}: the name says nothing; find the noun"
        for name in names
        if NAMELESS.search(name) and name not in NAMELESS_ALLOWED
    ]


def looks_like_nik(text: str) -> list[str]:
    """Return the runs of 16 digits in `text` whose middle is a plausible birth date (women: day + 40)."""
    found = []
    for run in NIK.finditer(text):
        day, month = int(run[1]), int(run[2])
        if (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12:
            found.append(run[0])
    return found


def legal_numbers() -> dict[int, str]:
    """Return the numbers of the law that tell themselves (not the everyday ones), each with a rule that holds it."""
    found: dict[int, str] = {}

    def look(value: object, rule: str) -> None:
        if type(value) is int and value > 16 and value not in EVERYDAY:
            found[value] = rule
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            look(inner, rule)

    for file in (LAW / "rules").glob("*.toml"):
        for rule in tomllib.loads(file.read_text()).get("rule", []):
            look(rule.get("value"), rule["id"])
    return found


def legal_faults(names: list[str]) -> list[str]:
    """Return a sentence for each number of the law that stands in code instead of being asked of the profile."""
    numbers, faults = legal_numbers(), []
    for name in names:
        if not name.startswith("src/") or not name.endswith(".py") or LAWLESS.search(name):
            continue
        for node in ast.walk(ast.parse((ROOT / name).read_text())):
            if isinstance(node, ast.Constant) and type(node.value) is int and node.value in numbers:
                rule = numbers[node.value]
                faults.append(f"{name}:{node.lineno}: {node.value} is the value of {rule}; ask the profile")
    return faults


def _texts(path: Path) -> list[str]:
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    if path.suffix in (".xlsx", ".zip", ".docx"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return [archive.read(part).decode("utf-8", "ignore") for part in archive.namelist()]
    return [raw.decode("utf-8", "ignore")]


def publication_faults(names: list[str]) -> list[str]:
    """Return a sentence for each NIK-shaped run in a file or a file name, but for the marked examples."""
    marked = set(EXAMPLES.read_text().split()) if EXAMPLES.exists() else set()
    faults = []
    for name in names:
        if (ROOT / name) == EXAMPLES:
            continue
        for text in (name, *_texts(ROOT / name)):
            faults += [
                f"{name}: {run[:6]}…{run[-2:]} looks like a NIK; build it in code or mark it in {EXAMPLES.name}"
                for run in looks_like_nik(text)
                if run not in marked
            ]
    return faults


def main() -> int:
    """Print every fault; the status is 1 if there is one."""
    names = committed()
    faults = [*size_faults(names), *name_faults(names), *publication_faults(names), *legal_faults(names)]
    for fault in faults:
        print(fault)
    print(f"walls: {len(names)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
