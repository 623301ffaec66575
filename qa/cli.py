"""The command line: streams, errors and exit codes around the verbs of `qa.commands`.

Answers go to standard output, everything else to standard error, an error in one line.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

from knowledge.compiled import keep
from knowledge.errors import KnowledgeError
from qa.commands import DONE, NO_ANSWER, VERBS, WRONG
from qa.layout import shorten
from qa.notices import debugging, progress
from qa.render import one_line
from qa.say import say
from qa.troubles import trouble

__all__ = ["BROKEN_PIPE", "DONE", "INTERRUPTED", "NO_ANSWER", "WRONG", "run"]

# What a shell reports of a program ended by SIGINT and by SIGPIPE.
INTERRUPTED, BROKEN_PIPE = 130, 141

# An encoding without these (GBK has them) cannot show an answer; the few it may lack are shown as \\u codes.
_NEEDED = "台→（"

# An error may name what was typed, which may be a whole book.
_LONGEST = 1000


def run(argv: Sequence[str]) -> int:
    """Carry out one command line; returns the exit code. Raises nothing; with QA_DEBUG=1, what went wrong."""
    try:
        _prepare_streams()
        code = _carried_out(argv)
        sys.stdout.flush()
        keep()
        return code
    except KeyboardInterrupt:
        with suppress(OSError):
            progress()("")  # so that the shell goes on at the beginning of a line
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return BROKEN_PIPE
    except Exception as error:
        if debugging() and not isinstance(error, KnowledgeError):
            raise
        return _failed(error)


def _carried_out(argv: Sequence[str]) -> int:
    from qa.arguments import parse

    try:
        args = parse(list(argv))
    except SystemExit:  # argparse has printed the help or the version
        return DONE
    return VERBS[args.verb](args)


def _failed(error: Exception) -> int:
    if isinstance(error, OSError):
        # What could not be written must not be tried again at exit, where it would end in a traceback.
        _drop_output(unless_it_works=True)
    with suppress(OSError):  # nobody may be left to be told
        print(shorten(f"qa: {one_line(_line(error))}", _LONGEST), file=sys.stderr, flush=True)
    return WRONG


def _line(error: Exception) -> str:
    return trouble(error) or say(
        f"内部错误：{error!r}（QA_DEBUG=1 看详情）", f"internal error: {error!r} (QA_DEBUG=1 shows more)"
    )


def _prepare_streams() -> None:
    """Make printing possible: a closed stream goes nowhere, one that cannot hold Chinese becomes UTF-8."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open until the end
    for stream in (sys.stdout, sys.stderr):
        _make_able(stream)
    if sys.stdin is not None:
        # Bytes that are no text come in as surrogates, and are shown as such; they do not end the program.
        _make_able(sys.stdin, "surrogateescape")


def _make_able(stream: TextIO, errors: str = "backslashreplace") -> None:
    if not hasattr(stream, "reconfigure"):
        return
    try:
        _NEEDED.encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        stream.reconfigure(encoding="utf-8")
    stream.reconfigure(errors=errors)


def _drop_output(*, unless_it_works: bool = False) -> None:
    """Send what is left of standard output nowhere."""
    with suppress(OSError):
        if unless_it_works:
            sys.stdout.flush()
            return
    with suppress(OSError, ValueError):  # a test's stream is not a real one
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
