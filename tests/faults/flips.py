"""Bits that flip in the store, one at a time: no altered quote is shown, nothing hangs, no traceback, no process dies.

Run: python tests/faults/flips.py [FLIPS] [SEED] [large]. After each flip a question is asked and every report shown,
in a child process: one that dies or hangs is noted, and another goes on after that flip. `large`: as if the index were
too large to be compared with its digest each time it is opened.
"""

import json
import random
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.local import LocalKnowledgeBase, digest
from qa.bot import Bot, open_bot, shipped_reports
from qa.contents import list_of, outline_of, text_of
from qa.layout import Screen
from qa.render import reply_json
from qa.show import answered, asides, declined

QUESTIONS = (
    "全省一共取消了多少台公务用车?", "乙市2021年取消公务用车多少台?", "哪些市提到了公务用车改革?", "节支率是多少?",
    "丙市的报告讲了什么?", "局长叫什么名字?", "湖南的报告是哪天发布的?", "甲市和乙市各取消了多少台公务用车?",
)  # fmt: skip
LIMIT = 30  # seconds; an index built anew takes less than one


def make(folder: Path) -> tuple[dict[str, bytes], dict[str, bytes], dict[str, str]]:
    """Make a store; returns its files when all is settled and while a log is there, and what the reports hold."""
    reports = folder / "reports"
    reports.mkdir()
    for place in "甲乙丙":
        lines = [f"{n}.第{n}项工作。取消公务用车{n}千余台，推进法治。" for n in range(1, 15)]
        text = f"{place}市2021年报告\n一、公务用车改革\n" + "\n".join(lines) + "\n"
        (reports / f"{place}市2021年.txt").write_text(text, "utf-8")
    kb = folder / "kb"
    with closing(LocalKnowledgeBase(str(kb), create=True)) as base:
        list(base.add([shipped_reports(), str(reports / "甲市2021年.txt"), str(reports / "乙市2021年.txt")]))
    with closing(LocalKnowledgeBase(str(kb))) as reader, closing(LocalKnowledgeBase(str(kb))) as base:
        with reader.snapshot():  # while somebody reads, the log cannot be emptied
            reader.reports()
            list(base.add([str(reports)]))
            logged = taken(kb)
        texts = {summary.path: base.text(summary.id) for summary in base.reports()}
    settled = taken(kb)
    assert len(texts) == 4 and "records.db-wal" not in settled and logged["records.db-wal"]
    return settled, logged, texts


def taken(kb: Path) -> dict[str, bytes]:
    """Return a store's files; what is memory shown as a file is none."""
    files = [path for path in kb.rglob("*") if path.is_file() and not path.name.endswith("-shm")]
    return {str(path.relative_to(kb)): path.read_bytes() for path in files}


