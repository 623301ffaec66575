"""However the chat ends, the terminal is as it was: its settings, its screen, the mouse, pasting, the cursor.

Run: python -m tests.faults.terminal [--sizes 120x40 80x24 40x20]. Prints a line for each way to end.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.ptys import PATIENCE, Program, qa

REPORTS = Path(__file__).resolve().parents[2] / "knowledge" / "reports"
SIZES = ("120x40", "80x24", "40x20")

# The modes that the chat may turn on, with the one character that puts a terminal back: on or off.
MODES = {
    "1049": "l",  # the other screen
    "1000": "l", "1003": "l", "1006": "l", "1015": "l", "1016": "l",  # the mouse
    "2004": "l",  # pasting
    "1004": "l",  # the focus
    "2048": "l",  # resizes told in band
    "25": "h",  # the cursor
    "7": "h",  # long lines
}  # fmt: skip

# A chat that a fault ends: the child is changed, for the program has no way to ask for it.
CRASHING = """
import sys
from qa.chat import app
secret = "秘密" * 3
def fault(self, *arguments):
    local_value = "LOCAL" + secret
    raise {error}
setattr(app.{where}, {method!r}, fault)
from qa.__main__ import main
sys.exit(main())
"""
MESSAGE = "㐀坏\x1b[7731m[@click=app.quit]x[/]\u202e"


def begin(program: Program) -> None:
    """Wait until the chat has opened its knowledge base."""
    program.until("知识库里的报告：1份", quiet=0.1)


def begin_to_begin(program: Program) -> None:
    """Wait until the chat has the screen, no longer."""
    end = time.monotonic() + PATIENCE
    while "\x1b[?1049h" not in program.said and time.monotonic() < end:
        program.read(0.01)


class Ending(NamedTuple):
    """A way to end: what is done to the program, and the exit code that it should have (None: any)."""

    do: Callable[[Program], None]
    code: int | None
    argv: Callable[[str], list[str]] = lambda kb: qa("--kb", kb)
    begin: Callable[[Program], None] = begin


def typed(*keys: str) -> Callable[[Program], None]:
    """Press keys, one after another."""

    def do(program: Program) -> None:
        for key in keys:
            program.write(key)
            program.settle(0.1)

    return do


def signalled(number: int) -> Callable[[Program], None]:
    """Send a signal to the program, as another one does."""
    return lambda program: os.kill(program.child.pid, number)


def crashing(where: str, method: str, error: str = f"ValueError({MESSAGE!r})") -> Callable[[str], list[str]]:
    """Return the command of a chat in which something fails."""
    code = CRASHING.format(where=where, method=method, error=error)
    return lambda kb: [sys.executable, "-c", code, "--kb", kb]


ENDINGS = {
    "/quit": Ending(typed("/quit", "\r"), 0),
    "Ctrl+Q": Ending(typed("\x11"), 0),
    "Ctrl+C twice": Ending(typed("\x03", "\x03"), 0),
    "SIGTERM": Ending(signalled(signal.SIGTERM), 128 + signal.SIGTERM),
    "SIGHUP": Ending(signalled(signal.SIGHUP), 128 + signal.SIGHUP),
    "SIGINT": Ending(signalled(signal.SIGINT), 128 + signal.SIGINT),
    "SIGTERM at the start": Ending(signalled(signal.SIGTERM), 128 + signal.SIGTERM, begin=begin_to_begin),
    "SIGINT at the start": Ending(signalled(signal.SIGINT), 128 + signal.SIGINT, begin=begin_to_begin),
    "SIGTERM while adding": Ending(
        lambda program: (typed(f"/add {REPORTS}", "\r")(program), signalled(signal.SIGTERM)(program))[1],
        128 + signal.SIGTERM,
    ),
    "a crash at a key": Ending(typed("\x1bOP"), 2, crashing("ChatApp", "action_help")),
    "a crash in drawing": Ending(typed("/help", "\r"), 2, crashing("Log", "append")),
    "out of memory": Ending(typed("\x1bOP"), 2, crashing("ChatApp", "action_help", "MemoryError()")),
    "a crash in a worker": Ending(typed("问\r"), 2, crashing("Topics", "show")),
    "a crash that is no error": Ending(typed("\x1bOP"), None, crashing("ChatApp", "action_help", "SystemExit(3)")),
}


def open_modes(written: str) -> list[str]:
    """Return the modes that were changed and not put back, by what was written to the terminal."""
    last: dict[str, str] = {}
    for numbers, set_to in re.findall(r"\x1b\[\?([0-9;]+)([hl])", written):
        for number in numbers.split(";"):
            last[number] = set_to
    wrong = [f"?{number}{set_to}" for number, set_to in last.items() if MODES.get(number, set_to) != set_to]
    strange = [f"?{number}{set_to}" for number, set_to in last.items() if number not in {*MODES, "2026"}]
    pushed, popped = written.count("\x1b[>"), written.count("\x1b[<u")
    return wrong + strange + (["keyboard"] if pushed > popped else [])


def after_leaving(written: str) -> str:
    """Return what was printed once the other screen was left, where a person reads it."""
    return re.sub(r"\x1b\[[0-9;?<>=]*[a-z]", "", written.rsplit("\x1b[?1049l", 1)[-1]).strip()


def trouble(kb: str, ending: Ending, width: int, height: int) -> list[str]:
    """End a chat in one way; return what is wrong afterwards."""
    with Program(ending.argv(kb), width, height) as program:
        ending.begin(program)
        ending.do(program)
        code = program.ended()
        found = [] if ending.code in (None, code) else [f"exit code {code}, not {ending.code}"]
        if program.attributes() != program.before:
            found.append("the terminal's settings are not as before")
        found += [f"left on: {mode}" for mode in open_modes(program.said)]
        if MESSAGE[0] in ending.argv(kb)[2] and MESSAGE[0] not in after_leaving(program.said):
            found.append("what went wrong is not said")
        return found + misprinted(after_leaving(program.said))


def misprinted(words: str) -> list[str]:
    """Return what is wrong with the words printed at the end."""
    found = []
    if "LOCAL" in words or "Traceback" in words or "secret" in words:
        found.append(f"a traceback, or values of variables: {words[-300:]!r}")
    if len(words.splitlines()) > 3:
        found.append(f"{len(words.splitlines())} lines")
    if re.search("[\x1b\u202e]|(?<!␛)\\[7731", words):
        found.append(f"raw control characters: {words!r}")
    return found


def suspended(kb: str, width: int, height: int, stop: Callable[[Program], None]) -> list[str]:
    """Suspend a chat and go on with it: the terminal is put back meanwhile, and the screen drawn again."""
    found = []
    with Program(qa("--kb", kb), width, height) as program:
        begin(program)
        stop(program)
        end = time.monotonic() + 20
        while stopped(program.child.pid) != "T" and time.monotonic() < end:
            program.read(0.05)
        program.settle(0.1)
        if stopped(program.child.pid) != "T":
            return ["it does not stop"]
        if program.attributes() != program.before:
            found.append("stopped with the terminal's settings changed")
        found += [f"stopped with {mode} on" for mode in open_modes(program.said)]
        since = len(program.said)
        program.child.send_signal(signal.SIGCONT)
        program.until("知识库里的报告：1份", since, 20)
        program.write("问一问")
        program.until("问一问", since)
        program.write("\x11")
        if (code := program.ended()) != 0:
            found.append(f"exit code {code} in the end")
        if program.attributes() != program.before:
            found.append("ended with the terminal's settings changed")
        return found + [f"ended with {mode} on" for mode in open_modes(program.said)]


def stopped(number: int) -> str:
    """Return the state of a process: T where it is stopped."""
    return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]


def hung_up(kb: str, width: int, height: int, *, foreground: bool = True) -> list[str]:
    """Close the terminal, as when its window is closed: the program ends, and soon, told of it by a signal or not."""
    with Program(qa("--kb", kb), width, height, foreground=foreground) as program:
        begin(program)
        start = time.monotonic()
        program.hang_up()
        try:
            code = program.child.wait(20)
        except subprocess.TimeoutExpired:
            return ["it does not end"]
        took = time.monotonic() - start
        found = [] if code in (128 + signal.SIGHUP, -signal.SIGHUP) else [f"exit code {code}"]
        return found + ([f"it took {took:.1f} s"] if took > 5 else [])


def without_terminal(kb: str) -> list[str]:
    """Start the chat with one of its streams elsewhere: one line says what is wrong, at once."""
    found = []
    for name in ("stdin", "stdout", "stderr"):
        with tempfile.TemporaryFile() as elsewhere, Program(qa("--kb", kb), streams={name: elsewhere}) as program:
            try:
                code = program.ended(20)
            except AssertionError:
                found.append(f"{name} elsewhere: it does not end")
                continue
            elsewhere.seek(0)
            words = program.said + elsewhere.read().decode()
            if code != 2 or len(words.strip().splitlines()) != 1 or "终端" not in words or "\x1b" in words:
                found.append(f"{name} elsewhere: exit code {code}, {words!r}")
    return found


def tries(kb: str, width: int, height: int) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """Yield all ways to end, to stop, and not to begin, each with what tries it."""
    for name, ending in ENDINGS.items():
        yield name, partial(trouble, kb, ending, width, height)
    yield "SIGTSTP, SIGCONT", lambda: suspended(kb, width, height, signalled(signal.SIGTSTP))
    yield "Ctrl+Z, SIGCONT", lambda: suspended(kb, width, height, typed("\x1a"))
    yield "the terminal closed", lambda: hung_up(kb, width, height)
    yield "the same, no signal", lambda: hung_up(kb, width, height, foreground=False)
    yield "no terminal", lambda: without_terminal(kb)


def main() -> None:
    """Print what is wrong with each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=SIZES)
    args = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        kb = f"{folder}/kb"
        subprocess.run(qa("--kb", kb, "add", str(REPORTS)), check=True, stdout=subprocess.DEVNULL)
        for size in args.sizes:
            width, height = map(int, size.split("x"))
            for name, attempt in tries(kb, width, height):
                found = attempt()
                bad += bool(found)
                print(f"{size:7s} {name:26s} {'; '.join(found) or 'as it was'}", flush=True)
    sys.exit(bad and 1)


if __name__ == "__main__":
    main()
