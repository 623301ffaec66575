"""Web pages: how they are decoded, which part is the report, and what becomes of headings, tables and head fields."""

import pytest
from made_documents import read as reported
from made_files import page

from knowledge.errors import Unreadable
from knowledge.readers import Document, html

PROSE = "<p>一、补贴对象。具有本市户籍、年满80周岁的老年人，自2024年起按月发给补贴，标准由各区确定。</p>"
GAZETTE = '<meta name="ArticleTitle" content="某市关于养老补贴的通知"><meta name="PubDate" content="2024-03-05 09:30"><meta name="ContentSource" content="某市民政局">'


def read(body: str, head: str = "", encoding: str = "utf-8", declared: str | None = None) -> Document:
    data = page(body, head, encoding)
    return html.read(
        "页.html", data.replace(f'charset="{encoding}"'.encode(), f'charset="{declared or encoding}"'.encode())
    )


def lines(body: str, head: str = "") -> list[str]:
    return read(body, head).text.split("\n")


def test_furniture_is_dropped_and_fields_are_kept() -> None:
    assert lines(PROSE) == ["某市关于养老补贴的通知", "文号：某府办〔2024〕7号", PROSE[3:-4]]


def test_what_meta_elements_say_goes_to_the_head() -> None:
    document = read(PROSE, GAZETTE)
    head = reported(document, "页.html").head
    assert (head.title, head.issuer, head.date, head.number) == (
        "某市关于养老补贴的通知",
        "某市民政局",
        "2024-03-05",
        "某府办〔2024〕7号",
    )
    assert document.text.split("\n")[2:4] == ["发布日期：2024-03-05 09:30", "来源：某市民政局"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("gb18030", "gb2312"),
        ("gb18030", "gbk"),
        ("gb18030", "utf-8"),
        ("big5hkscs", "big5"),
        ("utf-8", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings_and_false_claims(encoding: str, declared: str) -> None:
    body = (
        PROSE.replace("，", "〇，")
        if encoding != "big5hkscs"
        else "<p>本報告所稱補貼，是指年滿八十歲的老人，自民國一百年起按月發給的補助，由各區公所辦理。</p>"
    )
    text = page(body).decode().replace('charset="utf-8"', f'charset="{declared}"')
    if encoding == "big5hkscs":
        text = text[: text.index("<title>")] + "</head><body><div>" + body + "</div></body></html>"
    assert body[3:-4] in html.read("页.html", text.encode(encoding)).text


@pytest.mark.parametrize(("encoding", "declared"), [("utf-8", "utf-8"), ("gb18030", "gb2312")])
def test_a_page_that_is_broken_in_a_few_places_is_read_and_one_in_many_refused(encoding: str, declared: str) -> None:
    data = page(PROSE * 9, encoding=encoding).replace(
        f'charset="{encoding}"'.encode(), f'charset="{declared}"'.encode()
    )
    sound, broken = "老年人".encode(encoding), b"\x80\xff\xff"
    document = html.read("页.html", data.replace(sound, broken, 1))
    assert document.text.count("按月发给补贴") == 9
    assert document.missing[-1].endswith("读作 \ufffd")
    with pytest.raises(Unreadable):
        html.read("页.html", data.replace(sound, broken * 9))


def test_headings_have_levels_and_lines_in_bold_or_in_the_middle_are_headings() -> None:
    body = f'<h2>补贴办法</h2>{PROSE}<p><strong>特别提醒</strong></p>{PROSE}<p style="text-align:center">附件说明</p>{PROSE}'
    document = read(body)
    marked = [(document.text[mark.start : mark.end], mark.kind, mark.level) for mark in document.marks]
    assert marked == [("补贴办法", "heading", 2), ("特别提醒", "heading", 25), ("附件说明", "heading", 9)]


@pytest.mark.parametrize(
    "line",
    ["（2021年7月27日公布）", "2024年9月12日", "某府办〔2024〕7号", "第一章　总则", "特别提醒：全部。", "联系人：张三"],
)
def test_what_is_no_heading_though_it_stands_in_the_middle(line: str) -> None:
    assert read(f'{PROSE}<p style="text-align:center"><b>{line}</b></p>{PROSE}').marks == ()


def test_a_table_is_a_line_a_row_with_its_head_and_spans_filled_in() -> None:
    table = """<table><tr><th rowspan=2>险种</th><th colspan=2>标准</th></tr><tr><th>职工</th><th>居民</th></tr>
        <tr><td rowspan=2>养老</td><td>1800元</td><td>900元</td></tr><tr><td><p>1900</p><p>元</p></td><td></td></tr></table>"""
    document = read(PROSE + table)
    assert document.text.split("\n")[3:] == ["险种 | 标准 职工 | 标准 居民", "养老 | 1800元 | 900元", "养老 | 1900 元"]
    assert [mark.kind for mark in document.marks] == ["header", "row", "row"]
    report = reported(document, "页.html")
    rows = [
        p
        for p in report.passages
        if "900元" in document.text[p.start : p.end] or "1900" in document.text[p.start : p.end]
    ]
    assert {report.sections[p.section].title for p in rows} == {"险种 | 标准 职工 | 标准 居民"}


def test_a_caption_across_the_table_and_a_head_nobody_marks() -> None:
    table = "<table><tr><td colspan=3>任务分工表</td></tr><tr><td>序号</td><td>任务</td><td>单位</td></tr><tr><td>1</td><td>宣传</td><td>区政府</td></tr></table>"
    document = read(PROSE + table)
    assert [(mark.kind, document.text[mark.start : mark.end]) for mark in document.marks] == [
        ("heading", "任务分工表"), ("header", "序号 | 任务 | 单位"), ("row", "1 | 宣传 | 区政府"),
    ]  # fmt: skip


def test_a_form_is_fields_and_a_layout_table_is_text() -> None:
    form = "<table><tr><td>索引号：</td><td>1144/2024</td><td>成文日期：</td><td>2024-01-02</td></tr></table>"
    layout = "<table><tr><td><p>左栏的第一段。</p></td></tr></table>"
    assert lines(PROSE + form + layout)[3:] == ["索引号：1144/2024", "成文日期：2024-01-02", "左栏的第一段。"]
    assert read(PROSE + form + layout).marks == ()


def test_after_a_table_the_section_goes_on() -> None:
    table = "<table><tr><th>险种</th><th>标准</th></tr><tr><td>养老</td><td>1800元</td></tr></table>"
    report = reported(read(f"{PROSE}{table}<p>以上标准自2024年起施行。</p>"), "页.html")
    last = report.passages[-1]
    assert report.text[last.start : last.end] == "以上标准自2024年起施行。"
    assert report.sections[last.section].label == "一、"


def test_white_space_is_folded_as_browsers_do_and_no_line_end_parts_words() -> None:
    assert lines(
        "<p>年满80周岁的\n   老年人，按月发给补贴。\u200b　补贴的标准&nbsp;&nbsp;由各区  确定，另行通知，并向社会公布。</p>"
    )[2] == ("年满80周岁的老年人，按月发给补贴。　补贴的标准 由各区 确定，另行通知，并向社会公布。")


def test_hidden_text_and_comments_are_not_read() -> None:
    text = read(f'{PROSE}<p style="display: none">看不见的话。</p><!-- 注释里的话。 --><p hidden>也看不见。</p>').text
    assert "看不见" not in text
    assert "注释" not in text
    assert "脚本" not in text


def test_pictures_are_told() -> None:
    assert read(f"{PROSE}<img src=a.png>").missing == ("1 张图片，其中的文字未读入",)


def test_a_list_of_links_is_no_report() -> None:
    links = "".join(f'<li><a href="{n}">关于第{n}次会议的通知，请各单位按时参加会议。</a></li>' for n in range(30))
    with pytest.raises(Unreadable, match="没有正文"):
        read(f"<ul>{links}</ul>")


def test_a_page_saved_with_its_images() -> None:
    whole = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    whole += page(PROSE, encoding="gb18030").replace(b'<meta charset="gb18030">', b"") + b"\r\n--B--\r\n"
    assert PROSE[3:-4] in html.read("页.mht", whole).text


@pytest.mark.parametrize("data", [b"", b"\0\1\2", b"<html></html>", "<p>短。</p>".encode()])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        html.read("页.html", data)


def test_deep_nesting_is_walked_and_what_is_deeper_than_any_page_refused() -> None:
    assert PROSE[3:-4] in read("<div>" * 900 + PROSE).text
    for deep in ("<div>", "<ul><li><b>", "<Table><tr><td>"):
        with pytest.raises(Unreadable, match="嵌套太深"):
            read(deep * 20000 + PROSE)
    assert PROSE[3:-4] in read("<p>甲<br><li>乙" * 3000 + PROSE).text
