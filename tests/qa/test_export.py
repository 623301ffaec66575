"""A conversation as Markdown and CSV: every word arrives as it stands, and nothing in it is markup or a formula."""

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from knowledge.base import Summary
from knowledge.local import LocalKnowledgeBase
from knowledge.model import Head, Section
from knowledge.numerals import numeral, value
from qa.bot import Bot
from qa.export import markdown, table_csv
from qa.model import Abstention, Answer, Cell, Nearest, Reply, Tally
from qa.render import one_line

CARS = "全省一共取消了多少台公务用车?"


@pytest.fixture(autouse=True)
def _no_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def answer(text: str = "51%", quote: str = "比例达51%。", title: str = "某局报告", score: float = 0.95) -> Answer:
    head = Head(title, "某局", "2021-03-17", "某发〔2021〕1号", ())
    summary = Summary(1, "某局.txt", "某局.txt", "utf-8", "", 100, 1, head, ())
    sections = (Section(1, 0, 1, "一、", "车辆改革", 0, 0, 0, 0), Section(2, 1, 2, "(一)", title, 0, 0, 0, 0))
    return Answer(text, quote, score, summary, sections, 0, len(text), 0, len(quote), 5, 6)


def declined(reason: str) -> Abstention:
    return Abstention("unsure", reason, reason, (Nearest(answer().report, answer().section_path, 5),))


CONVERSATION = (
    Reply("比例是多少?", None, (answer(), answer("五成", "约五成", score=0.3), answer("1", "1", score=0.05))),
    Reply("局长是谁?", None, (), declined("没有给出姓名")),
    Reply(
        "湖南和湖北各是多少?",
        None,
        (answer(),),
        None,
        (Cell("湖南", "2020", answer(), None), Cell("湖北", "2020", None, declined("没有这样的报告"))),
    ),
    Reply(
        "哪些报告提到了车辆?",
        None,
        (answer(),),
        None,
        (Cell("", "", answer(), None, answer().report),),
        Tally("车辆", 1, 2, False),
    ),
)

MARKDOWN = """\
# 问答记录

## 一、比例是多少?

**51%**（很可能）

> 比例达51%。[^1]

其他候选：

- 五成[^1]（不太确定）

## 二、局长是谁?

未找到依据：没有给出姓名

相近章节（不是答案）：

- 一、(一) 某局报告 某局\\.txt 第5行

## 三、湖南和湖北各是多少?

| 比较 | 答案 | 出处 |
| --- | --- | --- |
| 湖南 2020 | 51% | [^1] |
| 湖北 2020 | — | 没有这样的报告 |

## 四、哪些报告提到了车辆?

2份报告中1份提到“车辆”：

| 报告 | 原文 | 出处 |
| --- | --- | --- |
| 某局报告 | 比例达51%。 | [^1] |

[^1]: 出处：《某局报告》，某局，某发〔2021〕1号，2021-03-17，一、车辆改革 → (一)某局报告，第5-6行（某局\\.txt）
"""


def test_markdown():
    assert markdown(CONVERSATION) == MARKDOWN
    assert markdown([]) == "# 问答记录\n"


def test_markdown_in_english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    written = markdown(CONVERSATION[:1])
    assert "## 1\\. 比例是多少?\n\n**51%** (very likely)\n" in written
    assert "[^1]: Source: 《某局报告》, 某局, 某发〔2021〕1号, 2021-03-17, " in written
    assert "lines 5-6 (某局\\.txt)" in written


def test_a_title_that_is_not_known_is_left_out():
    assert "出处：某局，" in markdown([Reply("问", None, (answer(title=""),))])


def test_how_a_question_was_read_is_told(base: LocalKnowledgeBase):
    bot = Bot(base)
    written = markdown([bot.ask("全省取消公物用车多少台?"), bot.ask("那节支率呢?", [CARS])])
    assert re.search("\n\n理解为：.*节支率.*\n\n", written)
    assert re.search("\n\n按“.+”检索（问题里是“.+”）\n\n", written)


# What a reader of Markdown may do, most of them together.
READER = MarkdownIt("gfm-like", {"html": True, "linkify": True, "typographer": False})
for plugin in (footnote_plugin, dollarmath_plugin, tasklists_plugin, deflist_plugin, attrs_plugin, front_matter_plugin):
    READER.use(plugin)

HOSTILE = (
    "# 标题",
    "[点这里](http://example.com)",
    "![图](x.png)",
    "<script>alert(1)</script>",
    "<!-- 注",
    "a | b |",
    "[^1]: 假出处",
    "[^1]",
    "[x]: http://example.com",
    "[ ] 任务",
    "1. 列表",
    "2) 列表",
    "10. 列表",
    "2020. 年",
    "123456789) 列表",
    "3.",
    "- 列表",
    "+ 列表",
    "* * *",
    "---",
    "===",
    "```python",
    "~~~",
    "~~删~~",
    "**粗**",
    "__粗__",
    "`码`",
    "> 引",
    "&lt;b&gt; &#64; &copy;",
    "$x^2$",
    "$$x$$",
    "http://www.gov.cn/a",
    "HTTPS://例.中国",
    "www.gov.cn",
    "ftp://a.b",
    "hunan.gov.cn",
    "报告.md",
    "a@b.cn",
    "mailto:a@b.cn",
    "//example.com",
    "{#id .class}",
    ": 定义",
    "\\",
    "\\[",
    "尾 #",
    "    四格",
    "\t制表",
    "一\n\n二",
    "\x1b[31m红",
    "‮倒",
    "%cmd",
    "“引”**",
)
texts = st.text(st.sampled_from("#*_[]()<>!|`~&;^$@{}=+-:.\\/ \n\t1a中”。w:x") | st.characters(), max_size=30)