class Store:
    """A store, flipped and looked at again and again; each time it lies in a new folder."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.settled, self.logged, self.texts = make(place)
        bot = self._open(self.settled, "whole")
        self.right = {question: reply_json(bot.ask(question)) for question in QUESTIONS}
        self.headings = {s.path: bot.report(s.id).sections for s in bot.reports()}
        self.heads = {s.path: s.head for s in bot.reports()}

    def _open(self, files: dict[str, bytes], name: str) -> Bot:
        for path, data in files.items():
            file = self.place / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return open_bot(str(self.place / name))

    def flip(self, seed: str) -> tuple[str, Counter[str]]:
        """Flip one bit, ask and show; returns where it was, and what came of it."""
        draw, count = random.Random(seed), Counter[str]()
        kinds = {"records": "records.db", "log": "records.db-wal", "index": "index-"}
        kind = draw.choice(list(kinds))
        files = self.logged if kind == "log" else self.settled
        name = draw.choice([n for n, data in files.items() if data and n.split("/")[0].startswith(kinds[kind])])
        name = kinds[kind] if kind != "index" else name
        data = bytearray(files[name])
        at = draw.randrange(len(data))
        data[at] ^= 1 << draw.randrange(8)
        where = f"{name} byte {at}"
        try:
            self._use({**files, name: bytes(data)}, draw, count)
        except KnowledgeError as error:
            count["told"] += 1
            assert len(error.zh.splitlines()) == len(error.en.splitlines()) == 1
        finally:
            shutil.rmtree(self.place / "flipped", ignore_errors=True)
        return f"{kind}: {where}", count

    def _use(self, files: dict[str, bytes], draw: random.Random, count: Counter[str]) -> None:
        bot = self._open(files, "flipped")
        try:
            self._ask(bot, draw.choice(QUESTIONS), count)
        except KnowledgeError as error:
            count["told"] += 1
            assert len(error.zh.splitlines()) == len(error.en.splitlines()) == 1
        list_of(bot.reports(), Screen())
        for summary in bot.reports():
            try:
                self._show(bot, summary.id, count)
            except KnowledgeError:
                count["told"] += 1

    def _ask(self, bot: Bot, question: str, count: Counter[str]) -> None:
        reply = bot.ask(question)
        for line in (*asides(reply), *declined(reply), *([answered(reply, Screen())] if reply.answered else [])):
            line.encode()
        for answer in reply.answers:
            text = self.texts.get(answer.report.path)
            if text is None:
                count["a report's name altered"] += 1
            if not any(
                text[answer.start : answer.end] == answer.text
                and text[answer.quote_start : answer.quote_end] == answer.quote
                for text in ([text] if text else self.texts.values())
            ):
                count["ALTERED QUOTE"] += 1
            path = answer.report.path
            if path in self.heads and answer.report.head != self.heads[path]:
                count["a head altered"] += 1
            if any(step not in self.headings.get(path, (step,)) for step in answer.section_path):
                count["a heading altered"] += 1
        count["same" if reply_json(reply) == self.right[question] else "another answer, verbatim"] += 1

    def _show(self, bot: Bot, number: int, count: Counter[str]) -> None:
        report = bot.report(number)
        outline_of(report, Screen())
        for section in report.sections:
            text_of(report, section, Screen())
        if report.text not in self.texts.values():
            count["ALTERED TEXT"] += 1
        if report.sections != self.headings.get(report.path, report.sections):
            count["an outline altered"] += 1


def serve(place: str, seed: str, first: int, last: int, size: str) -> None:
    """Do flips first..last, a line of JSON each."""
    if size == "large":
        digest.EVERY_TIME = 0
    store = Store(Path(place))
    for number in range(first, last):
        print(json.dumps({"began": number}), flush=True)
        start = time.monotonic()
        try:
            where, count = store.flip(f"{seed}-{number}")
        except Exception as error:
            import traceback

            last_line = traceback.extract_tb(error.__traceback__)[-1]
            where, count = f"{error!r} at {last_line.filename}:{last_line.lineno}", Counter({"TRACEBACK": 1})
        print(json.dumps({"where": where, "count": count, "seconds": time.monotonic() - start}), flush=True)


def flips(first: int, last: int, seed: str, size: str = "small") -> Iterator[tuple[int, str, Counter[str], float]]:
    """Yield (number, where, what came of it, seconds) for flips first..last."""
    while first < last:
        with tempfile.TemporaryDirectory() as place:
            command = [sys.executable, __file__, "--serve", place, seed, str(first), str(last), size]
            with (
                tempfile.TemporaryFile("w+", errors="replace") as complaints,
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True) as child,
            ):
                assert child.stdout is not None
                while select.select([child.stdout], [], [], LIMIT)[0] and (line := child.stdout.readline()):
                    said = json.loads(line)
                    if "began" in said:
                        first = said["began"] + 1
                    else:
                        yield first - 1, said["where"], Counter(said["count"]), said["seconds"]
                hung = child.poll() is None and first < last
                child.kill()
                code = child.wait()
                complaints.seek(0)
                complaint = " | ".join(complaints.read().split("\n")[:3])
                if complaint and not hung and code in (0, -9):
                    yield first - 1, complaint, Counter({"SAID ON STDERR": 1}), 0.0
                if hung or code not in (0, -9):
                    yield first - 1, complaint, Counter({"HUNG" if hung else f"DIED {code}": 1}), LIMIT


def main() -> None:
    """Flip bits and print what came of it."""
    times, seed, size = (*sys.argv[1:], *("10000", "1", "small")[len(sys.argv) - 1 :])
    count: dict[str, Counter[str]] = {}
    slowest, start = 0.0, time.monotonic()
    for number, where, came, seconds in flips(0, int(times), seed, size):
        kind = where.split(":")[0] if where.startswith(("records:", "log:", "index:")) else "?"
        count.setdefault(kind, Counter()).update(came)
        slowest = max(slowest, seconds)
        if any(name.isupper() or "altered" in name or "DIED" in name for name in came):
            print(number, where, dict(came), flush=True)
        if number % 1000 == 999 or number + 1 == int(times):
            print(f"{number + 1} flips, slowest {slowest:.1f} s; {time.monotonic() - start:.0f} s")
            for part, had in sorted(count.items()):
                print(f"  {part}: {dict(had.most_common())}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), sys.argv[6])
    else:
        main()
