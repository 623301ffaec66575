"""OFD files (GB/T 33190): the text of each page, with that of its template, in the order in which it is read."""

import math
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from knowledge.errors import Unreadable
from knowledge.readers import Document, archive
from knowledge.readers.draft import Draft, is_chinese
from knowledge.readers.legible import legible
from knowledge.readers.pages import Line, Piece, lines_of, write
from knowledge.readers.xml import NotXml, parse

# Text that leans more than this (as a slope) is a watermark.
_LEANING = 0.2
# Characters of one piece stand no further apart than this, in sizes.
_TOGETHER = 0.5

_TOP = "OFD.xml"
_LEFT_OUT = (("Annotations", "批注或水印"), ("Attachments", "附件"))


class _Place(NamedTuple):
    """How an object's own coordinates lie on the page: a matrix, and where its corner is."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def of(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the object as one of the page."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


def read(path: str, data: bytes) -> Document:
    """Read an OFD file. Raises Unreadable."""
    parts = _Parts(path, archive.members(path, data))
    draft = Draft()
    pages: list[list[Line]] = []
    leaning = 0
    for root in parts.documents():
        document = parts.tree(root)
        templates = {
            template.get("ID", ""): parts.beside(root, template.get("BaseLoc", ""))
            for template in _named(document, "TemplatePage")
        }
        for page in _named(document, "Page"):
            name = parts.beside(root, page.get("BaseLoc", ""))
            pieces, lost = parts.page(name, templates, len(pages) + 1, draft)
            leaning += lost
            pages.append(lines_of(pieces, len(pages) + 1))
        for name, said in _LEFT_OUT:
            if any(True for _ in _named(document, name)):
                draft.missing.append(f"{said}未读入")
    if leaning:
        draft.notes.append(f"略去 {leaning} 处倾斜的文字（水印）")
    write(draft, legible(path, draft, pages))
    return draft.document(path, "ofd")


class _Parts:
    """The parts of the file, found by the paths that they call each other by."""

    def __init__(self, path: str, members: Mapping[str, bytes]) -> None:
        self.path = path
        self._members = members
        self._texts: dict[str, tuple[list[Piece], int]] = {}
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in members}

    def tree(self, name: str) -> Element:
        """Return a part as XML. Raises Unreadable."""
        stored = self._names.get(name.lower())
        if stored is None:
            raise Unreadable(self.path, f"不是完好的 OFD（缺少 {name}）", f"not a sound OFD file ({name} is missing)")
        try:
            return parse(self._members[stored])
        except NotXml as error:
            raise Unreadable(
                self.path, f"不是完好的 OFD（{name}：{error}）", f"not a sound OFD file ({name}: {error})"
            ) from error

    def documents(self) -> list[str]:
        """Return the names of the documents in the file. Raises Unreadable."""
        roots = [(root.text or "").strip() for root in _named(self.tree(_TOP), "DocRoot")]
        if not roots:
            raise Unreadable(self.path, "不是完好的 OFD（没有文档）", "not a sound OFD file (no document)")
        return [self.beside(_TOP, root) for root in roots]

    def beside(self, name: str, other: str) -> str:
        """Return the name of the part that another calls `other`: from the top, or beside itself; whichever there is."""
        other = other.strip().replace("\\", "/")
        absolute = other.lstrip("/")
        relative = posixpath.normpath(posixpath.join(posixpath.dirname(name), absolute))
        return absolute if other.startswith("/") or relative.lower() not in self._names else relative

    def page(self, name: str, templates: Mapping[str, str], number: int, draft: Draft) -> tuple[list[Piece], int]:
        """Return the text of a page with that of its templates, and how many texts lean; notes a page that is broken."""
        pieces: list[Piece] = []
        leaning = 0
        try:
            tree = self.tree(name)
        except Unreadable as error:
            draft.missing.append(f"第{number}页读不了：{error.zh.removeprefix(self.path + '：')}")
            return [], 0
        used = [
            templates[one.get("TemplateID", "")]
            for one in _named(tree, "Template")
            if one.get("TemplateID", "") in templates
        ]
        for part in (*used, name):
            try:
                found, lost = self._text(part)
            except Unreadable as error:
                draft.missing.append(f"第{number}页的模板读不了：{error.zh.removeprefix(self.path + '：')}")
                continue
            pieces += found
            leaning += lost
        return pieces, leaning

    def _text(self, name: str) -> tuple[list[Piece], int]:
        """Return the text of a page or a template by itself, and how many texts lean; a template is read once."""
        if name not in self._texts:
            found = [_pieces(text) for text in _named(self.tree(name), "TextObject")]
            self._texts[name] = [piece for pieces in found for piece in pieces or ()], found.count(None)
        return self._texts[name]


def _named(tree: Element, name: str) -> Iterator[Element]:
    """Yield the elements of this name, in whatever namespace: drafts of the standard had another one."""
    return (node for node in tree.iter() if node.tag.rsplit("}", 1)[-1] == name)


def _pieces(text: Element) -> list[Piece] | None:
    """Return what a text object says, a piece for each stretch of characters side by side; None where it leans."""
    if text.get("Visible", "true").lower() == "false" or text.get("Alpha") == "0":
        return []
    corner = _numbers(text.get("Boundary"), 4) or [0.0] * 4
    matrix = _numbers(text.get("CTM"), 6) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    a, b, c, d, e, f = matrix
    place = _Place(a, b, c, d, e + corner[0], f + corner[1])
    if abs(place.b) > _LEANING * abs(place.a):
        return None
    size = (_numbers(text.get("Size"), 1) or [3.0])[0] or 3.0
    scale = (_numbers(text.get("HScale"), 1) or [1.0])[0]
    pieces: list[Piece] = []
    x = y = 0.0
    for code in _named(text, "TextCode"):
        # A code that does not say where it begins goes on where the one before it did.
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        pieces += _run(code, x, y, size, scale, place)
    return pieces


def _run(code: Element, x: float, y: float, size: float, scale: float, place: _Place) -> list[Piece]:
    said = (code.text or "").strip("\r\n\t")
    across, down = _deltas(code.get("DeltaX"), len(said)), _deltas(code.get("DeltaY"), len(said))
    large = size * abs(place.d)
    pieces: list[Piece] = []
    begun, start, end = "", place.of(x, y), place.of(x, y)
    for at, character in enumerate(said):
        here = place.of(x, y)
        if begun and (abs(here[1] - start[1]) > 0.3 * large or not -0.5 * large < here[0] - end[0] < _TOGETHER * large):
            pieces.append(Piece(begun, start[0], end[0], start[1], large))
            begun = ""
        start = start if begun else here
        begun += character
        width = size * scale * (1.0 if is_chinese(character) else 0.5)
        end = place.of(x + width, y)
        # Upright text says only how far down the next character is.
        x += across[at] if at < len(across) else 0.0 if down else width
        y += down[at] if at < len(down) else 0.0
    return [*pieces, Piece(begun, start[0], end[0], start[1], large)] if begun.strip() else pieces


def _deltas(said: str | None, most: int) -> list[float]:
    """Return distances as they are written: `3.5 3.5`, or `g 2 3.5` for the same twice."""
    found: list[float] = []
    words = iter((said or "").split())
    for word in words:
        if word == "g":
            count, value = _number(next(words, None), 0.0), _number(next(words, None), 0.0)
            found += [value] * max(0, min(int(count), most))
        else:
            found.append(_number(word, 0.0))
        if len(found) >= most:
            break
    return found


def _numbers(said: str | None, count: int) -> list[float]:
    """Return so many numbers, or none."""
    words = re.split(r"[\s,]+", (said or "").strip())
    numbers = [_number(word, math.nan) for word in words]
    return numbers if len(numbers) == count and not any(map(math.isnan, numbers)) else []


def _number(said: str | None, otherwise: float) -> float:
    try:
        number = float(said or "")
    except ValueError:
        return otherwise
    return number if abs(number) < 1e6 else otherwise
