"""Regular expressions that are compiled when they are first used: a question needs few of them, and some are large.

As they were compiled they are kept (see `knowledge.compiled`): `late` is for patterns of the program, which do not hang on what was typed.
"""

import re
from collections.abc import Collection, Iterable
from typing import Any, cast

from knowledge.compiled import compiled


class _Late:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        method = getattr(compiled(self.pattern), name)
        setattr(self, name, method)  # found at once the next time
        return method


def late(pattern: str) -> re.Pattern[str]:
    """Return the pattern, to be used as a compiled one."""
    return cast("re.Pattern[str]", _Late(pattern))


def chinese(text: str) -> bool:
    """Whether all characters are Chinese. As a set in a pattern they take 0.5 ms to compile (Python 3.11)."""
    return all("\u4e00" <= character <= "\u9fff" for character in text)


def either(words: Iterable[str]) -> str:
    """Return what matches the longest of some words that stands there."""
    ordered = sorted(words, key=len, reverse=True)
    longer = (re.escape(word) for word in ordered if len(word) > 1)
    # One set of characters is compiled much faster than as many alternatives.
    single = "".join(re.escape(word) for word in ordered if len(word) == 1)
    return "|".join((*longer, *([f"[{single}]"] if single else ())))


def begins(words: Collection[str]) -> str:
    """Return what matches where any of some words begins: those that begin with another one need not be looked for."""
    held = set(words)
    return either(word for word in words if not any(word[:size] in held for size in range(1, len(word))))
