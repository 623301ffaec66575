import threading
from typing import Any

import pytest
from textual.containers import VerticalScroll
from textual.geometry import Offset
from textual.selection import Selection

from knowledge.errors import Damaged, Missing
from qa.chat.app import ChatApp
from qa.chat.log import Entry
from qa.chat.prose import Prose
from qa.chat.source import Source
from qa.chat.start import run_chat

from .made import ANSWER, MadeBot, answer, answered, ask, chat, declined, ready, said, until

WIDE, NARROW = (120, 30), (80, 24)


async def test_an_empty_chat_says_what_can_be_asked() -> None:
    bot = MadeBot()
    app = chat(bot)
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot)
        assert "1 份" in said(app)
        assert "1. 全省取消公务用车多少台？" in said(app)
        await ask(pilot, "2", "› “车辆改革”讲了什么？")
        await ask(pilot, "2", "› 2")  # a number is a question like any other once the conversation is on


async def test_suggestions_are_answered_ones() -> None:
    class Choosy(MadeBot):
        def ask(self, question: str, history: Any = ()) -> Any:
            return answered(question) if "取消车辆" in question else declined(question)

    app = chat(Choosy())
    async with app.run_test() as pilot:
        await ready(pilot)
        assert "1. “取消车辆”讲了什么？" in said(app)
        assert "车辆改革" not in said(app)


async def test_without_reports() -> None:
    class Empty(MadeBot):
        def reports(self) -> list[Any]:
            return []

    app = chat(Empty())
    async with app.run_test() as pilot:
        await ready(pilot)
        assert "/add" in said(app)


async def test_the_screen_is_there_before_the_knowledge_base() -> None:
    opening = threading.Event()

    def open_bot() -> Any:
        assert opening.wait(10)
        return MadeBot()

    app = ChatApp(open_bot)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "正在准备知识库" in said(app)
        await ask(pilot, "多少台?", "› 多少台?")  # asked already, answered when it can be
        opening.set()
        await until(pilot, lambda: "第 5 行" in said(app))
        assert "1 份" in said(app)


async def test_an_answer_a_follow_up_and_one_thread() -> None:
    bot = MadeBot()
    app = chat(bot)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, " 2021年多少台? ", f"{ANSWER}  很可能")
        await ask(pilot, "那2022年呢?", "› 那2022年呢?")
        await until(pilot, lambda: len(bot.asked) == 2)
        assert bot.asked == [("2021年多少台?", ()), ("那2022年呢?", ("2021年多少台?",))]
        await until(pilot, lambda: "其余车辆继续使用" in said(app))
        assert len(bot.threads) == 1
        assert threading.get_ident() not in bot.threads


async def test_typing_goes_on_while_answers_are_computed() -> None:
    bot = MadeBot()
    bot.held.clear()
    app = chat(bot)
    async with app.run_test() as pilot:
        await ready(pilot)
        await ask(pilot, "甲?", "正在查找")
        await ask(pilot, "乙?", "› 乙?")
        await pilot.press("a", "b")
        assert app.query_one("Prompt").value == "ab"
        bot.held.set()
        await until(pilot, lambda: said(app).count(ANSWER + "  ") == 2)
        assert bot.asked == [("甲?", ()), ("乙?", ("甲?",))]
        assert app.query_one("Prompt").value == "ab"
        assert app.focused is app.query_one("Prompt")


async def test_escape_gives_up_on_an_answer() -> None:
    bot = MadeBot()
    bot.held.clear()
    app = chat(bot)
    async with app.run_test() as pilot:
        await ready(pilot)
        await ask(pilot, "甲?", "正在查找")
        await until(pilot, lambda: bool(bot.asked))
        await pilot.press("escape")
        await until(pilot, lambda: "已取消" in said(app))
        bot.held.set()
        await ask(pilot, "乙?", ANSWER)
        assert said(app).count(ANSWER + "  ") == 1
        assert bot.asked[-1] == ("乙?", ())


async def test_up_and_down_recall_what_was_asked() -> None:
    app = chat()
    async with app.run_test() as pilot:
        await ready(pilot)
        for text in ("甲?", "乙?"):
            await ask(pilot, text, f"› {text}")
        prompt = app.query_one("Prompt")
        await pilot.press("x")
        seen = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            seen.append(prompt.value)
        assert seen == ["乙?", "甲?", "甲?", "乙?", "x", "x"]


@pytest.mark.parametrize("how", ["/clear", "ctrl+l"])
async def test_a_new_conversation(how: str) -> None:
    bot = MadeBot()
    app = chat(bot)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "甲?", "其余车辆继续使用")
        if how == "/clear":
            app.query_one("Prompt").value = how
        await pilot.press("enter" if how == "/clear" else how)
        await until(pilot, lambda: ANSWER not in said(app))
        assert "1 份" in said(app)
        assert "甲?" not in said(app)
        await ask(pilot, "乙?", ANSWER)
        assert bot.asked[-1] == ("乙?", ())


async def test_a_new_conversation_before_there_was_one() -> None:
    app = chat()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+l")
        await ready(pilot)
        assert "1 份" in said(app)


