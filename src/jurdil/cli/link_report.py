"""The report of `jurdil link --truth` for people: how good the matches are, as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jurdil.engines.linkage.evaluating import MOST_ACCUSED_PER_100_000, RECALL_TO_READ, AtThreshold, Evaluation
from jurdil.engines.linkage.intervals import Share
from jurdil.engines.linkage.values import Match

MISTAKES_SHOWN = 3
SMALL_BITS = 0.95  # a reason of less is counted, not told
MEANINGS = (
    "truth: a pair of a person and an entry that are the same human being, whether or not they ever joined.",
    "innocent: a person with no entry of their own in these lists; accused: given a match all the same.",
    "calibration: of the pairs given 0.9, nine of ten should be true. In brackets: 95 % intervals.",
)


def as_text(evaluation: Evaluation) -> str:
    """Return the evaluation for people."""
    lines = [
        f"Against the truth: true pairs {evaluation.truth:,}; people {evaluation.people:,}; "
        f"innocents {evaluation.innocents:,}.",
        *(f"  {meaning}" for meaning in MEANINGS),
        "",
        *_threshold_rows(evaluation),
        "",
        *_limits(evaluation),
        "",
        f"  {'given':<12}{'pairs':>10}{'mean':>9}{'true':>9}{'gap':>9}  interval",
    ]
    for at in evaluation.calibration:
        odd = "" if at.is_within_chance else "  too sure" if at.true.value < at.mean_probability else "  too careful"
        interval = f"{_number(at.true.low)}-{_number(at.true.high)}"
        lines.append(
            f"  {f'{at.low:g}-{at.high:g}':<12}{at.pairs:>10,}{_number(at.mean_probability):>9}"
            f"{_number(at.true.value):>9}{at.gap:>+9.3f}  {interval:<15}{odd}".rstrip()
        )
    return "\n".join([*lines, *_fault_rows(evaluation), "", *_worst(evaluation)])


def _threshold_rows(evaluation: Evaluation) -> list[str]:
    rows = [f"  {'at or above':<12}{'pairs':>9}  {'precision':<20}{'recall':<20}{'F1':<20}innocents per 100,000"]
    known: list[tuple[str, AtThreshold | None]] = [(f"{at.threshold:g}", at) for at in evaluation.thresholds]
    if evaluation.best is not None:
        known.append((f"{_number(evaluation.best.threshold)} *", evaluation.best))
    for name, at in known:
        if at is not None:
            shares = "".join(f"{_with_interval(share):<20}" for share in (at.precision, at.recall, at.f1))
            rows.append(f"  {name:<12}{at.pairs:>9,}  {shares}{_accused(at.accused)}")
    return [*rows, "  * the highest F1"] if evaluation.best is not None else rows


def _limits(evaluation: Evaluation) -> list[str]:
    limit, read = evaluation.within_limit, evaluation.to_read
    first = f"  Recall at {MOST_ACCUSED_PER_100_000:g} innocents accused per 100,000: "
    first += (
        "none; the most probable pairs accuse more."
        if limit is None
        else (f"{_with_interval(limit.recall)}, at {_number(limit.threshold)} or above.")
    )
    second = f"  Pairs that people must read for a recall of {RECALL_TO_READ:g}, per 100,000 people: "
    second += (
        "out of reach; too many true pairs have no match."
        if read is None or evaluation.read_per_100_000 is None
        else (f"{evaluation.read_per_100_000:,.0f}, at {_number(read.threshold)} or above.")
    )
    return [first, second]


def _fault_rows(evaluation: Evaluation) -> list[str]:
    if not evaluation.by_fault:
        return []
    heads = "".join(f"{f'recall at {at.threshold:g}':<20}" for at in evaluation.thresholds)
    rows = ["", f"  {'fault':<22}{'pairs':>8}  {heads}".rstrip()]
    for fault in evaluation.by_fault:
        shares = "".join(f"{_with_interval(share):<20}" for share in fault.recalls)
        rows.append(f"  {shown(fault.fault):<22}{fault.recalls[0].of:>8,}  {shares}".rstrip())
    return rows


def _worst(evaluation: Evaluation) -> list[str]:
    lines = ["  False pairs with the highest probability:", *_mistakes(evaluation.worst_false)]
    lines += ["  True pairs with the lowest probability:", *_mistakes(evaluation.worst_doubted)]
    lines.append(f"  True pairs with no match at all: {evaluation.missed:,}")
    lines += [f"    {shown(' | '.join(pair))}" for pair in evaluation.missed_pairs]
    return lines


def _mistakes(matches: Sequence[Match]) -> Iterator[str]:
    if not matches:
        yield "    none"
    for match in matches[:MISTAKES_SHOWN]:
        pair = shown(f"{match.person_id} | {match.roster} | {match.entry_id}")
        yield f"    {_number(match.probability)}  {pair}"
        told = [reason for reason in match.reasons if abs(reason.bits) >= SMALL_BITS]
        for reason in sorted(told, key=lambda reason: -abs(reason.bits)):
            yield f"      {reason.bits:>+6.1f}  {reason.words}"
        if len(told) < len(match.reasons):
            yield f"              and {len(match.reasons) - len(told)} of less than one bit"


def _number(value: float) -> str:
    """Return a share with three places, four near 0 and 1, where the third would hide the difference."""
    return f"{value:.4f}" if 0 < value < 0.005 or 0.995 <= value < 1 else f"{value:.3f}"


def _with_interval(share: Share | None) -> str:
    return "-" if share is None else f"{share.value:.3f} ({share.low:.3f}-{share.high:.3f})"


def _accused(share: Share | None) -> str:
    if share is None:
        return "-"
    return f"{share.value:.1f} ({share.low:.1f}-{share.high:.1f}; {share.hits:,} people)"


def shown(text: str) -> str:
    """Hide what looks like a NIK, which some people use as an id."""
    return re.sub(r"\d{16}", "(number hidden)", text)
