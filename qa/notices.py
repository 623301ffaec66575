"""What is said beside the answers, on standard error: notices and progress."""

import os
import sys
from collections.abc import Callable

from qa.layout import is_terminal, laid_out, screen_of, shorten
from qa.render import one_line


def tell(text: str) -> None:
    """Print one line on standard error."""
    print(one_line(text), file=sys.stderr)


def remark(line: str) -> None:
    """Print what is said beside an answer on standard error; on a terminal in lines that go on under its indent."""
    said = line.lstrip()
    indent = line[: len(line) - len(said)]
    print(indent + laid_out([(said, "")], screen_of(sys.stderr), f"{indent}  "), file=sys.stderr)


def progress() -> Callable[[str], None]:
    """Return what shows progress on one line of a terminal ("" clears it); elsewhere it does nothing."""
    if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        return lambda text: None

    def show(text: str) -> None:
        width = screen_of(sys.stderr).width
        line = shorten(one_line(text), width and width - 1)
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    return show


def debugging() -> bool:
    """Whether QA_DEBUG asks for tracebacks."""
    return os.environ.get("QA_DEBUG", "") not in ("", "0")
