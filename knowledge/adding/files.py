"""Files and folders to add, as they are named: which files are meant, which are left out and why, and which changed."""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from knowledge import readers
from knowledge.base import Added
from knowledge.errors import Unreadable
from knowledge.rows import digest

# Not shown by other programs either; and what an office program leaves beside a file that is open.
_HIDDEN = (".", "~$")

# How a byte of a name that is not UTF-8 is stored.
_ODD_BYTE = re.compile(r"\\u(dc[89a-f][0-9a-f])")

_LINK = ("链接，没有跟随", "a link, not followed")
_ODD = ("不是普通文件", "not a regular file")
_UNKNOWN = ("不认识的格式", "unknown format")


class File(NamedTuple):
    """A file to add: the report's name, where the file lies as it was told, and the folder it was found in, if any."""

    name: str
    path: str
    folder: str = ""


def found(paths: Sequence[str], own: str = "") -> Iterator[File | Added]:
    """Yield each file named and each file in each folder named, in order, or that it is left out.

    The folder `own`, where the knowledge base keeps its files, holds no reports. Links inside a folder are not followed: they can lead out of it. A folder that cannot be opened comes as a file,
    for the reader to refuse.
    """
    for path in paths:
        if os.path.isdir(path):
            yield from _inside(path, own)
        else:
            yield File(stored(os.path.basename(path) or path), path)


def _inside(top: str, own: str) -> Iterator[File | Added]:
    closed: list[str] = []
    own = os.path.realpath(own) if own else ""
    for folder, inner, names in os.walk(top, onerror=lambda error: closed.append(error.filename)):
        inner[:] = sorted(name for name in inner if not name.startswith(_HIDDEN))
        inner[:] = [name for name in inner if os.path.realpath(os.path.join(folder, name)) != own]
        for name in sorted([*names, *(name for name in inner if os.path.islink(os.path.join(folder, name)))]):
            if name.startswith(_HIDDEN):
                continue
            path = os.path.join(folder, name)
            called = stored(os.path.relpath(path, top).replace(os.sep, "/"))
            why = _left_out(path)
            yield Added(called, "left_out", zh=why[0], en=why[1]) if why else File(called, path, top)
    yield from (File(stored(os.path.basename(folder) or folder), folder) for folder in closed)


def _left_out(path: str) -> tuple[str, str] | None:
    """Return why a file found in a folder is left out, in Chinese and English; None where it is not."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return None  # gone meanwhile: opening it will say so
    if stat.S_ISLNK(mode):
        return _LINK
    if not stat.S_ISREG(mode):
        return _ODD
    return None if readers.readable(path) else _UNKNOWN


def drifted(files: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what became of each (name, file, hash) whose file is not what it was, in Chinese and English."""
    for name, source, hashed in files:
        try:
            changed = digest(readers.load(_as_named(source))) != hashed
        except Unreadable as error:
            yield f"{name}：原来的文件读不到了（{error.zh}）", f"{name}: its file cannot be read any more ({error.en})"
        else:
            if changed:
                yield f"{name}：文件改过了，请 qa add 更新", f"{name}: its file has changed; qa add it again"


def _as_named(source: str) -> str:
    """Return the name that a file has on the disk: `stored` undone."""
    return source if os.path.lexists(source) else _ODD_BYTE.sub(lambda byte: chr(int(byte[1], 16)), source)


def stored(name: str) -> str:
    """Write a file's name so that it can be stored: one that is not UTF-8 shows its odd bytes as escapes."""
    return name.encode("utf-8", "backslashreplace").decode()
