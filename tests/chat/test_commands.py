"""What can be typed after /, the menu that offers it, and what the commands do."""

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import Missing
from qa.bot import open_bot, shipped_reports
from qa.chat.app import ChatApp
from qa.chat.menu import Menu
from qa.history import History
from qa.model import Reply
from qa.scope import Scope

from .made import ANSWER, TEXT, MadeBot, answer, ask, chat, query, ready, said, summary, until

WIDE = (120, 40)


def offered(app: ChatApp) -> list[str]:
    menu = app.query_one(Menu)
    return [str(menu.get_option_at_index(n).prompt) for n in range(menu.option_count)] if menu.display else []


async def type_in(pilot: Any, text: str) -> None:
    prompt = pilot.app.query_one("Prompt")
    prompt.focus()
    prompt.write(text)
    await pilot.pause()


def placed(question: str) -> Reply:
    return Reply(question, query(question, scope=Scope(("湖南",), (), (2020,))), (answer(),))


async def test_the_menu_offers_commands_and_completes_them() -> None:
    app = chat()
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: len(offered(app)) == 13)
        assert all(any(f"/{name}" in line for line in offered(app)) for name in ("add", "list", "export", "quit"))
        await type_in(pilot, "/op")
        assert len(offered(app)) == 1 and "打开一份报告" in offered(app)[0]
        await pilot.press("tab")
        assert app.query_one("Prompt").value == "/open "
        await until(
            pilot,
            lambda: (
                offered(app) == ["某局.txt                                          某局2020年报告"]
                or "某局.txt" in offered(app)[0]
            ),
        )
        await pilot.press("escape")
        assert app.query_one("Prompt").value == "" and not offered(app)
        await type_in(pilot, "/")
        await pilot.press("down", "enter")  # /list, which offers the reports
        await until(pilot, lambda: app.query_one("Prompt").value == "/open ")
        await pilot.press("enter")
        await until(pilot, lambda: TEXT.strip()[-4:] in said(app))


async def test_a_click_in_the_menu_takes_what_is_clicked() -> None:
    app = chat()
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await type_in(pilot, "/he")
        await pilot.click(Menu, offset=(3, 1))
        await until(pilot, lambda: app.query_one("Prompt").value == "/help")


async def test_opening_a_report_that_is_not_there() -> None:
    class Without(MadeBot):
        def find(self, name: str) -> Any:
            raise Missing(f"没有叫“{name}”的报告", f"no report {name}")

    app = chat(Without())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "/open 无此报告", "没有叫“无此报告”的报告")


async def test_topics_are_shown_and_dropped() -> None:
    bot = MadeBot(placed)
    app = chat(bot)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "湖南2020年多少台?", ANSWER)
        chips = lambda: [str(chip.render()).strip() for chip in app.query(".chip")]  # noqa: E731
        await until(pilot, lambda: chips() == ["湖南 ✕", "2020年 ✕"])
        await pilot.press("f7")
        await until(pilot, lambda: chips() == ["湖南 ✕"])
        await pilot.click(".chip")
        await until(pilot, lambda: not app.query_one("Topics").display)
        await ask(pilot, "那2021年呢?", "› 那2021年呢?")
        await until(pilot, lambda: len(bot.asked) == 2)
        assert bot.asked[1] == ("那2021年呢?", ("多少台?",))
        await until(pilot, lambda: chips() == ["湖南 ✕", "2020年 ✕"])
        await type_in(pilot, "/drop ")
        assert [line.strip() for line in offered(app)] == ["湖南", "2020年"]
        await pilot.press("enter")
        await until(pilot, lambda: chips() == ["2020年 ✕"])


async def test_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = chat()
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "/export", "还没有对话可导出")
        await ask(pilot, "甲?", ANSWER)
        await ask(pilot, "/export 对话.md", "已导出 1 问")
        written = Path("对话.md").read_text(encoding="utf-8")
        assert f"**{ANSWER}**" in written and "[^1]: 出处：《某局2020年报告》" in written
        await ask(pilot, "/export 对话.md", "已有这个文件")
        assert Path("对话.md").read_text(encoding="utf-8") == written
        await ask(pilot, "/export 表.csv", "表.csv")
        assert ANSWER in Path("表.csv").read_text(encoding="utf-8-sig")
        await ask(pilot, "/export 没有/这里.md", "没有/这里.md：没有这个文件")


