"""What the reader learns from and is judged by: questions, passages with spans that answer, passages that don't.

The questions are those of CMRC 2018 and of sets (a folder with `reports/` and `questions.jsonl`, as `qa eval` reads).
Passages that don't answer are those that the program itself finds for the question: what the reader will meet.
"""

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

from knowledge.base import Found
from knowledge.local import LocalKnowledgeBase
from knowledge.model import Report
from knowledge.text import Folded, fold
from qa.conversation import resolve
from qa.question import understand
from qa.retrieve import retrieve

# The sets whose questions are examples: those that only judge, and those whose even documents teach.
JUDGING, SHARED = ("cmrc",), ("drcd", "cail", "policy")
SETS = JUDGING + SHARED
CMRC_TRAIN = "cmrc_train"
SPOKEN = "spoken"  # questions as people speak, written for reports (tests/spoken)
CMRC_KEPT = "cmrc_kept"  # questions of CMRC for training that are kept apart, to judge
SYNTHETIC = "synthetic "  # before the name of the set whose reports the question was made from

_KEPT = 16  # one in so many contexts of CMRC judges

_FOUND, _OTHERS = 12, 4  # passages asked for, and kept of those that do not answer

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A folded question; the spans (start, end) that answer it, by passage; passages without, most alike first.

    Passages are numbers in `Passages`; `gold` is empty where nothing answers. `document` is the file asked about.
    """

    question: str
    gold: Mapping[int, Spans]
    others: tuple[int, ...]
    set: str
    document: str = ""

    @property
    def teaches(self) -> bool:
        """Whether the reader learns from it; from what it does not, it is judged."""
        if self.set in (CMRC_TRAIN, SPOKEN) or self.set.startswith(SYNTHETIC):
            return True
        return self.set in SHARED and even(self.document)


def even(document: str) -> bool:
    """Halve the documents of a set: by the sum of the character codes of a file's name, without a number and `_` before it.

    Paragraphs of one article (0001_梵文.txt, 0002_梵文.txt) stay together.
    """
    return sum(map(ord, document.split("_")[-1])) % 2 == 0


def kept(path: str) -> bool:
    """Whether a context of CMRC for training is kept apart."""
    return crc32(path.encode()) % _KEPT == 0


class Passages:
    """The folded texts of passages, each once and numbered from 0 as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.texts: list[str] = []

    def number(self, of: str, report: int, ordinal: int, text: str) -> int:
        """Return the number of a passage of a report of a set; `text` is as it stands in the report."""
        key = (of, report, ordinal)
        if key not in self._numbers:
            self._numbers[key] = len(self.texts)
            self.texts.append(fold(text).text)
        return self._numbers[key]

    def add(self, text: str) -> int:
        """Return the number of a folded text that is no passage of a report as it stands."""
        self.texts.append(text)
        return len(self.texts) - 1


class Source:
    """A set's knowledge base, and the examples that its questions make."""

    def __init__(self, name: str, folder: Path, reports: Path, passages: Passages) -> None:
        """Open the knowledge base in `folder`, with the files of `reports` added where they are not yet."""
        self.name = name
        self.base = LocalKnowledgeBase(str(folder), create=True)
        for added in self.base.add([str(reports)]):
            if added.status == "failed":
                raise SystemExit(f"{added.path}: {added.en}")
        self.summaries = {summary.path: summary for summary in self.base.reports()}
        self._passages = passages
        self._reports: dict[int, Report] = {}

    def report(self, path: str) -> Report:
        """Return a report by the name of its file."""
        number = self.summaries[path].id
        if number not in self._reports:
            self._reports[number] = self.base.report(number)
        return self._reports[number]

    def example(
        self, question: str, path: str, spans: Sequence[tuple[int, int]], *, within: bool = False
    ) -> Example | None:
        """Make an example; `spans` are in the report's text. None where no passage holds any of them."""
        number = self.summaries[path].id
        gold = self._gold(path, spans)
        if spans and not gold:
            return None
        found = retrieve(understand(question, self.base), self.base, (number,) if within else None, _FOUND)
        others = []
        for hit in found:
            passage = self._passages.number(self.name, hit.report.id, hit.passage.ordinal, hit.text)
            if passage not in gold and hit.passage.role == "body":
                others.append(passage)
        return Example(fold(question).text, gold, tuple(others[:_OTHERS]), self.name, path)

    def in_lines(self, path: str, lines: Sequence[int], answer: str) -> dict[int, Spans]:
        """Return the passages that hold an answer in these lines of a report, from 1, with its places in each."""
        text, spans, at = self.report(path).text, [], 0
        for number, line in enumerate(text.split("\n"), 1):
            if number in lines and (begin := line.find(answer)) != -1:
                spans.append((at + begin, at + begin + len(answer)))
            at += len(line) + 1
        return self._gold(path, spans)

    def others(self, found: Sequence[Found], gold: Mapping[int, Spans], right: set[tuple[str, int]]) -> tuple[int, ...]:
        """Return the passages found that do not answer: not `gold`, nor on the `right` lines (report, line)."""
        kept = []
        for hit in found:
            passage = self._passages.number(self.name, hit.report.id, hit.passage.ordinal, hit.text)
            text = self.report(hit.report.path).text
            lines = range(text.count("\n", 0, hit.passage.lead) + 1, text.count("\n", 0, hit.passage.end) + 2)
            told = any((hit.report.path, line) in right for line in lines)
            if passage not in gold and not told and hit.passage.role == "body":
                kept.append(passage)
        return tuple(kept[:_OTHERS])

    def _gold(self, path: str, spans: Sequence[tuple[int, int]]) -> dict[int, Spans]:
        report, gold = self.report(path), defaultdict(set)
        for start, end in spans:
            for passage in report.passages:
                if passage.role == "body" and passage.lead <= start and end <= passage.end:
                    text = report.text[passage.lead : passage.end]
                    begin, stop = folded_span(fold(text), start - passage.lead, end - passage.lead)
                    if begin < stop:
                        number = self._passages.number(self.name, self.summaries[path].id, passage.ordinal, text)
                        gold[number].add((begin, stop))
                    break
        return {number: tuple(sorted(places)) for number, places in gold.items()}