def kinds(tokens: list[Token]) -> set[str]:
    return {token.type for token in tokens} | {kind for token in tokens for kind in kinds(token.children or [])}


def shown(token: Token) -> str:
    """What a reader sees of a line: its text, without footnote marks."""
    return "".join(child.content for child in token.children or [] if child.type in ("text", "text_special"))


ALLOWED = {
    *("heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close", "text", "text_special"),
    *("strong_open", "strong_close", "blockquote_open", "blockquote_close", "footnote_ref", "footnote_anchor"),
    *("footnote_block_open", "footnote_block_close", "footnote_open", "footnote_close"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
}


@given(texts)
@pytest.mark.parametrize("kind", ["answered", "declined", "compared", "surveyed"])
def test_any_text_is_shown_as_it_is_and_does_nothing(kind: str, text: str):
    check(kind, text)


@pytest.mark.parametrize("kind", ["answered", "declined", "compared", "surveyed"])
@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_shown_as_it_is_and_does_nothing(kind: str, text: str):
    check(kind, text)


def check(kind: str, text: str) -> None:
    text = text if one_line(text) else "x"
    told = answer(text, f"{text}，等等", text)
    other = answer("别的", f"别的，{text}", text, 0.5)
    reply = {
        "answered": Reply(text, None, (told, other)),
        "declined": Reply(text, None, (), declined(text)),
        "compared": Reply(
            text, None, (told,), None, (Cell("湖南", "", told, None), Cell("", "", None, declined(text)))
        ),
        "surveyed": Reply(
            text, None, (told,), None, (Cell("", "", told, None, told.report),), Tally(text, 1, 1, False)
        ),
    }[kind]
    tokens = READER.parse(markdown([reply, reply]))
    assert kinds(tokens) <= ALLOWED
    lines = [shown(token) for token in tokens if token.type == "inline"]
    line = one_line(text)
    assert lines[:2] == ["问答记录", f"一、{line}"]
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h2"]
    expected = {
        "answered": [f"{line}（很可能）", one_line(f"{text}，等等")],
        "declined": [f"未找到依据：{line}", "一、(一) 某局报告 某局.txt 第5行"],
        "compared": [line, "湖南"],
        "surveyed": [one_line(f"{text}，等等"), f"1份报告中1份提到“{line}”："],
    }[kind]
    assert set(expected) <= set(lines)
    if kind != "declined":
        (note,) = {one for one in lines if one.startswith("出处：") and one.endswith("（某局.txt）")} - {line}
        assert note.startswith(f"出处：《{line}》，某局")


def rows(written: str) -> list[dict[str, str]]:
    assert written.startswith("\ufeff")
    assert written.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))


def test_csv():
    first, second, hunan, hubei, survey = rows(table_csv(CONVERSATION))
    assert first["问题"] == "比例是多少?"
    assert first["答案"] == "51%"
    assert (first["标题"], first["发文机关"], first["文号/索引号"]) == ("某局报告", "某局", "某发〔2021〕1号")
    assert (first["章节"], first["行"]) == ("一、车辆改革 → (一)某局报告", "5")
    assert (second["答案"], second["说明"]) == ("", "没有给出姓名")
    assert [(row["地区"], row["年份"], row["答案"]) for row in (hunan, hubei)] == [
        ("湖南", "2020", "51%"),
        ("湖北", "2020", ""),
    ]
    assert hubei["说明"] == "没有这样的报告"
    assert (survey["标题"], survey["原文"]) == ("某局报告", "比例达51%。")


def test_csv_of_reports_that_do_not_mention():
    silent = Cell("", "", None, declined("没有提到"), answer().report)
    (row,) = rows(table_csv([Reply("哪些没有提到?", None, (answer(),), None, (silent,), Tally("x", 1, 2, True))]))
    assert (row["标题"], row["文件"], row["说明"], row["答案"]) == ("某局报告", "某局.txt", "没有提到", "")


def test_csv_in_english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert table_csv([]).startswith("\ufeffQuestion,Place,Year,Answer,Quote,Remark,")


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "\n=1",
        "＝1+1",
        '=HYPERLINK("http://x")',
        "--",
        "-一",
    ],
)
def test_no_cell_is_a_formula(formula: str):
    told = answer(formula, formula, formula)
    for row in rows(table_csv([Reply(formula, None, (told,)), Reply(formula, None, (), declined(formula))])):
        cells = [cell for cell in row.values() if one_line(formula) in cell]
        assert len(cells) >= 2
        assert all(cell.startswith(("'", "一、")) for cell in cells)


@pytest.mark.parametrize("number", ["-3.5%", "+1,200", "-7", "＋"])
def test_a_plain_number_stays_one(number: str):
    (row,) = rows(table_csv([Reply("问", None, (answer(number, number),))]))
    assert row["答案"] == (f"'{number}" if number == "＋" else number)


@given(texts)
@example("\x00")
@example("\ud800")
@example('"\n,"')
def test_any_text_is_one_cell(text: str):
    written = table_csv([Reply(text, None, (answer(text, text, text),)), Reply("完", None, (answer(),))])
    first, last = rows(written)
    assert written.encode()
    assert first["问题"].removeprefix("'") == one_line(text).removeprefix("'")
    assert last["问题"] == "完"
    assert len(written.splitlines()) == 3


def test_numerals():
    assert [
        numeral(n) for n in (1, 10, 12, 20, 105, 110, 1010)
    ] == "一 十 十二 二十 一百零五 一百一十 一千零一十".split()
    assert all(value(numeral(number)) == number for number in range(1, 10_000))


def test_more_questions_than_numerals():
    assert f"\n## {10_000}、问\n" in markdown([CONVERSATION[1]._replace(question="问")] * 10_000)
