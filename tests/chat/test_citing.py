"""What is cited can be reached by keys and by clicks, and is shown in its report with the outline beside it."""

from collections.abc import Callable

from textual.widgets import Tree

from knowledge.model import Report, Section
from qa.chat.app import ChatApp
from qa.chat.log import Entry
from qa.chat.outline import Outline
from qa.chat.source import Pages, Source
from qa.model import Nearest, Reply

from .made import ANSWER, MadeBot, answer, answered, ask, chat, declined, ready, said, summary, until

WIDE, NARROW = (120, 40), (60, 24)
OTHER = answer(text="其余车辆继续使用", quote="其余车辆继续使用。", score=0.5)


class Outlined(MadeBot):
    """A bot whose report has these sections."""

    def __init__(self, sections: tuple[Section, ...], reply: Callable[[str], Reply], text: str) -> None:
        super().__init__(reply, text)
        self._sections = sections

    def report(self, number: int) -> Report:
        return super().report(number)._replace(sections=self._sections)


def where(app: ChatApp) -> str:
    return app.query_one("#where").plain


def marked(app: ChatApp) -> str:
    """What is underlined in the report's text."""
    around = app.query_one("#around")
    return "".join(
        s.text for y in range(around.size.height) for s in around.render_line(y) if s.style and s.style.underline
    )


def reversed_(entry: Entry) -> str:
    return "".join(
        s.text for y in range(entry.size.height) for s in entry.render_line(y) if s.style and s.style.reverse
    )


async def test_the_next_and_the_one_before() -> None:
    app = chat(MadeBot(lambda question: answered(question, answer(), OTHER)))
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("f3")
        assert "还没有出处" in str(app.query_one("#keys").render())
        await ask(pilot, "甲?", "其他可能")
        await until(pilot, lambda: marked(app) == ANSWER)
        await pilot.press("f3")
        await until(pilot, lambda: marked(app) == "其余车辆继续使用")
        assert "2. 其余车辆" in reversed_(app.query(Entry).last())
        await pilot.press("f3")  # round again
        await until(pilot, lambda: marked(app) == ANSWER)
        assert "出处：" in reversed_(app.query(Entry).last())
        await ask(pilot, "乙?", "› 乙?")
        await until(pilot, lambda: said(app).count("其他可能") == 2)
        await pilot.press("f4", "f4")  # back into the first answer
        await until(pilot, lambda: marked(app) == ANSWER and bool(reversed_(app.query(Entry)[1])))
        assert not reversed_(app.query(Entry)[2])


async def test_a_click_opens_what_is_clicked() -> None:
    app = chat(MadeBot(lambda question: answered(question, answer(), OTHER)))
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "甲?", "其他可能")
        entry = app.query(Entry).last()
        row = next(y for y in range(entry.size.height) if "2. 其余" in entry.render_line(y).text)
        await pilot.click(entry, offset=(10, row))
        await until(pilot, lambda: marked(app) == "其余车辆继续使用")
        await pilot.click(entry, offset=(10, 0))  # the question cites nothing
        await pilot.pause()
        assert marked(app) == "其余车辆继续使用"


async def test_nearest_sections_can_be_opened() -> None:
    whole = "报告\n\n一、车辆改革\n\n取消了。\n\n二、其他\n\n没有。\n"
    at = whole.index("二、")
    last = Section(2, 0, 1, "二、", "其他", at, len(whole), at, at + 4)

    root = Section(0, None, 0, "", "", 0, len(whole), 0, 0)
    first = Section(1, 0, 1, "一、", "车辆改革", 4, at, 4, 10)
    bot = Outlined(
        (root, first, last), lambda question: declined(question, near=[Nearest(summary(), (last,), 7)]), whole
    )
    app = chat(bot)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "局长?", "相近章节")
        await until(pilot, lambda: "二、  第 7 行" in where(app))
        outline = app.query_one(Outline)
        await until(pilot, lambda: outline.cursor_node is not None and "二、其他" in str(outline.cursor_node.label))


