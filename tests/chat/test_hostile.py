"""Nothing that comes from a report, a file's name, an error or the user can draw, move, hide, or run anything."""

import re
import unicodedata

import pytest
from textual.events import Paste

from knowledge.base import Summary
from knowledge.errors import Unreadable
from knowledge.model import Report
from qa.chat.app import ChatApp
from qa.model import Abstention, Cell, Nearest, Reply
from qa.scope import Scope

from .made import (
    MadeBot,
    answer,
    answered,
    ask,
    chat,
    declined,
    query,
    ready,
    said,
    section,
    strips,
    summary,
    until,
)

MARKUP = "[@click=app.quit]x[/] [/] [bold]b[/bold] [link='http://a']l[/] [$primary on red]c $text"
CONTROLS = "\x1b[31m\x1b]0;t\x07\x9b2J\x00\x08\u202edcba\u2066\u200b\u2028\ufeff\x7f"
HOSTILE = MARKUP + CONTROLS
SHOWN = "␛[31m␛]0;t␇⟨009B⟩2J␀␈⟨202E⟩dcba⟨2066⟩⟨200B⟩⟨2028⟩⟨FEFF⟩␡"


def check(app: ChatApp, times: int) -> None:
    assert said(app).count(MARKUP) >= times
    # An error folds line separators before it gets here.
    assert said(app).replace("⟨2028⟩", " ").count(SHOWN.replace("⟨2028⟩", " ")) >= times
    for strip in strips(app):
        strange = [char for char in strip.text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
        assert not strange, (strange, strip.text)
        for segment in strip:
            assert not segment.style or ("@click" not in segment.style.meta and not segment.style.link)


async def test_in_a_comparison() -> None:
    path, report = (section(1, HOSTILE, HOSTILE),), summary(HOSTILE, HOSTILE)
    told = answer(text=HOSTILE, quote=HOSTILE, path=path, report=report, whole=HOSTILE)
    cells = (Cell("湖南", "2020", told, None), Cell("湖北", "2020", None, Abstention("unsure", HOSTILE, HOSTILE)))

    app = chat(MadeBot(lambda question: answered(question, told)._replace(cells=cells)))
    async with app.run_test() as pilot:
        await ready(pilot)
        await ask(pilot, "湖南和湖北?", "湖北 2020")
        check(app, 3)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_in_an_answer(size: tuple[int, int]) -> None:
    whole = f"前{HOSTILE}\n{HOSTILE}中{HOSTILE}后"
    path = (section(1, HOSTILE, HOSTILE), section(2, "4.", HOSTILE, 1))
    best = answer(
        text=f"{HOSTILE}中{HOSTILE}",
        quote=f"{HOSTILE}中{HOSTILE}后",
        path=path,
        report=summary(HOSTILE, HOSTILE),
        whole=whole,
    )
    other = answer(text="前", quote="前", path=path, report=summary(HOSTILE, HOSTILE), whole=whole)

    def reply(question: str) -> Reply:
        return answered(question, best, other, text=HOSTILE, corrections=[(HOSTILE, HOSTILE)])

    app = chat(MadeBot(reply, whole))
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await ask(pilot, HOSTILE, "其他可能")
        check(app, 12)
        # Clicking wherever there is something does nothing.
        for y in range(0, size[1] - 4, 2):
            await pilot.click(offset=(4, y))
        assert app.is_running


async def test_in_an_abstention() -> None:
    near = Nearest(summary(HOSTILE, HOSTILE), (section(1, HOSTILE, HOSTILE),), 2)
    app = chat(MadeBot(lambda question: declined(question, HOSTILE, [near])))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await ask(pilot, "问", "未找到依据")
        check(app, 4)


async def test_in_an_error() -> None:
    def reply(question: str) -> Reply:
        raise Unreadable(HOSTILE, "读不了", "cannot be read") if question == "问" else ValueError(HOSTILE)

    app = chat(MadeBot(reply))
    async with app.run_test() as pilot:
        await ready(pilot)
        await ask(pilot, "问", "读不了")
        await ask(pilot, "再问", "程序内部出错")
        check(app, 2)


async def test_in_headings_suggested_and_in_what_is_recalled() -> None:
    class Odd(MadeBot):
        def report(self, number: int) -> Report:
            return (
                super()
                .report(number)
                ._replace(
                    sections=(section(0, "", ""), section(1, "一、", "[/]\x1b[1m\u202e坏")),
                )
            )

        def reports(self) -> list[Summary]:
            return [summary(HOSTILE, HOSTILE)]

    bot = Odd(lambda question: Reply(question, query(question), (answer(),)))
    app = chat(bot)
    async with app.run_test() as pilot:
        await ready(pilot)
        assert "[/]" not in said(app)  # it is no heading to ask about
        await ask(pilot, "[/]\x1b[1m\u202e坏", "› [/]␛[1m⟨202E⟩坏")
        await pilot.press("up")
        check(app, 0)


async def test_in_what_is_pasted() -> None:
    app = chat()
    async with app.run_test() as pilot:
        await ready(pilot)
        prompt = app.query_one("Prompt")
        prompt.post_message(Paste(f"第一行\n第二行 {HOSTILE}"))
        await until(pilot, lambda: bool(prompt.value))
        assert prompt.value == f"第一行 第二行 {MARKUP}{SHOWN}"
        prompt.value = "\x1b[2J\u202e\n"
        await pilot.pause()
        assert prompt.value == "␛[2J⟨202E⟩ "
        check(app, 0)


def test_what_is_looked_for_is_there() -> None:
    assert re.search(r"[\x00-\x1f\u202e]", CONTROLS)


async def test_in_topics() -> None:
    scope = Scope(places=("湖南[/]\x1b[1m\u202e[@click=app.quit]x[/]",))

    app = chat(MadeBot(lambda question: Reply(question, query(question, scope=scope), (answer(),))))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await ask(pilot, "问", "31000余台")
        chip = app.query_one(".chip")
        await until(pilot, lambda: chip.size.width > 0)
        assert "湖南[/]␛[1m⟨202E⟩[@click=app.quit]x[/]" in chip.render_line(0).text
        await pilot.click(chip)
        await until(pilot, lambda: not app.query(".chip"))
        assert app.is_running
