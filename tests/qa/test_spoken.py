"""The spoken questions tell where their answers stand; with the reports at hand they are sets like the others."""

import json
from pathlib import Path

import pytest

from qa.evaluate import read_gold
from tests.bench.spoken import SPOKEN, rows, write_texts

SETS = [
    ("provinces", "provinces", 2880),
    ("kept", "provinces", 772),
    ("shipped", "seed", 260),
    ("policy", "policy", 1960),
    ("kept_policy", "policy", 276),
    ("asked", "provinces", 606),
    ("kept_asked", "provinces", 594),
    ("conversations", "provinces", 1654),
    ("kept_conversations", "provinces", 430),
]


# About samples in other formats than text, which are read first.
DOCUMENTS = [("documents", "", 383), ("kept_documents", "", 193)]


@pytest.mark.parametrize(("name", "_reports", "size"), [*SETS, *DOCUMENTS])
def test_questions_are_told_apart_and_have_a_kind(name: str, _reports: str, size: int) -> None:
    told = [json.loads(line) for line in (SPOKEN / f"{name}.jsonl").read_text("utf-8").splitlines()]
    assert len({row["id"] for row in told}) == len({(row["question"], *row.get("history", [])) for row in told}) == size
    assert {row["kind"] == "unanswerable" for row in told if not row.get("spans")} == {True}


@pytest.mark.parametrize(("name", "about", "size"), [*SETS, *DOCUMENTS])
def test_answers_stand_in_the_lines_that_are_gold(
    shared: Path, tmp_path: Path, name: str, about: str, size: int
) -> None:
    reports = shared / "eval" / about / "reports" if about else tmp_path / "texts"
    if not about:
        write_texts(shared / "samples", reports)
    made = list(rows(name, reports))
    for row in made:
        lines = (reports / row["report"]).read_text("utf-8").split("\n") if row["answers"] else []
        assert all(any(answer in lines[number - 1] for number in row["lines"]) for answer in row["answers"])
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in made), "utf-8")
    assert len(read_gold(str(file))) == size
