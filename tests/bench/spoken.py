"""Write a set of spoken questions beside its reports: `python -m tests.bench.spoken NAME REPORTS FOLDER`.

tests/spoken/NAME.jsonl holds questions as people speak (half sentences, other words than the reports'), written by readers of
the reports who did not know the program; many ask for what the reports nearly tell, and do not. `provinces` and `kept` are
about the reports of the set `provinces`, `policy` and `kept_policy` about those of `policy`, `shipped` about the one of `seed`;
`asked` and `kept_asked` are about the reports of `provinces`, too, well formed, in the kinds of that set.
`conversations` are about the reports of `provinces`, turn by turn, each with the questions before it (`turn`: what it changes). `documents` are about laws, rules and notices in the formats of
office programs and the web: of these REPORTS is the folder of samples, and FOLDER/reports gets their texts, as this program
reads them. `kept` and all that begin with it teach nothing: they judge. Answers are told by where they stand,
(line, start, end): FOLDER becomes a set like the others, for scoring and for qa/train/weights.py.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from knowledge import readers
from knowledge.errors import Unreadable

SPOKEN = Path(__file__).resolve().parents[1] / "spoken"


def rows(name: str, reports: Path) -> Iterator[dict[str, Any]]:
    """Yield the questions of a set with their answers, verbatim. Raises OSError where a report is missing."""
    for line in (SPOKEN / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        spans = row.pop("spans", [])
        lines = (reports / row["report"]).read_bytes().decode("utf-8").split("\n") if spans else []
        yield {
            "report": None,
            "lines": [],
            **row,
            "answers": [lines[number - 1][start:end] for number, start, end in spans],
        }


def write_texts(samples: Path, folder: Path) -> None:
    """Write the text of every document of a folder that can be read, NAME.docx as NAME.docx.txt."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(samples.rglob("*.*")):
        with suppress(Unreadable):
            text = readers.read(str(file))[1].text
            (folder / f"{file.name}.txt").write_bytes(text.encode("utf-8", "replace"))


def main() -> None:
    """Write FOLDER/questions.jsonl, and FOLDER/reports, which leads to REPORTS or holds their texts."""
    reports, folder = map(Path, sys.argv[2:])
    folder.mkdir(parents=True, exist_ok=True)
    if sys.argv[1].endswith("documents"):
        write_texts(reports, folder / "reports")
        reports = folder / "reports"
    written = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(sys.argv[1], reports))
    (folder / "questions.jsonl").write_text(written, "utf-8")
    if not (folder / "reports").exists():
        (folder / "reports").symlink_to(reports.resolve(), target_is_directory=True)


if __name__ == "__main__":
    main()
