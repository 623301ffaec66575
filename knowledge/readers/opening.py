"""How a report's file is opened: as a plain file or not at all, and never through a link out of the folder it is in."""

import os
import stat

from knowledge.errors import Unreadable

# Larger files are not reports; reading one must not take the machine's memory.
LARGEST_FILE = 64 * 1024 * 1024

# A pipe that takes the file's place does not make the program wait, nor a terminal become its own.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def contents(path: str, folder: str = "") -> bytes:
    """Return the bytes of a plain file. Raises Unreadable with the reason, in one line.

    Below `folder`, where one is told, no link is followed, be it made while this runs.
    """
    try:
        _refuse(path, os.stat(path))  # a device may do something when it is opened
        with open(_opened(path, folder), "rb") as file:
            before = os.fstat(file.fileno())
            _refuse(path, before)
            data = file.read(LARGEST_FILE + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError as error:
        raise Unreadable(path, "没有这个文件", "no such file") from error
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise Unreadable(path, f"读不了：{said}", f"cannot read: {said}") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unreadable(path, "读的时候有别的程序在写它", "it was written to while it was read")
    return data


def _refuse(path: str, state: os.stat_result) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise Unreadable(path, "文件夹打不开", "cannot open the folder")
    if not stat.S_ISREG(state.st_mode):
        raise Unreadable(path, "不是普通文件", "not a regular file")
    if state.st_size > LARGEST_FILE:
        raise Unreadable(path, "文件超过 64 MB", "larger than 64 MB")


def _opened(path: str, folder: str) -> int:
    """Return a descriptor of the file, opened folder by folder below `folder`."""
    if not folder or os.open not in os.supports_dir_fd:
        return os.open(path, _FLAGS)
    *above, name = path[len(folder) :].strip(os.sep).split(os.sep)
    at = os.open(folder, _FLAGS | os.O_DIRECTORY)
    try:
        for part in above:
            inner = os.open(part, _FLAGS | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = inner
        return os.open(name, _FLAGS | os.O_NOFOLLOW, dir_fd=at)
    finally:
        os.close(at)
