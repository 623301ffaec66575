"""From a file to text: one module for each format, imported when a file of that format comes."""

import os
from importlib import import_module
from typing import NamedTuple

from knowledge.errors import Unreadable
from knowledge.model import NO_HEAD, Head, Mark
from knowledge.readers.opening import LARGEST_FILE, contents

__all__ = ["LARGEST_FILE", "SUFFIXES", "Document", "by_a_library", "decode", "load", "read", "readable"]

# The module that reads each kind of file.
_READERS = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "plain",
    ".markdown": "plain",
    ".html": "html",
    ".htm": "html",
    ".mht": "html",
    ".mhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".ofd": "ofd",
}

SUFFIXES = tuple(_READERS)


class Document(NamedTuple):
    """What a reader found: the text, how it was encoded, notes on that, and what of the file could not be read.

    `marks` are what the format says of lines, `pages` where each page begins in the text, and `told` what the format
    says of the report itself.
    """

    text: str
    encoding: str
    notes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    pages: tuple[int, ...] = ()
    told: Head = NO_HEAD
    missing: tuple[str, ...] = ()


def readable(path: str) -> bool:
    """Say whether a file of this name is one that some reader reads."""
    return _suffix(path) in _READERS


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def by_a_library(path: str) -> bool:
    """Say whether a library reads files of this name; plain text alone is only decoded, and costs what it is long."""
    return _READERS.get(_suffix(path), "plain") != "plain"


def load(path: str, folder: str = "") -> bytes:
    """Return the bytes of a report file, found in `folder` or named. Raises Unreadable with the reason, in one line."""
    if not readable(path) and os.path.isfile(path):
        raise Unreadable(
            path,
            f"不认识的格式（可读：{' '.join(SUFFIXES)}）",
            f"unknown format (can read {' '.join(SUFFIXES)})",
        )
    return contents(path, folder)


def decode(path: str, data: bytes) -> Document:
    """Return what the bytes of the file at `path` tell. Raises Unreadable with the reason, in one line."""
    reader = import_module(f"knowledge.readers.{_READERS.get(_suffix(path), 'plain')}")
    document: Document = reader.read(path, data)
    return document


def read(path: str) -> tuple[bytes, Document]:
    """Read a report file; returns its bytes too. Raises Unreadable."""
    data = load(path)
    return data, decode(path, data)
