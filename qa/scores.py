"""Figures and misses of an evaluation, for people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from qa.evaluate import COLUMNS, Bin, Scored, calibration_error
from qa.render import one_line, reply_data

_MOST_SHOWN = 60


def table(figures: Mapping[str, Mapping[str, float | None]]) -> str:
    """Return the figures as a table, a row for each kind of question."""
    lines = [f"  {'':14s} {'n':>5s} " + " ".join(f"{name:>8s}" for name in COLUMNS)]
    for row, by in figures.items():
        cells = (f"{value:8.3f}" if (value := by[name]) is not None else f"{'-':>8s}" for name in COLUMNS)
        lines.append(f"  {one_line(row):14s} {int(by['n'] or 0):5d} " + " ".join(cells))
    return "\n".join(lines)


def reliability_table(bins: Sequence[Bin]) -> str:
    """Return what first answers were scored and how many of them are right, a row for each tenth."""
    lines = [f"  {'score':14s} {'n':>5s} {'score':>8s} {'right':>8s}"]
    lines += [
        f"  {f'{one.least:.1f}-{one.least + 0.1:.1f}':14s} {one.count:5d} {one.score:8.3f} {one.right:8.3f}"
        for one in bins
    ]
    error = calibration_error(bins)
    return "\n".join([*lines, f"  expected calibration error {'-' if error is None else f'{error:.3f}'}"])


def reliability_data(bins: Sequence[Bin]) -> dict[str, Any]:
    """Return the same as plain data."""
    return {"bins": [asdict(one) for one in bins], "expected_calibration_error": calibration_error(bins)}


def miss(one: Scored) -> str:
    """Return a question gone wrong, with what was wanted and what came."""
    gold = one.gold
    where = " ".join(f"{report}:{line}" for report, line in sorted(gold.places))
    lines = [
        f"  MISS {gold.id} [{gold.kind}] {gold.question}",
        f"    gold {where} {gold.answers[0] if gold.answers else '-'}",
    ]
    lines += [
        f"    got  {answer.report.path}:{answer.line} {answer.text[:_MOST_SHOWN]} ({answer.score:.3f})"
        for answer in one.reply.answers[:2]
    ]
    if one.reply.abstention is not None:
        lines.append(f"    got  - {one.reply.abstention.zh}")
    return "\n".join(line[: len(line) - len(line.lstrip())] + one_line(line) for line in lines)


def miss_data(one: Scored) -> dict[str, Any]:
    """Return a question gone wrong as plain data."""
    gold = one.gold
    return {
        "id": gold.id,
        "kind": gold.kind,
        "question": gold.question,
        "gold": list(gold.answers),
        "reply": reply_data(one.reply),
    }
