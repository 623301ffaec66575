"""The spoken questions tell where their answers stand; with the reports at hand they are a set like the others."""

import json
from pathlib import Path

from qa.evaluate import read_gold
from tests.bench.spoken import SPOKEN, rows


def test_questions_are_told_apart_and_have_a_kind() -> None:
    told = [json.loads(line) for line in SPOKEN.read_text("utf-8").splitlines()]
    assert len({row["id"] for row in told}) == len({(row["question"], *row.get("history", [])) for row in told}) == 200
    assert {row["kind"] == "unanswerable" for row in told if not row.get("spans")} == {True}


def test_answers_stand_in_the_lines_that_are_gold(shared: Path, tmp_path: Path) -> None:
    reports = shared / "eval" / "provinces" / "reports"
    made = list(rows(reports))
    for row in made:
        lines = (reports / row["report"]).read_text("utf-8").split("\n") if row["answers"] else []
        assert all(any(answer in lines[number - 1] for number in row["lines"]) for answer in row["answers"])
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in made), "utf-8")
    assert len(read_gold(str(file))) == 200
