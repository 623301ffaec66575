"""From a file to text: one module for each format, imported when a file of that format comes."""

import os
from dataclasses import dataclass

from knowledge.errors import Unreadable

# Larger files are not reports; reading one must not take the machine's memory.
LARGEST_FILE = 64 * 1024 * 1024

SUFFIXES = (".txt", ".md", ".markdown", ".text")


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader found: the text, how it was encoded, and notes on what could not be read."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def readable(path: str) -> bool:
    """Say whether a file of this name is one that some reader reads."""
    return path.lower().endswith(SUFFIXES)


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
    from knowledge.readers import plain

    return plain.read(path, data)


def read(path: str) -> tuple[bytes, Document]:
    """Read a report file; returns its bytes too. Raises Unreadable."""
    data = load(path)
    return data, decode(path, data)