async def test_ctrl_c_copies_what_is_selected() -> None:
    app = chat()
    async with app.run_test() as pilot:
        await ready(pilot)
        await ask(pilot, "多少台?", ANSWER)
        entry = app.query(Entry).last()
        app.screen.selections = {entry: Selection(None, Offset(10, 0))}
        await pilot.press("ctrl+c")
        assert app.clipboard == "› 多少台?"
        prompt = app.query_one("Prompt")
        prompt.value = "抄这个"
        prompt.select_all()
        await pilot.press("ctrl+c")
        assert app.clipboard == prompt.value == "抄这个"
        assert not app.screen.get_selected_text() and not prompt.selected_text


async def test_help_and_commands_that_are_none() -> None:
    app = chat()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: "按键和命令" in said(app))
        await ask(pilot, "/nosuch", "没有命令 /nosuch")
        await pilot.press("enter")  # nothing typed: nothing asked
        await pilot.pause()
        assert "› \n" not in said(app)


@pytest.mark.parametrize("how", ["/quit", "ctrl+q", "ctrl+c"])
async def test_quitting(how: str) -> None:
    app = chat()
    async with app.run_test() as pilot:
        await ready(pilot)
        if how == "/quit":
            app.query_one("Prompt").value = how
            await pilot.press("enter")
        elif how == "ctrl+q":
            await pilot.press(how)
        else:
            app.query_one("Prompt").value = "写了一半"
            await pilot.press("ctrl+c")
            assert app.query_one("Prompt").value == ""
            assert app.is_running
            assert "再按一次" in str(app.query_one("#keys").render())
            await pilot.press("ctrl+c")
        await pilot.pause(0.1)
    assert app.return_code == 0


async def test_an_error_is_a_line_and_the_chat_goes_on() -> None:
    broken = [Damaged("知识库已损坏", "damaged"), RuntimeError("没想到")]

    def reply(question: str) -> Any:
        if broken:
            raise broken.pop(0)
        return answered(question)

    bot = MadeBot(reply)
    app = chat(bot)
    async with app.run_test() as pilot:
        await ready(pilot)
        await ask(pilot, "甲?", "知识库已损坏")
        await ask(pilot, "乙?", "程序内部出错：RuntimeError: 没想到")
        await ask(pilot, "丙?", ANSWER)
        assert bot.asked[-1] == ("丙?", ())


async def test_a_knowledge_base_that_opens_later() -> None:
    tries: list[Any] = [Missing("打不开知识库：x", "cannot open: x")]

    def open_bot() -> Any:
        if tries:
            raise tries.pop()
        return MadeBot()

    app = ChatApp(open_bot)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "打不开知识库：x" in said(app))
        await ask(pilot, "甲?", ANSWER)


async def test_the_report_beside_on_a_wide_screen() -> None:
    far = "很长的一行话。\n" * 200
    whole = far + "全省取消公务用车31000余台,节支率为11.73%。\n" + far
    app = chat(
        MadeBot(
            lambda question: answered(question, answer(whole=whole)) if "台" in question else declined(question),
            whole,
        )
    )
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        pane = app.query_one(Source)
        assert pane.display
        around = pane.query_one("#around", Prose)
        await ask(pilot, "多少台?", "很长的一行话")
        scroller = pane.query_one(VerticalScroll)
        await until(pilot, lambda: scroller.scroll_offset.y > 0)
        row = next(y for y in range(around.size.height) if ANSWER in around.render_line(y).text)
        assert scroller.scroll_offset.y <= row < scroller.scroll_offset.y + scroller.size.height
        marked = [segment.text for segment in around.render_line(row) if segment.style and segment.style.underline]
        assert marked == [ANSWER]

        await pilot.press("f2")
        await until(pilot, lambda: not pane.display)
        await pilot.press("f2")
        await until(pilot, lambda: pane.display)
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: not pane.display)
        await pilot.press("f2")  # in the conversation's place
        await until(pilot, lambda: pane.display and not app.query_one("Log").display and scroller.scroll_offset.y > 0)
        await pilot.press("escape")
        await until(pilot, lambda: not pane.display and app.focused is app.query_one("Prompt"))
        await pilot.resize_terminal(*WIDE)
        await until(pilot, lambda: pane.display and scroller.scroll_offset.y > 0)
        # No answer, nothing cited.
        await ask(pilot, "局长?", "未找到依据")
        await until(pilot, lambda: "很长的一行话" not in around.plain)


async def test_the_newest_question_is_in_sight() -> None:
    app = chat()
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot)
        for number in range(4):
            await ask(pilot, f"第{number}问?", f"› 第{number}问?")
            await until(pilot, lambda: "正在" not in said(app))
        for _ in range(5):
            await pilot.pause()
        newest = app.query(Entry).last()
        assert newest.plain.startswith("› 第3问?")
        assert app.query_one("Log").region.contains_region(newest.region)
        await pilot.press("pageup", "pageup")
        assert app.query_one("Log").scroll_offset.y < app.query_one("Log").max_scroll_y


def test_without_a_terminal_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_chat(None) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "qa: 聊天需要终端；脚本里请用 qa ask\n"
