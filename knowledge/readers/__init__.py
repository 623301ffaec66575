"""From a file to text: one module for each format, imported when a file of that format comes."""

import os
from dataclasses import dataclass
from importlib import import_module

from knowledge.errors import Unreadable
from knowledge.model import NO_HEAD, Head, Mark

# Larger files are not reports; reading one must not take the machine's memory.
LARGEST_FILE = 64 * 1024 * 1024

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


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader found: the text, how it was encoded, and notes on what could not be read.

    `marks` are what the format says of lines, `pages` where each page begins in the text, and `told` what the format
    says of the report itself.
    """

    text: str
    encoding: str
    notes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    pages: tuple[int, ...] = ()
    told: Head = NO_HEAD


def readable(path: str) -> bool:
    """Say whether a file of this name is one that some reader reads."""
    return _suffix(path) in _READERS


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def load(path: str) -> bytes:
    """Return the bytes of a report file. Raises Unreadable with the reason, in one line."""
    if not os.path.lexists(path):
        raise Unreadable(path, "没有这个文件", "no such file")
    if os.path.isdir(path):
        raise Unreadable(path, "文件夹打不开", "cannot open the folder")
    if not os.path.isfile(path):
        raise Unreadable(path, "不是普通文件", "not a regular file")
    if not readable(path):
        raise Unreadable(
            path,
            f"不认识的格式（可读：{' '.join(SUFFIXES)}）",
            f"unknown format (can read {' '.join(SUFFIXES)})",
        )
    try:
        if os.path.getsize(path) > LARGEST_FILE:
            raise Unreadable(path, "文件超过 64 MB", "larger than 64 MB")
        with open(path, "rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Unreadable(path, f"读不了：{error.strerror}", f"cannot read: {error.strerror}") from error


def decode(path: str, data: bytes) -> Document:
    """Return what the bytes of the file at `path` tell. Raises Unreadable with the reason, in one line."""
    reader = import_module(f"knowledge.readers.{_READERS.get(_suffix(path), 'plain')}")
    document: Document = reader.read(path, data)
    return document


def read(path: str) -> tuple[bytes, Document]:
    """Read a report file; returns its bytes too. Raises Unreadable."""
    data = load(path)
    return data, decode(path, data)
