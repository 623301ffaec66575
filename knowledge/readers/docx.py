"""Word documents: paragraphs with their automatic numbers, tables and text boxes in order, deleted text left out."""

import io
import re
from typing import Any
from zipfile import BadZipFile

from docx import Document as open_document  # noqa: N813
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from knowledge.errors import Unreadable
from knowledge.labels import label_at
from knowledge.model import Head
from knowledge.readers import Document, archive
from knowledge.readers.draft import BOLD, CENTRED, Draft
from knowledge.readers.grid import Cell, grid
from knowledge.readers.numbering import Numbering
from knowledge.readers.wordstyles import Styles, W, is_on, number_of, value
from knowledge.readers.wordtext import AROUND, Runs

# Old .doc files and encrypted .docx files begin alike: as compound files.
_COMPOUND = b"\xd0\xcf\x11\xe0"

# A label that ends with one of these needs no space before the text.
_CLOSED = re.compile(r"[、．.）)〕】:：]$")
# A title is broken into lines where its maker wanted; what comes in brackets, or a date, is no part of it.
_NO_TITLE = re.compile(r"[（(〔\[]|.*\d{4}年\d{1,2}月|.*〔\d{4}〕")
_TITLE_LINE = 60
_TITLE_LINES = 8

_NOTES = ((RELATIONSHIP_TYPE.FOOTNOTES, "footnote", "脚注"), (RELATIONSHIP_TYPE.ENDNOTES, "endnote", "尾注"))


def read(path: str, data: bytes) -> Document:
    """Read a Word document. Raises Unreadable."""
    if data.startswith(_COMPOUND):
        raise Unreadable(
            path,
            "是加密的文档或旧的 .doc 格式，请另存为不加密的 .docx",
            "encrypted, or an old .doc file; save it as .docx without a password",
        )
    archive.check_all(path, data)
    try:
        reader = _Reader(open_document(io.BytesIO(data)))
        reader.read()
    except (LookupError, ValueError, AttributeError, TypeError, SyntaxError, BadZipFile, RecursionError) as error:
        said = str(error) or type(error).__name__
        raise Unreadable(path, f"不是完好的 .docx（{said}）", f"not a sound .docx ({said})") from error
    return reader.draft.document(path, "docx", Head(reader.title, "", "", "", ()))


