"""What is said beside the answers, on standard error: notices and progress."""

import os
import sys
from collections.abc import Callable

from qa.layout import is_terminal, shorten
from qa.render import one_line

_PROGRESS_WIDTH = 78


def tell(text: str) -> None:
    """Print one line on standard error."""
    print(one_line(text), file=sys.stderr)


def progress() -> Callable[[str], None]:
    """Return what shows progress on one line of a terminal ("" clears it); elsewhere it does nothing."""
    if not is_terminal(sys.stderr):
        return lambda text: None

    def show(text: str) -> None:
        line = shorten(one_line(text), _PROGRESS_WIDTH)
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    return show


def debugging() -> bool:
    """Whether QA_DEBUG asks for tracebacks."""
    return os.environ.get("QA_DEBUG", "") not in ("", "0")
