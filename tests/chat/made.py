"""Replies and a bot made for the tests: what a chat shows of them does not hang on how answers are found."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from textual.pilot import Pilot

from knowledge.base import Summary
from knowledge.model import Head, Report, Section
from qa.chat.app import ChatApp
from qa.chat.prose import Prose
from qa.model import Abstention, Answer, Asking, Nearest, Query, Reply
from qa.scope import Scope

TEXT = "某局2020年报告\n\n一、车辆改革\n\n全省取消公务用车31000余台,节支率为11.73%。其余车辆继续使用。\n\n二、其他工作\n\n没有了。\n"
QUOTE = "全省取消公务用车31000余台,节支率为11.73%。"
ANSWER = "31000余台"


def section(ordinal: int, label: str, title: str, parent: int | None = 0) -> Section:
    return Section(ordinal, parent, ordinal, label, title, 0, 0, 0, 0)


def summary(title: str = "某局2020年报告", path: str = "某局.txt", text: str = TEXT) -> Summary:
    return Summary(1, path, path, "utf-8", "", len(text), 1, Head(title, "", "", "", ()), ())


PATH = (section(1, "一、", "车辆改革"), section(2, "(一)", "公务用车", 1), section(3, "4.", "取消车辆", 2))


def answer(
    text: str = ANSWER,
    quote: str = QUOTE,
    score: float = 0.95,
    path: tuple[Section, ...] = PATH,
    report: Summary | None = None,
    whole: str = TEXT,
) -> Answer:
    start, quote_start = whole.index(text), whole.index(quote)
    ends = (start, start + len(text), quote_start, quote_start + len(quote))
    return Answer(text, quote, score, report or summary(), path, *ends, 5, 5)


def query(text: str, corrections: Sequence[tuple[str, str]] = (), scope: Scope | None = None) -> Query:
    return Query(text, text, Asking("open"), (), scope or Scope(), corrections=tuple(corrections))


def answered(question: str, *answers: Answer, **understood: Any) -> Reply:
    return Reply(question, query(understood.pop("text", question), **understood), answers or (answer(),))


def declined(question: str, zh: str = "报告没有给出姓名", near: Sequence[Nearest] = ()) -> Reply:
    return Reply(question, query(question), (), Abstention("figure_absent", zh, "no name is given", tuple(near)))


class MadeBot:
    """A bot that replies what it is told to, and keeps what it was asked."""

    def __init__(self, reply: Callable[[str], Reply] = answered, text: str = TEXT) -> None:
        self.reply = reply
        self.text = text
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.threads: set[int] = set()
        self.held = threading.Event()
        self.held.set()

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        if question.endswith("？") and not history:  # one that is tried before it is suggested
            return answered(question)
        self.threads.add(threading.get_ident())
        self.asked.append((question, tuple(history)))
        assert self.held.wait(10)
        return self.reply(question)

    def find(self, name: str) -> Summary:
        return self.reports()[0]

    def reports(self) -> list[Summary]:
        return [summary(text=self.text)]

    def report(self, number: int) -> Report:
        self.threads.add(threading.get_ident())
        sections = (section(0, "", "某局2020年报告", None), *PATH)
        return Report("某局.txt", "某局.txt", self.text, "utf-8", self.reports()[0].head, sections, (), ())


def chat(bot: Any = None) -> ChatApp:
    made = bot or MadeBot()
    return ChatApp(lambda: made)


def said(app: ChatApp) -> str:
    """All texts of the conversation and of the pane beside it, wherever they are scrolled to."""
    return "\n".join(prose.plain for prose in app.query(Prose))


def strips(app: ChatApp) -> list[Any]:
    """What the widgets draw, beyond the edges of the screen too."""
    drawn: list[Any] = []
    for widget in [*app.query(Prose), *app.query("Prompt"), *app.query("#keys")]:
        drawn += [widget.render_line(y) for y in range(widget.size.height)]
    return drawn


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    for _ in range(200):
        await pilot.pause()
        if condition():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError(f"it never came; on the screen:\n{said(pilot.app)}")  # type: ignore[arg-type]


async def ready(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: "正在准备" not in said(pilot.app))


async def ask(pilot: Pilot[Any], text: str, seen: str) -> None:
    pilot.app.query_one("Prompt").value = text
    await pilot.press("enter")
    await until(pilot, lambda: seen in said(pilot.app))
