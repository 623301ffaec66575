"""Reports, names, questions and settings made of hostile strings, shown by the chat and the commands in a real terminal.

Run: python -m tests.faults.hostile [--strings 1000] [--every 1] [--seed 5] [--sizes 120x40 ...]. Prints, for each
place on the screen, how many of the strings stood there whole; then the raw control characters and the markup read.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa.places import PROVINCES
from tests.faults.hostile_commands import commands
from tests.faults.hostile_reports import SURVEYED, YEARS, Made, write_all
from tests.faults.strings import found, payloads, raw, shown, typable
from tests.ptys import Program, qa, squeezed

SIZES = ("120x40", "80x24", "40x20")
ANSWERED = ("出处：", "未找到依据", "程序内部出错", "份提到")
UP, DOWN, TAB, PAGE_DOWN, F2, F5, F6, ESC = (
    "\x1b[A",
    "\x1b[B",
    "\t",
    "\x1b[6~",
    "\x1bOQ",
    "\x1b[15~",
    "\x1b[17~",
    "\x1b",
)
CLEAR = "\x0c"
COMMANDS = ("/", "/theme ", "/open ", "/export /nowhere/", "/copy /nowhere/", "/drop ")


class Seen:
    """What stood on the screens: for each phase and place the strings seen whole, and those that looked wrong."""

    def __init__(self, strings: tuple[str, ...]) -> None:
        self.strings = strings
        self.whole: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self.misread: set[str] = set()
        self.raw: list[str] = []

    def look(self, phase: str, rows: list[str]) -> None:
        """Take note of what rows of text hold; in one row a string stands exactly as it is made visible."""
        for row in rows:
            for sink, number, text in found(row):
                if text in shown(sink, self.strings[number]):
                    self.whole[phase, sink].add(number)
                elif "、" not in text:  # the words of a question, listed as such
                    self.misread.add(f"{phase}, {sink}: {text!r} for {self.strings[number]!r}")
        for sink, number, text in found("".join(rows)):  # those that reach over rows; another pane may come between
            if text in shown(sink, self.strings[number]):
                self.whole[phase, sink].add(number)


class Chat:
    """A chat in a terminal, driven as a person does, and what it shows looked at after each step."""

    def __init__(self, made: Made, kb: str, seen: Seen, width: int, height: int) -> None:
        own = {
            "XDG_CONFIG_HOME": str(made.folder / "config"),
            "XDG_DATA_HOME": str(made.folder / "data"),
            "QA_HISTORY": "on",
        }
        self.made, self.seen, self.narrow, self.height = made, seen, width < 100, height
        self.program = Program(qa("--kb", kb), width, height, own)

    @contextmanager
    def step(self, phase: str, quiet: float = 0.05) -> Iterator[int]:
        """Do something, and look at what is shown from then until silence."""
        self.program.settle(0.02)
        since = len(self.program.said)
        yield since
        self.program.settle(quiet, 5)
        self.seen.look(phase, self.program.rows(since))

    def press(self, phase: str, key: str, times: int = 1) -> None:
        """Press a key some times."""
        for _ in range(times):
            with self.step(phase):
                self.program.write(key)

    def enter(self, phase: str, text: str, *awaited: str) -> None:
        """Type a line and wait for what it brings."""
        with self.step(phase) as since:
            self.program.write(text + "\r")
            if awaited:
                wanted = [squeezed(one) for one in awaited]
                self.program.until(lambda shown: any(one in shown for one in wanted), since)

    def paste(self, phase: str, text: str) -> None:
        """Paste a text into the line, as a terminal does."""
        with self.step(phase):
            # What is not UTF-8 comes as the bytes that it is.
            self.program.write(
                b"\x1b[200~" + text.encode("utf-8", "surrogateescape" if lone(text) else "replace") + b"\x1b[201~"
            )

    def end(self) -> int:
        """Leave, and return the exit code; the bytes of the whole session are looked through."""
        self.program.write(ESC)
        self.program.settle(0.3)
        self.program.write("\x11")
        code = self.program.ended()
        self.seen.raw += raw(self.program.said, chat=True)
        self.program.close()
        return code


def lone(text: str) -> bool:
    """Whether the surrogates of a text stand for bytes."""
    return not any("\ud800" <= one <= "\udc7f" or "\udd00" <= one <= "\udfff" for one in text)


def drive(chat: Chat, every: int) -> None:
    """Go over all that the chat shows."""
    made, program = chat.made, chat.program
    count = len(made.strings)
    program.until("知识库里的报告", quiet=0.3)
    chat.seen.look("welcome", program.rows())
    chat.press("keys.toml complaints", PAGE_DOWN, 12 if count > 100 else 3)
    chat.press("recalled from before", UP, count // every)
    chat.press("cleared", CLEAR)
    for number in range(0, count, every):
        answers(chat, number)
        typed(chat, number)
        if number % (10 * every) == 0:
            chat.press("cleared", CLEAR)
    lists(chat, every)
    adding(chat)


def answers(chat: Chat, number: int) -> None:
    """Ask what has an answer, say why, copy it, walk through its outline; ask what has none."""
    made, say = chat.made, chat.program.write
    chat.enter("answer", made.question(number), *ANSWERED)
    chat.press("why", F5)
    with chat.step("copied"):
        say(F6)
    if chat.narrow:
        chat.press("report", F2)
    chat.press("outline", TAB + DOWN)
    chat.press("outline", DOWN * 4)
    chat.press("report", TAB + PAGE_DOWN)
    chat.press("back", ESC)
    chat.enter("abstention", made.unanswered(number), *ANSWERED)


def typed(chat: Chat, number: int) -> None:
    """Type and paste strings as questions and as arguments of commands."""
    made = chat.made
    put = made.put
    chat.paste("pasted", put("pa", number))
    chat.enter("pasted and asked", "什么？", *ANSWERED)
    chat.press("recalled", UP)
    chat.press("recalled", DOWN)
    chat.enter("typed and asked", f"{typable(put('ty', number))}吗？", *ANSWERED)
    command = COMMANDS[number % len(COMMANDS)]
    chat.program.write(command)
    chat.paste(f"command {command.split()[0]}", put("co", number))
    chat.press(f"command {command.split()[0]}", "\r")
    chat.press("back", ESC)


def lists(chat: Chat, every: int) -> None:
    """List the reports, open some from there, complete names of files, and look for a word in all reports."""
    count = len(chat.made.strings)
    chat.enter("survey", f"哪些报告提到了{SURVEYED}？", "份提到")
    chat.press("survey", PAGE_DOWN, 2 * count // (chat.height - 10) + 2)
    chat.press("cleared", CLEAR)
    chat.enter("list of reports", "/list")
    chat.press("list of reports", DOWN * 5, min(50, count) // 5 + 1)
    chat.enter("opened", "")
    chat.press("opened", ESC + ESC)
    for letter in "abcdefghik"[: 10 // every + 1]:
        with chat.step("names of files"):
            chat.program.write(f"/add {chat.made.folder}/{'bad' if letter < 'f' else 'reports'}/")
        chat.press("names of files", DOWN * 5, min(50, count) // 5 + 1)
        chat.press("back", ESC)


def adding(chat: Chat) -> None:
    """Add files that cannot be read, and some that can."""
    for folder in ("bad", "compared", "none"):
        chat.enter("adding", f"/add {chat.made.folder}/{folder}", "失败", "未变", "添加1", "没有")
        chat.program.settle(0.3)  # a blinking cursor is never silent for longer


def comparing(chat: Chat, compared: int) -> None:
    """Ask for comparisons of places and years, which come as tables."""
    chat.program.until("知识库里的报告", quiet=0.3)
    places = PROVINCES[: -(-compared // len(YEARS))]
    for start in range(0, len(places), 4):
        for year in YEARS:
            some = "、".join(f"{place}省" for place in places[start : start + 4])
            chat.enter("comparison", f"{some}{year}年各取消车辆多少台？", *ANSWERED, "第9行", "—")
            chat.press("comparison", PAGE_DOWN, 2)


def add(kb: str, folder: Path) -> None:
    """Make a knowledge base."""
    done = subprocess.run(qa("--kb", kb, "add", str(folder)), capture_output=True)
    assert done.returncode in (0, 2) and b"Traceback" not in done.stderr, done.stderr[-2000:]


def alive(chat: Chat) -> bool:
    """Whether the chat still answers, and leaves as it should."""
    chat.press("cleared", CLEAR)
    chat.enter("answer", chat.made.question(0), *ANSWERED)
    return chat.end() == 0


def run(count: int, every: int, seed: int, size: str, folder: Path) -> tuple[Seen, bool]:
    """Show all strings at one size of the screen; return what was seen, and whether the chat lived."""
    made = Made(folder, payloads(count, seed))
    seen, compared = Seen(made.strings), min(90, count // 2)
    width, height = map(int, size.split("x"))
    write_all(made, compared)
    for name in ("reports", "compared"):
        add(f"{folder}/kb-{name}", folder / name)
    chat = Chat(made, f"{folder}/kb-reports", seen, width, height)
    drive(chat, every)
    lived = alive(chat)
    chat = Chat(made, f"{folder}/kb-compared", seen, width, height)
    comparing(chat, compared)
    lived = lived and alive(chat)
    commands(made, f"{folder}/kb-reports", f"{folder}/kb-compared", seen, every, width, height)
    return seen, lived


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strings", type=int, default=1000)
    parser.add_argument("--every", type=int, default=1, help="ask of every so-manieth report only")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--sizes", nargs="+", default=SIZES)
    args = parser.parse_args()
    bad = 0
    for size in args.sizes:
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            seen, lived = run(args.strings, args.every, args.seed, size, Path(folder))
        phases: defaultdict[str, list[str]] = defaultdict(list)
        for (phase, sink), numbers in sorted(seen.whole.items()):
            phases[phase].append(f"{sink} {len(numbers)}")
        for phase, told in phases.items():
            print(f"{size:7s} {phase:24s} {', '.join(told)}")
        places = len(seen.whole)
        print(
            f"{size}: {args.strings} strings, {places} places, {sum(map(len, seen.whole.values()))} sights of them whole"
        )
        print(f"{size}: raw control characters {len(seen.raw)}, markup read or text lost {len(seen.misread)}")
        print(f"{size}: {'alive at the end' if lived else 'NOT alive'}, {time.monotonic() - start:.0f} s", flush=True)
        for fault in (*seen.raw[:20], *sorted(seen.misread)[:40]):
            print("   ", ascii(fault))
        bad += bool(seen.raw or seen.misread or not lived)
    sys.exit(bad and 1)


if __name__ == "__main__":
    main()
