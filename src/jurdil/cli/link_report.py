"""The report of `jurdil link --truth` for people: how good the matches are, as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jurdil.engines.linkage.evaluating import MOST_ACCUSED_PER_100_000, RECALL_TO_READ, AtThreshold, Evaluation
from jurdil.engines.linkage.intervals import Share
from jurdil.engines.linkage.tongue import Tongue
from jurdil.engines.linkage.values import Match

MISTAKES_SHOWN = 3
SMALL_BITS = 0.95  # a reason of less is counted, not told
HIDDEN = "(number hidden)"


def as_text(evaluation: Evaluation, tongue: Tongue) -> str:
    """Return the evaluation for people."""
    gettext = tongue.gettext
    counts = {
        name: tongue.number(f"{count:,}")
        for name, count in (
            ("pairs", evaluation.truth), ("people", evaluation.people), ("innocents", evaluation.innocents),
        )
    }  # fmt: skip
    lines = [
        gettext("Terhadap kebenaran: pasangan benar {pairs}; orang {people}; yang tidak terdaftar {innocents}.").format(
            **counts
        ),
        *(f"  {meaning}" for meaning in _meanings(tongue)),
        "",
        *_threshold_rows(evaluation, tongue),
        "",
        *(f"  {limit}" for limit in _limits(evaluation, tongue)),
        "",
        *_calibration_rows(evaluation, tongue),
        *_fault_rows(evaluation, tongue),
        "",
        *_worst(evaluation, tongue),
    ]
    return "\n".join(lines)


def _meanings(tongue: Tongue) -> Iterator[str]:
    gettext = tongue.gettext
    yield gettext("kebenaran: pasangan orang dan entri yang manusianya sama, pernah bergabung ataupun tidak.")
    yield gettext("presisi: dari pasangan yang ditemukan, bagian yang benar.")
    yield gettext("daya temu: dari pasangan yang benar, bagian yang ditemukan.")
    yield gettext("tidak terdaftar: orang tanpa entri tentang dirinya di daftar-daftar ini.")
    yield gettext("salah duga: orang yang tidak terdaftar tetapi diberi kecocokan.")
    yield gettext("kalibrasi: dari pasangan yang diberi peluang 0,9, sembilan dari sepuluh seharusnya benar.")
    yield gettext("dalam kurung: selang kepercayaan 95 %.")


def _threshold_rows(evaluation: Evaluation, tongue: Tongue) -> list[str]:
    gettext = tongue.gettext
    shares = "".join(f"{head:<20}" for head in (gettext("presisi"), gettext("daya temu"), "F1"))
    first, second, last = gettext("mulai dari"), gettext("pasangan"), gettext("salah duga per 100.000")
    rows = [f"  {first:<12}{second:>9}  {shares}{last}"]
    known: list[tuple[str, AtThreshold | None]] = [
        (tongue.number(f"{at.threshold:g}"), at) for at in evaluation.thresholds
    ]
    if evaluation.best is not None:
        known.append((f"{tongue.share(evaluation.best.threshold)} *", evaluation.best))
    for name, at in known:
        if at is not None:
            shares = "".join(f"{_with_interval(share, tongue):<20}" for share in (at.precision, at.recall, at.f1))
            pairs = tongue.number(f"{at.pairs:,}")
            rows.append(f"  {name:<12}{pairs:>9}  {shares}{_accused(at.accused, tongue)}")
    return [*rows, "  * " + gettext("F1 tertinggi")] if evaluation.best is not None else rows


def _limits(evaluation: Evaluation, tongue: Tongue) -> Iterator[str]:
    gettext, limit, read = tongue.gettext, evaluation.within_limit, evaluation.to_read
    most = tongue.number(f"{MOST_ACCUSED_PER_100_000:g}")
    if limit is None:
        yield gettext(
            "Daya temu pada {most} salah duga per 100.000 yang tidak terdaftar: tidak ada; "
            "peluang tertinggi pun melebihinya."
        ).format(most=most)
    else:
        yield gettext(
            "Daya temu pada {most} salah duga per 100.000 yang tidak terdaftar: {recall}, mulai dari {threshold}."
        ).format(
            most=most, recall=_with_interval(limit.recall, tongue), threshold=tongue.share(limit.threshold)
        )  # fmt: skip
    recall = tongue.number(f"{RECALL_TO_READ:g}")
    if read is None or evaluation.read_per_100_000 is None:
        yield gettext(
            "Pasangan yang harus dibaca untuk daya temu {recall}, per 100.000 orang: tidak terjangkau; "
            "terlalu banyak yang terlewat."
        ).format(recall=recall)
    else:
        pairs = tongue.number(f"{evaluation.read_per_100_000:,.0f}")
        yield gettext(
            "Pasangan yang harus dibaca untuk daya temu {recall}, per 100.000 orang: {pairs}, mulai dari {threshold}."
        ).format(recall=recall, pairs=pairs, threshold=tongue.share(read.threshold))


def _calibration_rows(evaluation: Evaluation, tongue: Tongue) -> Iterator[str]:
    gettext = tongue.gettext
    given, pairs, interval = gettext("diberi"), gettext("pasangan"), gettext("selang")
    shares = "".join(
        f"{head:>{width}}"
        for head, width in zip((gettext("rata-rata"), gettext("benar"), gettext("selisih")), (11, 9, 9), strict=True)
    )
    yield f"  {given:<12}{pairs:>10}{shares}  {interval}"
    for at in evaluation.calibration:
        odd = ""
        if not at.is_within_chance:
            odd = gettext("terlalu yakin") if at.gap < 0 else gettext("terlalu hati-hati")
        given, pairs = tongue.number(f"{at.low:g}-{at.high:g}"), tongue.number(f"{at.pairs:,}")
        shares = f"{tongue.share(at.mean_probability):>11}{tongue.share(at.true.value):>9}"
        interval = f"{tongue.share(at.true.low)}-{tongue.share(at.true.high)}"
        gap = tongue.number(f"{at.gap:+.3f}")
        yield f"  {given:<12}{pairs:>10}{shares}{gap:>9}  {interval:<15}  {odd}".rstrip()


def _fault_rows(evaluation: Evaluation, tongue: Tongue) -> list[str]:
    if not evaluation.by_fault:
        return []
    gettext = tongue.gettext
    at_threshold = [
        gettext("daya temu di {threshold}").format(threshold=tongue.number(f"{at.threshold:g}"))
        for at in evaluation.thresholds
    ]
    heads = "".join(f"{head:<20}" for head in at_threshold)
    first, second = gettext("kekeliruan"), gettext("pasangan")
    rows = ["", f"  {first:<22}{second:>9}  {heads}".rstrip()]
    for fault in evaluation.by_fault:
        pairs = tongue.number(f"{fault.recalls[0].of:,}")
        shares = "".join(f"{_with_interval(share, tongue):<20}" for share in fault.recalls)
        rows.append(f"  {shown(fault.fault, tongue):<22}{pairs:>9}  {shares}".rstrip())
    return rows


def _worst(evaluation: Evaluation, tongue: Tongue) -> Iterator[str]:
    gettext = tongue.gettext
    yield "  " + gettext("Pasangan salah dengan peluang tertinggi:")
    yield from _mistakes(evaluation.worst_false, tongue)
    yield "  " + gettext("Pasangan benar dengan peluang terendah:")
    yield from _mistakes(evaluation.worst_doubted, tongue)
    missed = tongue.number(f"{evaluation.missed:,}")
    yield "  " + gettext("Pasangan benar yang terlewat, tanpa kecocokan: {pairs}").format(pairs=missed)
    for pair in evaluation.missed_pairs:
        yield f"    {shown(' | '.join(pair), tongue)}"


def _mistakes(matches: Sequence[Match], tongue: Tongue) -> Iterator[str]:
    gettext = tongue.gettext
    if not matches:
        yield "    " + gettext("tidak ada")
    for match in matches[:MISTAKES_SHOWN]:
        pair = shown(f"{match.person_id} | {match.roster} | {match.entry_id}", tongue)
        yield f"    {tongue.share(match.probability)}  {pair}"
        told = [reason for reason in match.reasons if abs(reason.bits) >= SMALL_BITS]
        for reason in sorted(told, key=lambda reason: -abs(reason.bits)):
            yield f"      {tongue.number(f'{reason.bits:+.1f}'):>6}  {reason.words}"
        if len(told) < len(match.reasons):
            small = gettext("dan {count} lagi yang kurang dari satu bit").format(count=len(match.reasons) - len(told))
            yield f"              {small}"


def shown(text: str, tongue: Tongue | None = None) -> str:
    """Hide what looks like a NIK, which some people use as an id. tongue: none for machines."""
    return re.sub(r"\d{16}", tongue.gettext("(nomor disembunyikan)") if tongue else HIDDEN, text)


def _with_interval(share: Share | None, tongue: Tongue) -> str:
    return "-" if share is None else tongue.number(f"{share.value:.3f} ({share.low:.3f}-{share.high:.3f})")


def _accused(share: Share | None, tongue: Tongue) -> str:
    if share is None:
        return "-"
    rate = tongue.number(f"{share.value:.1f} ({share.low:.1f}-{share.high:.1f}")
    return f"{rate}; " + tongue.gettext("{people} orang").format(people=tongue.number(f"{share.hits:,}")) + ")"
