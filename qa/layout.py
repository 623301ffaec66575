"""Text on a screen: how wide it is, where a line may break, and how a part of it is marked."""

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TextIO

from knowledge.patterns import late

# Wider lines are hard to read, whatever the terminal.
_WIDEST = 100
_NARROWEST = 20

# 避头尾: no line begins with a closing mark, none ends with an opening one (CY/T 154; GB/T 15834).
_CLOSING = frozenset("。，、；：？！）》〉”’】』」〕…—·,.;:?!)]}%％℃‰")
_OPENING = frozenset("（《〈“‘【『「〔([{￥$")

# What stays together: a number with its unit, a Latin word; else each character stands alone.
_MEASURE = "[平立]方公?[米里]|公[里顷斤]|千[米克瓦]时?|毫[米克升]|厘米|美元|欧元|人[次民]|个(?:百分点|基点)|小时|分钟"
_NUMBER = rf"第?[0-9][0-9.,]*(?<![,.])(?:[%％‰℃]|[余多几来]?[十百千万亿]{{0,2}}[余多]?(?:{_MEASURE}|[\u4e00-\u9fff])?)"
_UNIT = late(rf"(?s){_NUMBER}|(?:--?(?=[A-Za-z]))?[A-Za-z0-9][A-Za-z0-9.,%+\-/:@_]*(?<![,:])|\s+|.")


class Screen(NamedTuple):
    """Where output goes: `width` in columns, None where lines are not broken (a pipe, a file)."""

    colour: bool = False
    width: int | None = None

    def paint(self, text: str, style: str) -> str:
        """Return `text` in a style (a number of ECMA-48's SGR), where there is colour."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and text else text


BOLD, DIM, MARKED = "1", "2", "1;32"


def screen_of(stream: TextIO | None) -> Screen:
    """Return what `stream` can show. NO_COLOR and TERM=dumb turn colour off (no-color.org)."""
    if not is_terminal(stream):
        return Screen()
    import shutil  # brings three ways to compress along

    columns = shutil.get_terminal_size().columns
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(colour, max(_NARROWEST, min(columns, _WIDEST)))


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether a stream is a terminal; one that is closed or missing is not."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def width_of(text: str) -> int:
    """Return how many columns `text` takes: a Chinese character takes two."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1


def shorten(text: str, width: int | None) -> str:
    """Return `text` cut to `width` columns, with … where something is left out."""
    if width is None or width_of(text) <= width:
        return text
    kept, used = "", 0
    for character in text:
        used += _columns(character)
        if used > width - 1:
            break
        kept += character
    return f"{kept}…"


def pad(text: str, width: int) -> str:
    """Return `text` with spaces to `width` columns."""
    return text + " " * max(0, width - width_of(text))


def broken(text: str, width: int) -> list[tuple[int, int]]:
    """Return the lines of `text` as spans, none wider than `width`; spaces at a break belong to no line."""
    lines: list[tuple[int, int]] = []
    start = end = used = 0
    for at, after, columns in pieces(text, width):
        blank = text[at:after].isspace()
        if "\n" in text[at:after] or (used + columns > width and not blank and end > start):
            lines.append((start, end))
            start = end = after if blank else at
            used = 0 if blank else columns
        elif blank and start == end:
            start = end = after
            continue
        else:
            used += columns
        end = end if blank else after
    if end > start:
        lines.append((start, end))
    return lines


def pieces(text: str, width: int, measure: Callable[[str], int] = width_of) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, columns) of the pieces that no line break may cut; all but blank ones fit into `width`.

    `measure` tells how many columns a text takes.
    """
    start = end = 0
    for match in _UNIT.finditer(text):
        unit = match.group()
        glued = end > start and (unit[0] in _CLOSING or text[end - 1] in _OPENING) and not unit.isspace()
        if not glued and end > start:
            yield from _fitting(text, start, end, width, measure)
            start = match.start()
        end = match.end()
    if end > start:
        yield from _fitting(text, start, end, width, measure)


def _fitting(
    text: str, start: int, end: int, width: int, measure: Callable[[str], int]
) -> Iterator[tuple[int, int, int]]:
    columns = measure(text[start:end])
    if columns <= width or text[start:end].isspace():
        yield start, end, columns
        return
    for at in range(start, end):  # longer than a line: it has to be cut somewhere
        yield at, at + 1, measure(text[at])


def laid_out(parts: Sequence[tuple[str, str]], screen: Screen, indent: str = "") -> str:
    """Return (text, style) parts as one paragraph, its lines after the first indented; "" is no style.

    Where lines are not broken the text stays as it is.
    """
    text = "".join(part for part, _ in parts)
    if screen.width is None:
        return "".join(screen.paint(part, style) if style else part for part, style in parts)
    lines = broken(text.replace("\t", " "), screen.width - width_of(indent))
    return f"\n{indent}".join(_painted(parts, start, end, screen) for start, end in lines)


def _painted(parts: Iterable[tuple[str, str]], start: int, end: int, screen: Screen) -> str:
    line, at = [], 0
    for part, style in parts:
        piece = part[max(0, start - at) : max(0, end - at)].replace("\t", " ")
        line.append(screen.paint(piece, style) if style else piece)
        at += len(part)
    return "".join(line)


def standard_output() -> Screen:
    """Return what standard output can show."""
    return screen_of(sys.stdout)
