"""Zip archives from strangers (.docx, .ofd): what one says of itself is checked before anything is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise

from knowledge.errors import Unreadable

# 25 real documents hold at most 26 entries and 1.7 MB, none more than 29 times its size.
_MOST_ENTRIES = 10_000
_LARGEST_ENTRY = 64 * 1024 * 1024
_LARGEST_WHOLE = 256 * 1024 * 1024
# So many times its size may an entry unpack to, where that is more than a megabyte; deflate can do 1032.
_MOST_RATIO = 200
_WORTH_A_LOOK = 1024 * 1024

_DIRECTORY_ENTRY = b"PK\x01\x02"
_HEADER_LENGTH = 30  # of an entry, without its name
_ENCRYPTED = 1
_XML = (".xml", ".rels")


class Members(Mapping[str, bytes]):
    """The entries of an archive by name, folders left out; each is unpacked when it is asked for."""

    def __init__(self, path: str, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}

    def __getitem__(self, name: str) -> bytes:
        """Return what an entry holds. Raises KeyError; Unreadable where it is damaged, or XML that defines entities."""
        entry = self._entries[name]
        try:
            # zipfile stops at the size that was told and checked, and compares the checksum.
            data = self._archive.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise Unreadable(self._path, f"压缩包里的 {name} 已损坏", f"{name} in the archive is damaged") from error
        if name.lower().endswith(_XML):
            refuse_entities(self._path, data)
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def members(path: str, data: bytes) -> Members:
    """Open an archive whose entries may be unpacked. Raises Unreadable where it is damaged, or built to do harm."""
    # Counted before zipfile makes an object of each.
    if data.count(_DIRECTORY_ENTRY) > _MOST_ENTRIES:
        raise _refused(path, f"超过 {_MOST_ENTRIES} 个条目", f"more than {_MOST_ENTRIES} entries")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, OverflowError) as error:
        raise Unreadable(path, "不是完整的压缩包", "not a whole archive") from error
    entries = archive.infolist()
    for entry in entries:
        _check(path, entry)
    if sum(entry.file_size for entry in entries) > _LARGEST_WHOLE:
        raise _refused(path, "解开后太大", "too large when unpacked")
    if len({entry.filename for entry in entries}) < len(entries):
        raise _refused(path, "有重名的条目", "several entries of one name")
    _check_places(path, entries, archive.start_dir)
    return Members(path, archive)


def check_all(path: str, data: bytes) -> None:
    """Check an archive and all XML in it, for a library that unpacks it by itself. Raises Unreadable."""
    found = members(path, data)
    for name in found:
        if name.lower().endswith(_XML):
            found[name]


def refuse_entities(path: str, data: bytes) -> None:
    """Raise Unreadable for XML that defines its own entities: a few lines of it can stand for gigabytes."""
    plain = data.replace(b"\0", b"")  # UTF-16 and UTF-32, as well
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise _refused(path, "XML 里定义了实体", "its XML defines entities")


def _check(path: str, entry: zipfile.ZipInfo) -> None:
    """Check what an entry says of itself."""
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or not name.isprintable():
        raise _refused(path, "有名字不正常的条目", "an entry with an odd name")
    if entry.flag_bits & _ENCRYPTED:
        raise Unreadable(path, "有密码，读不了", "protected by a password")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(path, "用了少见的压缩方法", "an unusual way of compression")
    if entry.file_size > max(_WORTH_A_LOOK, _MOST_RATIO * entry.compress_size) or entry.file_size > _LARGEST_ENTRY:
        raise _refused(path, "解开后太大", "too large when unpacked")


def _check_places(path: str, entries: list[zipfile.ZipInfo], end: int) -> None:
    """Entries that share bytes can hold a thousand times what the archive has room for."""
    spans = sorted((e.header_offset, e.header_offset + _HEADER_LENGTH + e.compress_size) for e in entries)
    spans.append((end, end))
    if spans[0][0] < 0 or any(stop > start for (_, stop), (start, _) in pairwise(spans)):
        raise _refused(path, "条目互相重叠", "entries that overlap")


def _refused(path: str, zh: str, en: str) -> Unreadable:
    return Unreadable(path, f"压缩包不安全，没有解开：{zh}", f"an unsafe archive, not unpacked: {en}")
