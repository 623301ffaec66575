"""PDF files: what their text layer says; one that is missing, or that says something else than eyes see, is refused."""

import io
import logging
import re
from contextlib import suppress
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from knowledge.errors import Unreadable
from knowledge.readers import Document, plain
from knowledge.readers.draft import Draft, is_chinese
from knowledge.readers.pages import Line, Piece, lines_of, write

# pypdf tells of each oddity on standard error; what matters is in the notes.
logging.getLogger("pypdf").propagate = False
logging.getLogger("pypdf").addHandler(logging.NullHandler())

# What a broken file may raise anywhere in pypdf.
_BROKEN = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError,
    NotImplementedError, OSError,
)  # fmt: skip

# Signs in the place of characters that a font does not tell: boxes, private codes, names of glyphs.
_UNKNOWN = re.compile("[\x00-\x08\x0e-\x1f\ufffd■□▯\ue000-\uf8ff]|/[A-Za-z]{1,3}[0-9A-F]{2,5}(?![0-9A-Za-z])")
_MOST_UNKNOWN = 0.05
# Of the characters of a page of prose this share are letters and Chinese; figures alone are left where these are lost.
_LEAST_LETTERS = 0.4
# Pages with less are not judged by their shares.
_LEAST_JUDGED = 60


def read(path: str, data: bytes) -> Document:
    """Read the text layer of a PDF file. Raises Unreadable."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(path, "PDF 加了密，要口令", "an encrypted PDF, a password is needed")
        pages = [_pieces(page) for page in reader.pages]
    except DependencyError as error:
        raise Unreadable(path, "PDF 加了密，读不了", "an encrypted PDF, cannot be read") from error
    except _BROKEN as error:
        raise Unreadable(path, f"不是完好的 PDF（{error}）", f"not a sound PDF ({error})") from error
    draft = Draft()
    lines = _legible(path, draft, [lines_of(pieces or (), number) for number, pieces in enumerate(pages, 1)])
    write(draft, lines)
    return draft.document(path, "pdf")


def _pieces(page: Any) -> list[Piece]:
    """Return what a page says and where; nothing where its content is broken."""
    found: list[Piece] = []

    def take(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if not text.strip():
            return
        across, up = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        wide, high = abs(tm[0] * cm[0]) or 1.0, abs(tm[3] * cm[3]) or 1.0
        for at, line in enumerate(text.strip("\n").split("\n")):
            length = sum(map(_width, line))
            found.append(Piece(line, across, across + length * size * wide, -up + at * size * high, size * high))

    with suppress(*_BROKEN):
        page.extract_text(visitor_text=take)
    return found


def _width(character: str) -> float:
    """Guess how wide a character is, in sizes; quotation marks are as wide as the font likes."""
    return 0.75 if character in "“”‘’" else 1.0 if is_chinese(character) else 0.5


def _legible(path: str, draft: Draft, pages: list[list[Line]]) -> list[list[Line]]:
    """Return the pages that can be read, the others empty, and note those. Raises Unreadable where most cannot."""
    texts = ["".join("".join(line.text.split()) for line in page) for page in pages]
    whole = "".join(texts)
    if not whole:
        raise Unreadable(path, "没有文字层（扫描件？），请先做文字识别", "no text layer (a scan?); run OCR on it first")
    garbled = [number for number, text in enumerate(texts, 1) if len(text) >= _LEAST_JUDGED and _garbled(text)]
    if _garbled(whole) or 2 * len(garbled) > sum(map(bool, texts)):
        raise Unreadable(
            path,
            "文字层读不出（字体没有给出对应的汉字），请先做文字识别",
            "its text layer cannot be read (the fonts do not tell their characters); run OCR on it first",
        )
    for numbers, zh in (
        (garbled, "文字层读不出"),
        ([number for number, text in enumerate(texts, 1) if not text], "没有文字"),
    ):
        if numbers:
            draft.notes.append(f"第{'、'.join(map(str, numbers))}页{zh}，未读入")
    return [[] if number in garbled else page for number, page in enumerate(pages, 1)]


def _garbled(text: str) -> bool:
    """Say whether a text layer is something else than the text that eyes see."""
    unknown = sum(len(match) for match in _UNKNOWN.findall(text))
    letters = sum(map(str.isalpha, text))
    foreign = sum(not character.isascii() and character.isalpha() for character in text)
    strange = foreign >= 8 and foreign > 0.1 * len(text) and plain.share(text) < plain.LEAST_SHARE
    return unknown > _MOST_UNKNOWN * len(text) or letters < _LEAST_LETTERS * len(text) or strange
