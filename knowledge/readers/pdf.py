"""PDF files: what their text layer says; one that is missing, or that says something else than eyes see, is refused."""

import io
import logging
from contextlib import suppress
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from knowledge.errors import Unreadable
from knowledge.readers import Document
from knowledge.readers.draft import Draft, is_chinese
from knowledge.readers.legible import legible
from knowledge.readers.pages import Piece, lines_of, write

# pypdf tells of each oddity on standard error; what matters is in the notes.
logging.getLogger("pypdf").propagate = False
logging.getLogger("pypdf").addHandler(logging.NullHandler())

# What a broken file may raise anywhere in pypdf.
_BROKEN = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError,
    NotImplementedError, OSError,
)  # fmt: skip


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
    lines = [lines_of(pieces, number) for number, pieces in enumerate(pages, 1)]
    write(draft, legible(path, draft, lines))
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
