"""What the main job found, short enough to read on one screen, and as plain values for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db.models import Count

from jurdil.demo.course import Job
from jurdil.demo.signins import OwnFile, SignIn
from jurdil.foundation.accounts.roles import LABELS_ID, Role
from jurdil.foundation.ledger.queries import newest_checkpoint
from jurdil.registry.bodies.models import Appointment
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.suspicion_models import SuspicionState

GRADES = ("strong", "likely", "possible")


@dataclass(frozen=True)
class Summary:
    """Counts of everything that the job did. seconds: wall time of all steps. peak_mib: highest resident memory."""

    within: str
    applications: int
    outcomes: dict[str, int]
    matches: dict[str, int]
    open_matches: int
    rulings: dict[str, int]
    doubles: dict[str, int]
    stations: int
    complete: int
    short: int
    held_or_empty: int
    unsigned: int
    appointed: int
    order_officers_and_secretariats: int
    leaves: int
    root: str
    seconds: float
    peak_mib: float


def summarise(job: Job) -> Summary:
    """Count what stands in the database after the job."""
    grades = dict(Match.objects.values_list("grade").annotate(Count("id")).order_by())
    seated = Counter(
        Appointment.objects.filter(seat__body__kind="KPPS", corrected_by__isnull=True, end_rule="").values_list(
            "region", flat=True
        )
    )
    full = max(seated.values(), default=0)
    complete = sum(count == full for count in seated.values())
    teams = job.found["teams"]
    checkpoint = newest_checkpoint()
    return Summary(
        within=job.within,
        applications=Application.objects.count(),
        outcomes=dict(job.found["law"]),
        matches={grade: grades.get(grade, 0) for grade in GRADES},
        open_matches=Match.objects.exclude(state=SuspicionState.RULED).count(),
        rulings=dict(job.found["rulings"]),
        doubles=dict(job.found["doubles"]),
        stations=teams["stations"],
        complete=complete,
        short=teams["short"],
        held_or_empty=teams["stations"] - complete - teams["short"] - teams["unsigned"],
        unsigned=teams["unsigned"],
        appointed=Appointment.objects.filter(seat__body__kind="KPPS").count(),
        order_officers_and_secretariats=job.found["officers"]["appointed"],
        leaves=checkpoint.size if checkpoint else 0,
        root=bytes(checkpoint.root).hex() if checkpoint else "",
        seconds=round(job.meter.seconds, 1),
        peak_mib=round(job.meter.peak_mib),
    )


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items(), key=lambda one: -one[1]))


def lines_of(summary: Summary) -> Iterator[str]:
    """Yield the summary as lines for the terminal."""
    yield f"What the main job found in {summary.within} (people, lists and rulings are invented)"
    yield f"  applications    {summary.applications:,}"
    yield f"  check of the law  {_counts(summary.outcomes)}"
    yield f"  matches         {_counts(summary.matches)}; {summary.open_matches:,} still open, their places are held"
    yield f"  rulings         {_counts(summary.rulings)} (simulated, two officers each)"
    yield f"  doubles         {_counts(summary.doubles)} (two applications that may be of one person)"
    yield (
        f"  teams           {summary.complete:,} of {summary.stations:,} stations complete, {summary.held_or_empty:,} "
        f"with a held or empty seat, {summary.unsigned:,} left for you to change and sign, {summary.short:,} short"
    )
    yield f"  appointed       {summary.appointed:,} to KPPS, {summary.order_officers_and_secretariats:,} beside them"
    yield f"  public log      {summary.leaves:,} lines, root {summary.root[:16]}…"
    yield f"  time, memory    {summary.seconds:.1f} s, {summary.peak_mib:,.0f} MiB at the peak"


def sign_in_lines(sign_ins: list[SignIn], own_files: list[OwnFile], links: list[tuple[str, str]]) -> Iterator[str]:
    """Yield one line per role with how to sign in, then the applicants, then the links of two who are invited."""
    yield "Sign in at /masuk/login/ (demo only; one password for all roles):"
    for one in sign_ins:
        yield f"  {one.username:<10} {one.password}   {one.role}, {one.region}"
    if own_files:
        yield "An applicant opens the own file at /berkas/masuk/ with the code of the receipt (invented people):"
    for own in own_files:
        yield f"  {own.code}   {LABELS_ID[Role.APPLICANT]}, {own.region}, application {own.number}: {own.standing}"
    if links:
        yield "Somebody invited opens the invitation by the personal link of the message (invented people):"
    for label, link in links:
        yield f"  {link}   {label}"


def as_json(summary: Summary, job: Job) -> dict[str, object]:
    """Return the summary and every step's seconds and peak memory as plain values."""
    steps = [
        {**asdict(step), "seconds": round(step.seconds, 2), "peak_mib": round(step.peak_mib)}
        for step in job.meter.steps
    ]
    return {**asdict(summary), "steps": steps}
