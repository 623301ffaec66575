"""Plain text and Markdown: the encoding is recognised or the file refused, never guessed silently."""

import codecs
import re

from knowledge.errors import Unreadable
from knowledge.readers import Document

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),  # not utf-8-sig: the mark stays in the text, so offsets are those of the file
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Frequent characters of official prose, simplified and traditional. Text decoded by the wrong table is full of
# rare characters; text decoded by the right one has one of these every few characters. No ASCII: it reads the same
# by most tables, so it tells nothing.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
    "五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处"
    "財務發國會學區對時來個產業經濟報員長機關設與總體實進動開過問題數為這點際應當現無種從東車門電話書見說請讓資訊後將還於萬億條標準規範縣廳負責"
    "，。、；：“”（）《》年月日省市"
)

# Below this share of frequent characters the text is not Chinese prose as this table decodes it.
# Measured on 751 real texts: right table 0.39-0.80; wrong tables (243 that decoded at all) 0.00-0.06.
LEAST_SHARE = 0.25

# Control characters (but those that part lines and words) and lone surrogates.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# Fewer characters than this outside ASCII tell nothing of the table.
_LEAST_COUNTED = 8


def read(path: str, data: bytes) -> Document:
    """Decode `data`; raises Unreadable where it is binary, empty, or in no encoding that fits."""
    if not data.strip():
        raise Unreadable(path, "空文件", "empty file")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _decode(data, encoding)
            if text is None:
                raise Unreadable(path, f"有 {encoding} 标记，内容却不是", f"marked as {encoding} but is not")
            return _document(path, text, encoding)
    text = _decode(data, "utf-8")
    if text is not None and "\0" not in text:
        return _document(path, text, "utf-8")
    scored = [(fit, name, text) for name in _tables(data) if (text := _decode(data, name)) and (fit := share(text))]
    best = max(scored, default=None, key=lambda item: item[0])
    if best is None or best[0] < LEAST_SHARE:
        if b"\0" in data:
            raise Unreadable(path, "二进制文件，不是文本", "a binary file, not text")
        raise Unreadable(
            path,
            "认不出编码（试过 UTF-8、UTF-16、GB18030、Big5），请另存为 UTF-8",
            "unknown encoding; save it as UTF-8",
        )
    _, encoding, text = best
    return _document(path, text, encoding, (f"按 {encoding} 解码",))


def _tables(data: bytes) -> tuple[str, ...]:
    return ("utf-16-le", "utf-16-be") if b"\0" in data[:4096] else ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")


def _decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def share(text: str) -> float:
    """Return the share of frequent characters among those that are neither white space nor ASCII."""
    counted = [c for c in text[:20000] if not c.isspace() and not c.isascii()]
    return sum(c in _FREQUENT for c in counted) / len(counted) if len(counted) >= _LEAST_COUNTED else 0.0


def _document(path: str, text: str, encoding: str, notes: tuple[str, ...] = ()) -> Document:
    control = len(_CONTROL.findall(text, 0, 20000))
    if control > len(text[:20000]) // 20:
        raise Unreadable(path, "二进制文件，不是文本", "a binary file, not text")
    if not any(map(str.isalnum, text)):
        raise Unreadable(path, "没有文字", "no words in it")
    if control:
        notes = (*notes, f"有 {control} 个控制字符")
    return Document(text, encoding, notes)
