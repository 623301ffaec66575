"""What can go wrong with files and knowledge bases, each with one line in Chinese and in English."""

from collections.abc import Iterator
from contextlib import contextmanager


class KnowledgeError(Exception):
    """Base of all errors of this package. `zh` and `en` are each one line that says what to do or what is wrong."""

    def __init__(self, zh: str, en: str) -> None:
        # What is told of can hold line ends: a file's name, what a library said.
        self.zh = " ".join(zh.splitlines())
        self.en = " ".join(en.splitlines())
        super().__init__(self.zh)


class Unreadable(KnowledgeError):
    """A file that cannot be read as a report."""

    def __init__(self, path: str, zh: str, en: str) -> None:
        super().__init__(f"{path}：{zh}", f"{path}: {en}")
        self.path = path


class Missing(KnowledgeError):
    """No knowledge base at this place, or no such report or section in it."""


class Damaged(KnowledgeError):
    """A knowledge base whose records cannot be read or no longer match their hash."""


class Unwritable(KnowledgeError):
    """A place that cannot be written to: read-only, full, or held by another process for too long."""


class Busy(Unwritable):
    """A place that another process is writing to."""


class Unreachable(KnowledgeError):
    """A cluster that does not answer, or does not let us in."""


@contextmanager
def noting(faults: dict[tuple[str, str], None]) -> Iterator[None]:
    """Note an error of ours among the faults, each once, and go on."""
    try:
        yield
    except KnowledgeError as error:
        faults[error.zh, error.en] = None
