"""Word documents: automatic numbers, tables, deletions, boxes, notes, and what is no Word document."""

import pytest
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st
from made_files import Word, abstract, use

from knowledge.errors import Unreadable
from knowledge.numerals import value
from knowledge.readers import Document, docx
from knowledge.readers.numbering import FORMATS

OFFICIAL = abstract(0, "chineseCounting|%1、", "chineseCounting|（%2）", "decimal|%3.", "decimal|（%4）")


def read(word: Word) -> Document:
    return docx.read("某.docx", word.data())


def lines(word: Word) -> list[str]:
    return read(word).text.split("\n")


def test_official_numbering_is_resolved() -> None:
    word = Word()
    word.lists(OFFICIAL, use(1, 0))
    for text, level in (
        ("总体要求", 0),
        ("指导思想", 1),
        ("目标", 1),
        ("到2025年", 2),
        ("到2030年", 2),
        ("任务", 0),
        ("一项", 1),
    ):
        word.numbered(text, 1, level)
    assert lines(word) == [
        "一、总体要求",
        "（一）指导思想",
        "（二）目标",
        "1.到2025年",
        "2.到2030年",
        "二、任务",
        "（一）一项",
    ]


def test_two_lists_after_one_count_together_unless_one_begins_anew() -> None:
    word = Word()
    word.lists(
        OFFICIAL,
        use(1, 0),
        use(2, 0),
        use(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
    )
    for text, number in (("甲", 1), ("乙", 2), ("丙", 3), ("丁", 3)):
        word.numbered(text, number)
    assert lines(word) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_a_level_that_never_restarts_and_one_that_starts_later() -> None:
    word = Word()
    word.lists(
        abstract(0, "decimal|第%1章", 'decimal|第%2条|1|<w:lvlRestart w:val="0"/>', "lowerLetter|%3)|3"), use(1, 0)
    )
    for text, level in (("总则", 0), ("目的", 1), ("附则", 0), ("施行", 1), ("某", 2)):
        word.numbered(text, 1, level)
    assert lines(word) == ["第1章 总则", "第1条 目的", "第2章 附则", "第2条 施行", "c)某"]


def test_numbers_of_several_levels_and_in_figures_alone() -> None:
    word = Word()
    word.lists(
        abstract(0, "chineseCounting|第%1章", "decimal|%1.%2|1|<w:isLgl/>", "upperRoman|%3.", "bullet|●"), use(1, 0)
    )
    for text, level in (("总则", 0), ("范围", 1), ("某", 2), ("点", 3)):
        word.numbered(text, 1, level)
    assert lines(word) == ["第一章 总则", "1.1 范围", "I.某", "点"]


def test_a_style_may_carry_the_number() -> None:
    word = Word()
    word.lists(
        abstract(
            0,
            'chineseCounting|%1、|1|<w:pStyle w:val="Heading1"/>',
            'chineseCounting|（%2）|1|<w:pStyle w:val="Heading2"/>',
        ),
        use(1, 0),
    )
    for name in ("Heading 1", "Heading 2"):
        properties = word.opened.styles[name].element.get_or_add_pPr()
        properties.append(docx.parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>'))
    for text, style in (("总体要求", "Heading 1"), ("目标", "Heading 2"), ("任务", "Heading 1")):
        word.line(text, style=style)
    document = read(word)
    assert document.text.split("\n") == ["一、总体要求", "（一）目标", "二、任务"]
    assert [(mark.kind, mark.level) for mark in document.marks] == [("heading", 1), ("heading", 2), ("heading", 1)]


@pytest.mark.parametrize(
    ("kind", "number", "written"),
    [("chineseCounting", 10, "十"), ("chineseCounting", 21, "二十一"), ("chineseCountingThousand", 105, "一百零五"),
     ("japaneseCounting", 110, "一百一十"), ("ideographDigital", 20, "二〇"), ("decimalEnclosedCircleChinese", 20, "⑳"),
     ("decimalEnclosedCircle", 51, "51"), ("ideographTraditional", 3, "丙"), ("chineseLegalSimplified", 12, "壹拾贰"),
     ("lowerRoman", 14, "xiv"), ("upperLetter", 28, "BB"), ("decimalZero", 7, "07"), ("decimalFullWidth", 12, "１２"),
     ("decimalEnclosedParen", 2, "⑵"), ("chineseCountingThousand", 0, "0")],
)  # fmt: skip
def test_formats(kind: str, number: int, written: str) -> None:
    assert FORMATS[kind](number) == written


@given(st.sampled_from(["chineseCountingThousand", "japaneseCounting"]), st.integers(1, 9999))
def test_written_numbers_are_read_back(kind: str, number: int) -> None:
    assert value(FORMATS[kind](number)) == number


@given(st.sampled_from(sorted(FORMATS)), st.integers(0, 10**6))
def test_no_number_is_too_great(kind: str, number: int) -> None:
    assert len(FORMATS[kind](number)) <= 16


def test_tables_stand_where_they_are_and_merged_cells_are_said_again() -> None:
    word = Word()
    word.line("前文如下：")
    table = word.opened.add_table(3, 3)
    for row, texts in enumerate((("险种", "对象", "标准"), ("养老保险", "职工", "1800元"), ("", "居民", "900元"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    word.line("后文。")
    document = read(word)
    assert document.text.split("\n") == [
        "前文如下：",
        "险种 | 对象 | 标准",
        "养老保险 | 职工 | 1800元",
        "养老保险 | 居民 | 900元",
        "后文。",
    ]
    assert [mark.kind for mark in document.marks] == ["header", "row", "row"]


def test_a_table_of_one_column_only_frames_its_text() -> None:
    word = Word()
    table = word.opened.add_table(1, 1)
    table.cell(0, 0).text = "一、框里的话。"
    assert read(word).marks == ()
    assert lines(word) == ["一、框里的话。"]


def test_what_was_deleted_is_left_out_and_what_was_inserted_stays() -> None:
    word = Word()
    word.run(
        "<w:r><w:t>补助</w:t></w:r><w:del><w:r><w:delText>100</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:r><w:t>元。</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
    )
    document = read(word)
    assert document.text == "补助200元。"
    assert document.notes == ("修订：1 处插入按接受读入", "修订：1 处删除未读入", "1 处隐藏文字未读入")


def test_a_paragraph_whose_end_was_deleted_runs_on() -> None:
    word = Word()
    word.run("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r>")
    word.run("<w:r><w:t>后半。</w:t></w:r>")
    assert lines(word) == ["前半后半。"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框中文字。</w:t></w:r></w:p></w:txbxContent>"
    word = Word()
    word.run(
        '<w:r><w:t>正文。</w:t><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert lines(word) == ["正文。", "框中文字。"]
    assert read(word).notes == ("文本框 1 个，放在所在段落之后",)


def test_lines_of_a_title_are_one_and_a_header_is_told() -> None:
    word = Word()
    word.opened.sections[0].header.paragraphs[0].text = "内部资料"
    for text in ("某市人民政府", "关于加强养老服务的", "意见"):
        word.line(text, centred=True)
    word.line("某府〔2024〕3号", centred=True)
    word.line("各区人民政府：")
    document = read(word)
    assert document.told.title == "某市人民政府关于加强养老服务的意见"
    assert document.text.split("\n")[:2] == [document.told.title, "某府〔2024〕3号"]
    assert document.notes == ("页眉页脚未读入：内部资料",)


def test_a_table_of_contents_opens_no_sections() -> None:
    word = Word()
    for text in (
        "目　录",
        "第一章 总则…………1",
        "第二章 附则…………9",
        "第一章　总则",
        "第一条　为了养老，制定本办法。",
        "第二章　附则",
        "第二条　施行。",
    ):
        word.line(text)
    assert [mark.kind for mark in read(word).marks] == ["plain", "plain"]


def test_private_characters_are_kept_and_told() -> None:
    word = Word()
    word.line("总体\ue0a1要求")
    assert read(word).text == "总体\ue0a1要求"
    assert read(word).notes == ("有 1 个私用区字符（字体自造的字，别处显示不出）",)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0rest", b"text", b""])
def test_what_is_no_document_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        docx.read("某.docx", data)
    assert "\n" not in raised.value.zh


def test_a_document_without_its_text_is_refused() -> None:
    with pytest.raises(Unreadable, match="没有文字"):
        read(Word())