def folded_span(folded: Folded, start: int, end: int) -> tuple[int, int]:
    """Map a span of the original to the folded text: the characters that come from inside of it."""
    if folded.offsets is None:
        return start, end
    return bisect_left(folded.offsets, start), bisect_left(folded.offsets, end)


def of_cmrc(file: Path, work: Path, passages: Passages) -> Iterator[Example]:
    """Yield the examples of CMRC 2018 (the published JSON); each context becomes a report of its own."""
    folder = work / CMRC_TRAIN
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    asked = []
    for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            path = f"{paragraph['id']}.txt"
            (folder / "reports" / path).write_text(paragraph["context"], encoding="utf-8", newline="")
            asked += [(path, question) for question in paragraph["qas"]]
    source = Source(CMRC_TRAIN, folder / "kb", folder / "reports", passages)
    for path, question in asked:
        (answer, *_) = question["answers"]
        # The place told is off by some characters in a few.
        spans = occurrences(source.report(path).text, answer["text"])
        nearest = min(spans, key=lambda span: abs(span[0] - answer["answer_start"]), default=None)
        if nearest and (example := source.example(question["question"], path, [nearest])):
            yield replace(example, set=CMRC_KEPT) if kept(path) else example


def of_set(source: Source, questions: Path) -> Iterator[Example]:
    """Yield the examples of a set: its shortest answer, wherever it stands in the document asked about."""
    for row in rows(questions):
        path = row["report"] or row.get("within")
        if not path:
            continue
        spans = [
            span for answer in row["answers"][:1] for span in occurrences(source.report(path).text, answer.strip())
        ]
        if row["answers"] and not spans:
            continue
        if example := source.example(row["question"], path, spans, within=bool(row.get("within"))):
            yield example


def of_spoken(source: Source, questions: Path) -> Iterator[Example]:
    """Yield the examples of a set of spoken questions: what they are understood as, read where the program would look.

    One that has no answer teaches that none of the passages found answers.
    """
    for row in rows(questions):
        meant = resolve(row["question"], row.get("history") or ())
        query = understand(meant.text, source.base, meant.focus)
        gold = source.in_lines(row["report"], row["lines"], row["answers"][0]) if row["answers"] else {}
        if row["answers"] and not gold:
            continue
        right = {(one["report"], line) for one in (row, *(row.get("evidence") or ())) for line in one["lines"]}
        others = source.others(retrieve(query, source.base, query.scope.reports, _FOUND), gold, right)
        if gold or others:
            yield Example(query.folded, gold, others, SPOKEN, row["report"] or "")


def rows(questions: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of questions."""
    with questions.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def gold_lines(questions: Path) -> set[tuple[str, int]]:
    """Return (report, line) wherever a question of the file is answered."""
    return {
        (place["report"], line)
        for row in rows(questions)
        for place in (row, *(row.get("evidence") or ()))
        for line in place["lines"]
    }


def occurrences(text: str, answer: str) -> list[tuple[int, int]]:
    """Return where an answer stands in a text."""
    return [match.span() for match in re.finditer(re.escape(answer), text)]