async def test_copy(tmp_path: Path) -> None:
    app = chat()
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("f6")
        assert "没有可复制的答案" in str(app.query_one("#keys").render())
        await ask(pilot, "甲?", ANSWER)
        await pilot.press("f6")
        expected = f"{answer().quote}\n——《某局2020年报告》 一、→(一)→4. 第 5 行 某局.txt"
        assert app.clipboard == expected
        await ask(pilot, f"/copy {tmp_path}/答案.txt", "已存入")
        assert (tmp_path / "答案.txt").read_text(encoding="utf-8") == expected + "\n"


async def test_themes() -> None:
    app = chat()
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await type_in(pilot, "/theme text")
        assert offered(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.theme.startswith("textual-"))
        await ask(pilot, "/theme textual-light", "")
        await until(pilot, lambda: app.theme == "textual-light")
        await ask(pilot, "/theme nosuch", "没有主题 nosuch")
    app = chat()
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        assert app.theme == "textual-light"


async def test_what_was_asked_is_kept_for_the_next_session(tmp_path: Path) -> None:
    for session, recalled in enumerate([[""], ["甲?"]]):
        app = ChatApp(lambda: MadeBot(), history=History(str(tmp_path / "h.jsonl")))  # type: ignore[arg-type, return-value]
        async with app.run_test(size=WIDE) as pilot:
            await ready(pilot)
            await pilot.press("up")
            assert [app.query_one("Prompt").value] == recalled, session
            app.query_one("Prompt").value = ""
            await ask(pilot, "甲?", ANSWER)
    app = ChatApp(lambda: MadeBot(), history=History(str(tmp_path / "h.jsonl")))  # type: ignore[arg-type, return-value]
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "/forget", "已清除")
        assert History(str(tmp_path / "h.jsonl")).entries() == []


async def test_keys_of_ones_own() -> None:
    app = ChatApp(lambda: MadeBot(), keymap={"why": "f9"}, complaints=("keys.toml：没有“x”",))  # type: ignore[arg-type, return-value]
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        assert "keys.toml：没有“x”" in said(app)
        assert "F9 依据" in str(app.query_one("#keys").render())
        await ask(pilot, "甲?", ANSWER)
        await pilot.press("f5")
        await pilot.pause()
        assert "依据：" not in said(app)
        await pilot.press("f9")
        await until(pilot, lambda: "依据：" in said(app))


async def test_adding_reports_tells_how_far_it_is_and_what_failed(tmp_path: Path) -> None:
    kb = str(tmp_path / "kb")
    open_bot(kb, create=True)
    folder = tmp_path / "新报告"
    folder.mkdir()
    shipped = next(Path(shipped_reports()).glob("*.txt"))
    (folder / shipped.name).write_bytes(shipped.read_bytes())
    (folder / "空.md").write_bytes(b"")
    app = ChatApp(lambda: open_bot(kb), kb=kb)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "还没有报告" in said(app))
        await type_in(pilot, f"/add {tmp_path}/新")
        assert [line.strip() for line in offered(app)] == ["新报告/"]
        await pilot.press("tab", "enter")
        for _ in range(600):  # a process of its own has to start, on a busy machine too
            await pilot.pause(0.1)
            if "添加 1" in said(app):
                break
        assert "添加 1，失败 1" in said(app)
        assert "空.md：空文件" in said(app)
        await ask(pilot, "全省一共取消了多少台公务用车?", ANSWER)
        await ask(pilot, f"/add {tmp_path}/none", "没有这个文件")


async def test_giving_up_on_adding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    ended: list[bool] = []

    async def slow(kb: str | None, paths: list[str]) -> Any:
        try:
            yield json.loads(
                '{"path": "a.txt", "status": "added", "reason": null, "missing": [], "number": 1, "of": 300}'
            )
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    monkeypatch.setattr("qa.chat.app.adding", slow)
    app = chat()
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, "/add x", "1/300 a.txt")
        await pilot.press("a")  # the line to type in stays alive
        assert app.query_one("Prompt").value == "a"
        await pilot.press("escape")
        await until(pilot, lambda: "已取消" in said(app))
        await until(pilot, lambda: bool(ended))


async def test_every_report_is_found_by_its_name() -> None:
    class Two(MadeBot):
        def reports(self) -> list[Any]:
            return [summary("湖南省报告", "湖南2020.md"), summary("湖北省报告", "湖北2020.md")]

    app = chat(Two())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await type_in(pilot, "/open 湖北")
        assert len(offered(app)) == 1 and offered(app)[0].startswith("湖北2020.md")
