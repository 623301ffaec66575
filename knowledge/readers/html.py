"""Saved web pages: decoded as they say, then the report in them: its title, head fields, headings and tables."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.errors import Unreadable
from knowledge.head import day, field_lines
from knowledge.model import Head
from knowledge.readers import Document, plain
from knowledge.readers.draft import BOLD, CENTRED, Draft
from knowledge.readers.grid import Cell, grid
from knowledge.readers.page import BLOCKS, TEXT, main_block, too_deep, walk

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
# What GBK calls itself; GB18030 holds it, and all characters that these pages use beside it.
_GBK = ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936")

_HEADING = re.compile(r"h([1-6])")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_CHINESE = r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]"
_FOLDED = re.compile(rf"(?<={_CHINESE})[ \t]*[\r\n]\s*(?={_CHINESE})")  # a line end in the source between characters
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")

_LABEL_LENGTH = 10
_LABEL = re.compile(r"\s*第[一二三四五六七八九十百零〇\d]+[章节条]\s*")

# What stands for bytes that cannot be decoded, and how much of it a page may have.
_LOST = "\ufffd"
_MOST_LOST = 0.005

# Fewer characters of prose are no report: a list of links, or a page that a script would fill.
_LEAST_PROSE = 30

# What a page's title ends with: the site's name.
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]*(?:网|网站|门户|政府|局|委)\s*$")
# Sources that name nobody.
_NOBODY = re.compile(r"本网站?|本站|网站|原创|互联网|")

# What stands after a field's name that has no value: the next name, or a button.
_NO_VALUE = re.compile(r"[：:]\s*$|^[【\[]")

# The meta elements of 政府网站发展指引 that say what the head's fields say, under the names given there.
_META = (("发布日期", "pubdate", re.compile("日期|时间")), ("来源", "contentsource", re.compile("来源|机构|机关|单位")))


def read(path: str, data: bytes) -> Document:
    """Read a web page. Raises Unreadable where it holds no report."""
    if path.lower().endswith((".mht", ".mhtml")):
        data = _page_of(path, data)
    text, encoding = _decoded(path, data)
    if too_deep(text):
        raise Unreadable(path, "网页嵌套太深", "a web page nested too deep")
    tree = LexborHTMLParser(text)
    body = tree.body
    if body is None:
        raise Unreadable(path, "不是网页", "not a web page")
    main, prose = main_block(body)
    if prose < _LEAST_PROSE:
        raise Unreadable(path, "网页里没有正文（只有链接或脚本）", "no article in this page (links or scripts only)")
    meta = _meta(tree)
    title = meta.get("articletitle") or _title(tree)
    draft = Draft()
    draft.line(title)
    for line in _fields(body, main, meta):
        draft.line(line)
    _write(draft, main)
    if images := len(main.css("img")):
        draft.missing.append(f"{images} 张图片，其中的文字未读入")
    if lost := text.count(_LOST):
        draft.missing.append(f"{lost} 处字节解不出，读作 {_LOST}")
    source = meta.get("contentsource", "")
    issuer = "" if _NOBODY.fullmatch(source) else source
    return draft.document(path, encoding, Head(title, issuer, day(meta.get("pubdate", "")), "", ()))


def _page_of(path: str, data: bytes) -> bytes:
    """Return the page inside a file that was saved with its images (MIME)."""
    for part in message_from_bytes(data, policy=policy.default).walk():
        page = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(page, bytes):
            return f'<meta charset="{part.get_content_charset() or "utf-8"}">'.encode() + page
    raise Unreadable(path, "文件里没有网页", "no web page in this file")


def _decoded(path: str, data: bytes) -> tuple[str, str]:
    """Decode a page by its mark, else as it says, else as it looks; what it says counts only where it fits."""
    declared = _CHARSET.search(data, 0, 4096)
    name = declared[1].decode().lower() if declared else ""
    name = "gb18030" if name in _GBK else name
    if name and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(name), name
        except (UnicodeError, LookupError):
            pass
    try:
        document = plain.read(path, data)
    except Unreadable:
        text = _mended(data, name)
        if not text:
            raise
        return text, name
    return document.text, document.encoding


def _mended(data: bytes, name: str) -> str:
    """Decode a page that is broken in a few places, as browsers do; '' where it is in more."""
    try:
        text = data.decode(name, "replace")
    except (LookupError, UnicodeError):
        return ""
    return text if text.count(_LOST) <= _MOST_LOST * len(text) else ""


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """Return what the page's meta elements say, by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for node in tree.css("meta[name]"):
        name, content = node.attributes.get("name") or "", node.attributes.get("content") or ""
        found.setdefault(name.lower(), " ".join(content.split()))
    return found


def _title(tree: LexborHTMLParser) -> str:
    """Return the heading that the page's title names, else the page's title without the site's name."""
    node = tree.css_first("title")
    title = " ".join(node.text().split()) if node else ""
    headings = (" ".join(heading.text().split()) for heading in tree.css("h1, h2"))
    return next((heading for heading in headings if len(heading) > 4 and heading in title), _SITE.sub("", title))


