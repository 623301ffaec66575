"""Random documents: labelled lines, headings that run into paragraphs, decoration, odd white space, odd line ends."""

from hypothesis import strategies as st

from knowledge.head import read_head
from knowledge.model import Mark, Report
from knowledge.passages import make_report
from knowledge.readers import Document
from knowledge.text import lines, strip_span

LABELS = st.sampled_from(
    ["一、", "二、", "三、", "十、", "(一)", "（二）", "（三）", "1.", "2.", "3．", "5、", "（1）", "(2)", "①", "②", "第一章 ", "第二章　",
     "第一节 ", "第三条 ", "第四条　", "第一部分 ", "# ", "## ", "### 一、", "**一、", "", "", "", "  ", "- ", "一是", "二是", "12.4", "2020."]
)  # fmt: skip
WORDS = st.lists(
    st.sampled_from(
        ["推进法治政府建设", "依法履行职能", "全省取消公务用车31000余台", "，", "。", "；", "：", "一是", "二是", "三是", "统一是",
         "**", "工作机制", "落实", " ", "　", "\t", "12.4%", "《条例》", "“", "”", "（", "）", "名称:", "x"]
    ),
    max_size=12,
).map("".join)  # fmt: skip
DECORATION = st.sampled_from(
    ["", " ", "　", "---", "***", "===", "——", "_", "·", "#", "• 名称: 某报告", "索引号：1/2", "日期:"]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\n \n"])
LINES = st.tuples(st.tuples(LABELS, WORDS, st.sampled_from(["", "**"])).map("".join) | DECORATION, ENDS).map("".join)
DOCUMENTS = st.tuples(
    st.sampled_from(["", "\ufeff", "---\ntitle: 某\n---\n"]), st.lists(LINES, max_size=14), WORDS
).map(lambda parts: parts[0] + "".join(parts[1]) + parts[2])
TEXTS = DOCUMENTS | st.text(max_size=80)


def reported(text: str, path: str = "某报告.txt", marks: tuple[Mark, ...] = ()) -> Report:
    return make_report(text, read_head(text, path), path=path, source=path, encoding="utf-8", marks=marks)


def marked(text: str, kinds: list[str]) -> tuple[Mark, ...]:
    """Mark the first lines of a text that hold something with these kinds, "" for none."""
    spans = (strip_span(text, *span) for span in lines(text))
    pairs = zip([span for span in spans if span[0] < span[1]], kinds, strict=False)
    return tuple(Mark(kind, *span, level=2) for span, kind in pairs if kind)


def read(document: Document, name: str) -> Report:
    """Make a report of what a reader read, as adding a file does."""
    return make_report(
        document.text, read_head(document.text, name, document.told), path=name, source=name,
        encoding=document.encoding, notes=document.notes, marks=document.marks, pages=document.pages,
    )  # fmt: skip