class _Reader:
    """Reads one document: its styles and lists, then its body in order."""

    def __init__(self, opened: Any) -> None:
        self._part = opened.part
        self._body = opened.element.body
        self._styles = Styles(opened.styles.element)
        self._numbering = Numbering(self._root(RELATIONSHIP_TYPE.NUMBERING))
        self._runs = Runs()
        self._title: list[str] = []  # the centred lines that came last
        self._carried = ""  # a paragraph whose end was deleted runs into the next one
        self.draft = Draft()
        self.title = ""

    def read(self) -> None:
        """Read the whole document into the draft."""
        self._blocks(self._body)
        self._end_title()
        self.draft.line(self._carried)
        for kind, name, said in _NOTES:
            notes = self._texts(self._root(kind), name)
            for text in notes:
                self.draft.line(text, "plain")
            if notes:
                self.draft.notes.append(f"{said} {len(notes)} 条，放在末尾")
        self._told()

    def _root(self, kind: str) -> Any | None:
        """Return the root of a part of the document; None where it has none."""
        try:
            return parse_xml(self._part.part_related_by(kind).blob)
        except KeyError:
            return None

    def _texts(self, root: Any | None, name: str) -> list[str]:
        """Return the text of each footnote or endnote; those with a type are lines that Word draws."""
        notes = [] if root is None else [n for n in root.iter(f"{W}{name}") if n.get(f"{W}type") is None]
        return [text for note in notes if (text := self._cell(note))]

    def _blocks(self, container: Any) -> None:
        for child in container:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._end_title()
                self._table(child)
            elif child.tag in AROUND:
                self._blocks(child)

    def _paragraph(self, paragraph: Any) -> None:
        text, bold = self._runs.text(paragraph)
        boxes = self._runs.take_boxes()
        looks = self._styles.looks(paragraph)
        if text.strip():
            text = self._label(looks.number, looks.list_level, looks.style) + text
        if looks.merged:
            self._carried += text
        else:
            self._place(self._carried + text, looks.outline, looks.centred, bold)
            self._carried = ""
        for box in boxes:
            self._blocks(box)

    def _label(self, number: str, level: int | None, style: str) -> str:
        """Return the automatic number of a paragraph, set off from its text where it would run into it."""
        if number in ("", "0"):
            return ""
        if level is None:
            level = self._numbering.level_of_style(number, style) or 0
        label = self._numbering.label(number, level).strip()
        return label + ("" if not label or _CLOSED.search(label) else " ")

    def _place(self, text: str, outline: int | None, centred: bool, bold: bool) -> None:
        """Add a paragraph as it looks: a line of a title, a heading, or text."""
        if centred and outline is None and _fits_title(text, self._title):
            self._title.append(" ".join(text.replace("\n", "").split()))
            return
        self._end_title()
        if outline is not None:
            self.draft.line(text, "heading", outline + 1)
        elif bold and "\n" not in text:
            self.draft.heading(text.strip(), BOLD)
        else:
            for line in text.split("\n"):
                self.draft.line(line)

    def _end_title(self) -> None:
        """Write a title: its lines were broken for their looks, and are one again. The first is the document's."""
        if not self._title:
            return
        title = "".join(self._title)
        if self.draft.empty:
            self.title = title
            self.draft.line(title)
        else:
            self.draft.heading(title, CENTRED)
        self._title = []

    def _table(self, table: Any) -> None:
        """Write a table; one of a single column only frames its paragraphs."""
        rows = [row for row in _within(table, "tr") if not _has(row, "trPr", "del")]
        cells = [list(_within(row, "tc")) for row in rows]
        if max(map(len, cells), default=0) < 2:
            for row in cells:
                for cell in row:
                    self._blocks(cell)
            return
        lines: list[list[Cell]] = []
        above: dict[int, str] = {}  # column -> what a cell says that spans rows
        for row, tr in zip(cells, rows, strict=True):
            line, column = [], 0
            head = _has(tr, "trPr", "tblHeader")
            for cell in row:
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                text = self._cell(cell)
                if merge is not None and merge.get(f"{W}val") != "restart":
                    text = above.get(column, "")
                above[column] = text
                columns = number_of(value(cell.find(f"{W}tcPr"), "gridSpan"), 1)
                line.append(Cell(text, 1, columns, head))
                column += columns
            lines.append(line)
        self.draft.table(*grid(lines))
        for box in self._runs.take_boxes():
            self._blocks(box)

    def _cell(self, cell: Any) -> str:
        """Return the text of a cell, or of a note, on one line."""
        texts = []
        for paragraph in cell.iter(f"{W}p"):
            text = self._runs.text(paragraph)[0]
            looks = self._styles.looks(paragraph)
            if text.strip():
                texts.append(self._label(looks.number, looks.list_level, looks.style) + text)
        return " ".join(" ".join(texts).split())

    def _told(self) -> None:
        """Note what was left out, or moved."""
        runs, notes = self._runs, self.draft.notes
        if runs.pictures:
            self.draft.missing.append(f"{runs.pictures} 张图片，其中的文字未读入")
        for count, said in (
            (runs.boxes, "文本框 {} 个，放在所在段落之后"),
            (runs.inserted, "修订：{} 处插入按接受读入"),
            (runs.deleted, "修订：{} 处删除未读入"),
            (runs.hidden, "{} 处隐藏文字未读入"),
        ):
            if count:
                notes.append(said.format(count))
        if texts := self._edges():
            notes.append(f"页眉页脚未读入：{'；'.join(texts)[:80]}")

    def _edges(self) -> list[str]:
        """Return what headers and footers say beside the number of the page."""
        texts = []
        for part in self._part.rels.values():
            if part.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER) and not part.is_external:
                text = "".join(node.text or "" for node in parse_xml(part.target_part.blob).iter(f"{W}t"))
                texts.append(text.strip())
        return list(dict.fromkeys(text for text in texts if re.search(r"[^\W\d_第页共]", text)))


def _fits_title(text: str, before: list[str]) -> bool:
    said = text.strip()
    long = len(said) > _TITLE_LINE or len(before) >= _TITLE_LINES
    return bool(said) and not long and not _NO_TITLE.match(said) and label_at(said, 0, len(said)) is None


def _within(node: Any, name: str) -> list[Any]:
    """Return a table's rows or a row's cells, those inside controls and insertions too."""
    found = []
    for child in node:
        if child.tag == f"{W}{name}":
            found.append(child)
        elif child.tag in AROUND:
            found += _within(child, name)
    return found


def _has(node: Any, properties: str, name: str) -> bool:
    found = node.find(f"{W}{properties}")
    return found is not None and is_on(found, name)
