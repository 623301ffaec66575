"""What becomes of each file in a folder: `python -m tests.faults.samples [FOLDER]` prints a table, a line a file.

Without FOLDER it reads ../shared/samples.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from knowledge import readers
from knowledge.errors import Unreadable
from knowledge.head import read_head
from knowledge.passages import make_report


@dataclass(frozen=True, slots=True)
class Sample:
    """A file: what was read of it, or why it was not."""

    path: str
    characters: int
    sections: int
    rows: int
    pages: int
    verdict: str
    said: str
    seconds: float


def read(file: Path, folder: Path) -> Sample:
    """Read one file as adding it does."""
    name, start = str(file.relative_to(folder)), perf_counter()
    try:
        _, document = readers.read(str(file))
    except Unreadable as error:
        return Sample(name, 0, 0, 0, 0, "failed", error.zh.removeprefix(f"{file}："), perf_counter() - start)
    report = make_report(
        document.text,
        read_head(document.text, name, document.told),
        path=name,
        source=name,
        encoding=document.encoding,
        marks=document.marks,
        pages=document.pages,
    )
    rows = sum(mark.kind == "row" for mark in document.marks)
    verdict = "partly" if document.missing else "read"
    said = "；".join((*document.missing, *document.notes))
    sections, pages = len(report.sections) - 1, len(report.pages)
    return Sample(name, len(report.text), sections, rows, pages, verdict, said, perf_counter() - start)


def samples(folder: Path) -> Iterator[Sample]:
    """Read all files below a folder that some reader reads."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and readers.readable(file.name):
            yield read(file, folder)


def main() -> None:
    beside = Path(__file__).resolve().parents[3] / "shared" / "samples"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else beside
    found = list(samples(folder))
    print("| file | characters | sections | rows | pages | s | verdict | |\n|---|---|---|---|---|---|---|---|")
    for one in found:
        name = one.path if len(one.path) <= 60 else f"{one.path[:56]}….{one.path.rsplit('.', 1)[-1]}"
        print(
            f"| {name} | {one.characters} | {one.sections} | {one.rows} | {one.pages} | {one.seconds:.2f} | "
            f"{one.verdict} | {one.said} |"
        )
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in ("read", "partly", "failed")}
    print(f"\n{len(found)} files: {', '.join(f'{count} {verdict}' for verdict, count in counts.items())}")


if __name__ == "__main__":
    main()