async def test_the_outline_leads_to_a_section() -> None:
    text = "".join(f"{'一二三四五六七八九'[n]}、第{n}件事\n\n" + "很长的一段话。" * 80 + "\n\n" for n in range(9))
    starts = [text.index(f"{'一二三四五六七八九'[n]}、") for n in range(9)]
    sections = (
        Section(0, None, 0, "", "", 0, len(text), 0, 0),
        *(
            Section(n + 1, 0, 1, text[at : at + 2], text[at + 2 : at + 6], at, at + 9, at, at + 6)
            for n, at in enumerate(starts)
        ),
    )

    told = answer(text="第0件事", quote="第0件事", whole=text, path=sections[1:2])
    app = chat(Outlined(sections, lambda question: answered(question, told), text))
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "甲?", "出处")
        outline, pages = app.query_one(Outline), app.query_one(Pages)
        await until(pilot, lambda: len(outline.root.children) == 9)
        await pilot.press("tab")
        assert app.focused is outline
        await pilot.press("end", "enter")
        await until(pilot, lambda: "九、第8件" in "".join(pages_lines(pages)))
        assert pages.scroll_offset.y > 0
        await pilot.press("tab")
        assert app.focused is pages
        await pilot.press("x")  # typing goes into the line to type in, wherever one is
        assert app.focused is app.query_one("Prompt") and app.query_one("Prompt").value == "x"
        await pilot.press("tab", "escape")
        assert app.focused is app.query_one("Prompt")


def pages_lines(pages: Pages) -> list[str]:
    around, top = pages.query_one("#around"), pages.scroll_offset.y
    return [around.render_line(y).text for y in range(top, min(around.size.height, top + pages.size.height))]


async def test_scrolling_to_an_edge_lays_out_more() -> None:
    text = "".join(f"第{n}行。\n" for n in range(6000))
    told = answer(text="第3000行", quote="第3000行。", whole=text)
    app = chat(MadeBot(lambda question: answered(question, told), text))
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "甲?", "出处")
        pages, around = app.query_one(Pages), app.query_one("#around")
        await until(pilot, lambda: pages.scroll_offset.y > 0)
        assert "第100行" not in around.plain
        first = around.plain.split("\n")[1]
        pages.scroll_to(y=0, animate=False)
        await until(pilot, lambda: around.plain.split("\n")[1] != first)
        await until(pilot, lambda: any(first in line for line in pages_lines(pages)))  # what was in sight stays there
        last = around.plain.split("\n")[-2]
        pages.scroll_to(y=pages.max_scroll_y, animate=False)
        await until(pilot, lambda: around.plain.split("\n")[-2] != last)


async def test_the_narrow_window_turns_to_the_report_and_back() -> None:
    app = chat()
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot)
        await ask(pilot, "甲?", "出处")
        source, log = app.query_one(Source), app.query_one("Log")
        assert not source.display
        await pilot.press("f3")
        await until(pilot, lambda: source.display and not log.display and marked(app) == ANSWER)
        await pilot.press("escape")
        await until(pilot, lambda: log.display and not source.display)
        await pilot.press("f2")
        await until(pilot, lambda: source.display)
        await ask(pilot, "乙?", "› 乙?")  # asking turns back
        await until(pilot, lambda: log.display)


async def test_why() -> None:
    app = chat(MadeBot(lambda question: answered(question, answer(), OTHER)))
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("f5")
        assert "先问一个问题" in str(app.query_one("#keys").render())
        await ask(pilot, "甲?", "出处")
        await pilot.press("f5")
        await until(pilot, lambda: "依据：" in said(app))
        assert "很可能（0.950）" in said(app)
        await pilot.press("f3", "f5", "f5")
        await until(pilot, lambda: "（0.500）" in said(app))


async def test_a_tree_of_many_sections_stays_quick() -> None:
    text = "一、甲\n" * 3000
    sections = (
        Section(0, None, 0, "", "", 0, len(text), 0, 0),
        *(Section(n + 1, 0, 1, "一、", "甲", 4 * n, 4 * n + 4, 4 * n, 4 * n + 3) for n in range(3000)),
    )

    app = chat(
        Outlined(
            sections, lambda question: answered(question, answer(text="甲", quote="甲", whole=text, path=())), text
        )
    )
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "甲?", "出处")
        outline: Tree[int] = app.query_one(Outline)
        await until(
            pilot, lambda: "还有 2500 节" in str(outline.root.children[-1].label) if outline.root.children else False
        )
