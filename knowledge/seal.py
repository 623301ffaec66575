"""The seal of a report's head and sections: two CRCs before the head, so that a bit that flips in either is noticed.

The text has a hash of its own, and passages are compared with the text. Records from before there were seals have none.
"""

import json
import zlib
from collections.abc import Sequence
from typing import Any

_BEFORE, _AFTER = '{"seal": "', '", '
LENGTH = len(_BEFORE) + 16 + len(_AFTER)


def sealed(head: str, named: Sequence[str], sections: Sequence[Sequence[Any]]) -> str:
    """Return a head, a JSON object, with the seal as its first member; `named` are the names the report goes by."""
    rest = head.removeprefix("{")
    return f"{_BEFORE}{_head(rest, named)}{_sections(sections)}{_AFTER}{rest}"


def head_holds(written: str, named: Sequence[str]) -> bool:
    """Whether a head as stored, and the report's names, are what was sealed."""
    return not _has(written) or written[len(_BEFORE) :][:8] == _head(written[LENGTH:], named)


def sections_hold(written: str, sections: Sequence[Sequence[Any]]) -> bool:
    """Whether a report's sections are what was sealed; the first LENGTH characters of its head are enough."""
    return not _has(written) or written[len(_BEFORE) :][8:16] == _sections(sections)


def _has(written: str) -> bool:
    return written.startswith(_BEFORE)


def _head(rest: str, named: Sequence[str]) -> str:
    return f"{zlib.crc32(chr(0).join((rest, *named)).encode('utf-8', 'surrogatepass')):08x}"


def _sections(sections: Sequence[Sequence[Any]]) -> str:
    return f"{zlib.crc32(json.dumps(sections).encode()):08x}"
