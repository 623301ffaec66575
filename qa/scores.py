"""Figures and misses of an evaluation, for people."""

from collections.abc import Mapping
from typing import Any

from qa.evaluate import COLUMNS, Scored
from qa.render import one_line, reply_data

_MOST_SHOWN = 60


def table(figures: Mapping[str, Mapping[str, float | None]]) -> str:
    """Return the figures as a table, a row for each kind of question."""
    lines = [f"  {'':14s} {'n':>5s} " + " ".join(f"{name:>8s}" for name in COLUMNS)]
    for row, by in figures.items():
        cells = (f"{value:8.3f}" if (value := by[name]) is not None else f"{'-':>8s}" for name in COLUMNS)
        lines.append(f"  {one_line(row):14s} {int(by['n'] or 0):5d} " + " ".join(cells))
    return "\n".join(lines)


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
