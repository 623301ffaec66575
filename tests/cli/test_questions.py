"""Our own gold questions over the shipped report: well-formed, verbatim, and answered well enough."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from knowledge.text import fold_plain
from qa.bot import Bot, shipped_reports
from qa.evaluate import means, read_gold, run

FILE = Path(__file__).parents[1] / "questions.jsonl"
ROWS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
FIELDS = {"id", "question", "answers", "report", "lines", "kind", "section", "history", "evidence"}

# Raised as the answers get better; a change that falls below it is a step back.
LEAST_RIGHT = 0.85


def lines_of(report: str) -> list[str]:
    text = (Path(shipped_reports()) / report).read_bytes().decode()
    return re.split(r"\r\n|\r|\n", text)


def test_enough_of_every_kind():
    kinds = Counter(row["kind"] for row in ROWS)
    assert len(ROWS) >= 60
    assert kinds["unanswerable"] >= 12
    assert set(kinds) >= {"number", "name", "title", "date", "list", "yesno", "field", "typo", "followup"}
    for key in ("id", "question"):
        asked = [(row[key], *row["history"]) for row in ROWS]
        assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_well_formed_and_verbatim(row: dict):
    assert set(row) == FIELDS
    assert row["question"].strip()
    assert bool(row["answers"]) == bool(row["lines"]) == (row["kind"] != "unanswerable")
    assert row["answers"] == sorted(row["answers"], key=len)
    lines = lines_of(row["report"])
    for answer in row["answers"]:
        assert any(answer in lines[number - 1] for number in row["lines"]), answer
    assert bool(row["history"]) == (row["kind"] == "followup")


def test_section_is_where_the_lines_are(bot: Bot):
    from knowledge.model import section_path
    from knowledge.text import line_number

    for row in ROWS:
        report = bot.report(bot.find(row["report"]).id)
        at = [report.text.find(answer) for answer in row["answers"][:1]]
        if not row["section"] or at == [-1]:
            continue
        path = {
            "".join(
                re.sub(r"[、.．\s]", "", fold_plain(s.label)) for s in section_path(report.sections, section.ordinal)
            )
            for section in report.sections
            if any(
                line_number(report.text, section.start) <= n <= line_number(report.text, section.end - 1)
                for n in row["lines"]
            )
        }
        assert row["section"] in path, row["id"]


def test_right_often_enough(bot: Bot):
    figures = means(list(run(read_gold(str(FILE)), bot)))["all"]
    assert figures["verbatim"] == 1
    assert (figures["right"] or 0) >= LEAST_RIGHT