def _fields(body: LexborNode, main: LexborNode, meta: dict[str, str]) -> Iterator[str]:
    """Yield the head's fields that stand above the article, a line each, then those that only meta elements tell."""
    pieces = []
    for node, _ in walk(body):
        if node.mem_id == main.mem_id:
            break
        if node.tag == TEXT and (said := " ".join((node.text_content or "").split())):
            pieces.append(said)
    named = [""]
    for piece, after in zip(pieces, [*pieces, ""][1:], strict=True):
        name = "".join(piece.split())
        whole = name + after if name.endswith(("：", ":")) and not _NO_VALUE.search(after) else piece
        found = field_lines(whole)
        if found and (field := found[0][0]).value and field.name not in named:
            named.append(field.name)
            yield f"{field.name}：{field.value}"
    for name, key, like in _META:
        value = meta.get(key, "")
        if not any(map(like.search, named)) and not _NOBODY.fullmatch(value):
            yield f"{name}：{value}"


class _Paragraph:
    """The text between two blocks, and how it looks."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._bold = 0

    def add(self, text: str, *, bold: bool) -> None:
        """Add a piece of text. A label in bold that runs into the paragraph is set off by a space, not by its looks."""
        if not bold and 0 < self._bold <= _LABEL_LENGTH and _LABEL.fullmatch("".join(self._pieces)) and text.strip():
            self._pieces.append(" ")
        self._pieces.append(text)
        self._bold += len("".join(text.split())) if bold else 0

    def settle(self, draft: Draft, level: int, centred: bool) -> None:
        """Add the paragraph to the draft, and begin the next one."""
        text = tidy("".join(self._pieces))
        whole = self._bold and self._bold >= len("".join(text.split()))
        if level:
            draft.line(text, "heading", level)
        elif centred or whole:
            draft.heading(text, CENTRED if centred else BOLD)
        else:
            draft.line(text)
        self._pieces, self._bold = [], 0


def tidy(text: str) -> str:
    """Fold white space as a browser does; between Chinese characters a line end of the source is none."""
    return _SPACE.sub(" ", _FOLDED.sub("", text)).strip()


def _write(draft: Draft, main: LexborNode) -> None:
    """Write the article's paragraphs, headings and tables."""
    paragraph = _Paragraph()
    frames = _frames(main)
    level = bold = centred = 0
    table: int | None = None  # the table that was written whole
    for node, ends in walk(main):
        tag = node.tag or ""
        if table is not None:
            table = None if ends and node.mem_id == table else table
        elif tag == TEXT:
            paragraph.add(node.text_content or "", bold=bold > 0)
        elif tag == "table" and not ends and node.mem_id not in frames and (rows := _rows(node)):
            paragraph.settle(draft, level, centred > 0)
            draft.table(*grid(rows))
            table = node.mem_id
        else:
            step = -1 if ends else 1
            if tag in BLOCKS:
                paragraph.settle(draft, level, centred > 0)
                heading = _HEADING.fullmatch(tag)
                level = int(heading[1]) if heading and not ends else 0 if heading else level
            style = node.attributes.get("style") or ""
            bold += step * (tag in ("b", "strong") or bool(_BOLD.search(style)))
            centred += step * (
                tag == "center" or node.attributes.get("align") == "center" or bool(_CENTRED.search(style))
            )
    paragraph.settle(draft, level, centred > 0)


def _frames(main: LexborNode) -> set[int]:
    """Return the tables that only lay the page out: those with tables inside."""
    found: set[int] = set()
    for table in main.css("table"):
        above = table.parent
        while above is not None and above.mem_id != main.mem_id and above.tag != "table":
            above = above.parent
        if above is not None and above.mem_id != main.mem_id:
            found.add(above.mem_id)
    return found


def _rows(table: LexborNode) -> list[list[Cell]]:
    """Return a table's cells; nothing where it has a single column, and only frames its text."""
    rows: list[list[Cell]] = []
    for row in table.css("tr"):
        attributes = [(cell, cell.attributes) for cell in row.css("td, th")]
        top = row.parent is not None and row.parent.tag == "thead"
        rows.append(
            [
                Cell(_text(cell), _span(said.get("rowspan")), _span(said.get("colspan")), top or cell.tag == "th")
                for cell, said in attributes
            ]
        )
    return rows if max(map(len, rows), default=0) > 1 else []


def _text(cell: LexborNode) -> str:
    """Return the text of a cell on one line."""
    pieces: list[str] = []
    for node, _ in walk(cell):
        if node.tag == TEXT:
            pieces.append(node.text_content or "")
        elif node.tag in BLOCKS:
            pieces.append("\0")
    return " ".join(filter(None, map(tidy, "".join(pieces).split("\0"))))


def _span(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 4 else 1
