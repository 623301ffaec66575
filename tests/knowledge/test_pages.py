"""PDF and OFD: lines into paragraphs, pages kept, running heads left out, text layers that lie refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import OFD, ofd, pdf, shown

from knowledge.errors import Unreadable
from knowledge.readers import Document
from knowledge.readers import ofd as ofd_reader
from knowledge.readers import pdf as pdf_reader
from knowledge.text import page_number

FULL = "全市养老机构床位增加到三万二千张其中护理型床位占六成以上"  # 28 characters: a full line at size 15
PARAGRAPH = FULL * 2 + "较上年增长一成。"
TAIL = "床位的六成以上由社会力量举办。"
SIZE = 15.0


def set_lines(text: str, left: float, up: float, width: int = 28) -> list[tuple[float, float, float, str]]:
    """Set a paragraph as a printer does: its first line indented, the others full."""
    first, rest = text[: width - 2], text[width - 2 :]
    pieces = [first, *(rest[at : at + width] for at in range(0, len(rest), width))]
    return [(left + (0 if at else 2 * SIZE), up - 25 * at, SIZE, piece) for at, piece in enumerate(pieces)]


def book(pages: int = 4) -> bytes:
    """A report of several pages, each with a running head and a number; a paragraph runs across each turn."""
    made = []
    for number in range(1, pages + 1):
        lines = [(80, 800, 9, "某市人民政府公报"), (280, 40, 9, f"— {number} —")]
        if number == 1:
            lines.append((180, 760, 22, "某市养老服务报告"))
        lines += [(80, 720, SIZE, "甲乙丙丁"[number - 2] + TAIL)] if number > 1 else []
        lines += set_lines(f"一、第{number}项工作。" + PARAGRAPH, 80, 680)
        lines += set_lines(PARAGRAPH.replace("三万", f"{number}万"), 80, 560)
        lines += [(110, 120, SIZE, "甲乙丙丁"[number - 1] + FULL[:25])]
        made.append(lines)
    return pdf(made)


def test_lines_become_paragraphs_across_pages_and_running_heads_go() -> None:
    document = pdf_reader.read("某.pdf", book())
    lines = document.text.split("\n")
    assert lines[0] == "某市养老服务报告"
    assert "一、第1项工作。" + PARAGRAPH in lines
    assert PARAGRAPH.replace("三万", "2万") in lines
    assert "甲" + FULL[:25] + "甲" + TAIL in lines
    assert "公报" not in document.text
    assert document.notes == ("略去页眉页脚：某市人民政府公报", "略去 4 处页码")


def test_each_place_has_its_page() -> None:
    document = pdf_reader.read("某.pdf", book())
    assert len(document.pages) == 4
    for number in (1, 2, 3, 4):
        assert page_number(document.pages, document.text.index(f"一、第{number}项")) == number
    # A paragraph that turns the page: its first half stands on the one before.
    across = document.text.index("甲" + FULL[:25])
    assert page_number(document.pages, across) == 1
    assert page_number(document.pages, across + 25) == 1
    assert page_number(document.pages, across + 26) == 2


def test_a_table_of_a_page_is_rows() -> None:
    lines = [(80, 700, SIZE, FULL)] + [
        (left, 600 - 25 * row, SIZE, cell)
        for row, cells in enumerate(
            (("项目", "本年", "上年"), ("床位", "三万张", "二万张"), ("护理员", "八千人", "七千人"))
        )
        for left, cell in zip((80, 220, 360), cells, strict=True)
    ]
    document = pdf_reader.read("某.pdf", pdf([lines]))
    assert document.text.split("\n")[1:] == ["项目 | 本年 | 上年", "床位 | 三万张 | 二万张", "护理员 | 八千人 | 七千人"]
    assert [mark.kind for mark in document.marks] == ["header", "row", "row"]


def test_a_font_that_does_not_tell_its_characters_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"没有文字|读不出"):
        pdf_reader.read("某.pdf", pdf([set_lines(PARAGRAPH * 4, 80, 700)], told=False))


@pytest.mark.parametrize(
    "text",
    [
        "■" * 30 + "二〇二四年全市床位" * 6,
        "犐犆犛犔犌犕犜犛犲犮狌狉犲犾犮狋狉狅狀犻" * 5,
        "2019-2020“”12:4024“”52412:4053" * 4,
        "\ue0a1\ue0a2\ue0a3全市床位" * 20,
    ],
)
def test_text_that_eyes_do_not_see_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="读不出"):
        pdf_reader.read(
            "某.pdf",
            pdf([[(80, 700 - 20 * at, 12, text[at * 30 : at * 30 + 30]) for at in range(5) if text[at * 30 :]]]),
        )


def test_pages_without_text_are_told_and_a_scan_is_refused() -> None:
    document = pdf_reader.read("某.pdf", pdf([set_lines(PARAGRAPH, 80, 700), []]))
    assert document.missing == ("第2页没有文字，未读入",)
    assert len(document.pages) == 2
    with pytest.raises(Unreadable, match="扫描"):
        pdf_reader.read("某.pdf", pdf([[], []]))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"text", book()[:700]])
def test_what_is_no_pdf_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        pdf_reader.read("某.pdf", data)
    assert "\n" not in raised.value.zh


def ofd_lines(*objects: str, **parts: str) -> list[str]:
    return ofd_reader.read("某.ofd", ofd(["".join(objects)], **parts)).text.split("\n")


def test_text_is_read_from_the_top_whatever_its_order_in_the_file() -> None:
    objects = [shown(FULL, 20, 60), shown("较上年增长一成。", 20, 70), shown("养老服务报告", 60, 20, 8)]
    assert ofd_lines(*objects) == ["养老服务报告", FULL + "较上年增长一成。"]


def test_a_template_is_read_with_its_page_and_pages_are_kept() -> None:
    data = ofd([shown("三万张", 80, 30), shown("四万张", 80, 30)], template=shown("床位：", 20, 30))
    document: Document = ofd_reader.read("某.ofd", data)
    assert document.text.split("\n") == ["床位： 三万张", "床位： 四万张"]
    assert [page_number(document.pages, document.text.index(said)) for said in ("三万", "四万")] == [1, 2]


def test_pages_that_say_the_same_line_keep_it() -> None:
    document = ofd_reader.read("某.ofd", ofd([shown(FULL, 20, 60)] * 5))
    assert document.text.count(FULL) == 5


def test_a_matrix_moves_and_scales_text() -> None:
    scaled = '<ofd:TextObject CTM="0.5 0 0 0.5 0 0" Boundary="20 30 150 10" Size="10"><ofd:TextCode X="0" Y="10" DeltaX="g 9 10">全市床位三万二千</ofd:TextCode></ofd:TextObject>'
    assert ofd_lines(scaled, shown("张。", 60, 30)) == ["全市床位三万二千张。"]


def test_one_object_may_hold_several_lines_and_cells() -> None:
    code = 'X="0" Y="5" DeltaX="5 -5 60 5" DeltaY="0 8 0 0"'
    assert ofd_lines(shown("床位护理员", 20, 20, code=code)) == ["床位", "护 理员"]


@pytest.mark.parametrize("more", ['CTM="0.7 0.7 -0.7 0.7 0 0"', 'Visible="false"'])
def test_watermarks_and_hidden_text_are_left_out(more: str) -> None:
    assert ofd_lines(shown(FULL, 20, 60), shown("内部资料", 20, 100, more=more)) == [FULL]


def test_what_a_broken_file_lacks_is_told() -> None:
    with pytest.raises(Unreadable, match=r"缺少 Doc_0/Document\.xml"):
        ofd_reader.read(
            "某.ofd",
            ofd(
                [""],
                **{
                    "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>",
                    "Doc_0/Document.xml": "",
                },
            ).replace(b"Doc_0/Document.xml", b"Doc_0/Dokument.xml"),
        )
    document = ofd_reader.read(
        "某.ofd", ofd([shown(FULL, 20, 60), ""], **{"Doc_0/Pages/Page_1/Content.xml": "<broken"})
    )
    assert document.text == FULL
    assert document.missing[0].startswith("第2页读不了")


def test_entities_are_refused() -> None:
    bomb = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "甲甲甲">]><ofd:OFD {OFD}>&b;</ofd:OFD>'
    with pytest.raises(Unreadable):
        ofd_reader.read("某.ofd", ofd([shown(FULL, 20, 60)], **{"OFD.xml": bomb}))


@given(st.text("g0123456789.- ez", max_size=30), st.integers(0, 40))
def test_any_distances(said: str, most: int) -> None:
    assert len(ofd_reader._deltas(said, most)) <= 2 * most + 1


@given(st.lists(st.integers(0, 50)).map(sorted), st.integers(0, 60))
def test_a_page_begins_before_what_stands_on_it(pages: list[int], at: int) -> None:
    number = page_number(pages, at)
    assert (number is None) == (not pages)
    if number is not None and at >= pages[0]:
        assert pages[number - 1] <= at
        assert all(at < later for later in pages[number:])
