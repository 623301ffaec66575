"""The commands that can be typed after /: what each is called, and what it does to the chat."""

import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.errors import KnowledgeError
from knowledge.text import fold_plain
from qa.chat.blocks import failure, note
from qa.chat.menu import MOST, Choice
from qa.chat.saving import remember_theme
from qa.render import one_line, visible
from qa.say import say

if TYPE_CHECKING:
    from qa.chat.app import ChatApp

Deed = Callable[["ChatApp", str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `argument` says what may follow it, `needed` that something must."""

    do: Deed
    zh: str
    en: str
    argument: tuple[str, str] | None = None
    needed: bool = False


async def obey(chat: "ChatApp", line: str) -> None:
    """Carry out a line that begins with /."""
    name, _, argument = line[1:].partition(" ")
    command = COMMANDS.get(name)
    if command is None:
        chat.say(note(say(f"没有命令 /{name}；输入 / 列出全部", f"no command /{name}; / lists all")))
    elif command.needed and not argument.strip():
        chat.offer(f"/{name} ")
    else:
        try:
            await command.do(chat, argument.strip())
        except (KnowledgeError, OSError) as error:
            chat.say(failure(error))


def choices(chat: "ChatApp", line: str) -> list[Choice]:
    """Return what may complete a line that begins with /."""
    name, space, argument = line[1:].partition(" ")
    if space:
        return list(_ARGUMENTS[name](chat, argument)) if name in _ARGUMENTS else []
    found = (item for item in COMMANDS.items() if item[0].startswith(name))
    return [_choice(name, command) for name, command in found]


def _choice(name: str, command: Command) -> Choice:
    argument = f" {say(*command.argument)}" if command.argument else ""
    text = f"/{name} " if command.needed else f"/{name}"
    return Choice(text, f"/{name}{argument}", say(command.zh, command.en), not command.needed)


# What may follow


def _reports(chat: "ChatApp", typed: str) -> Iterator[Choice]:
    asked = fold_plain(typed.strip())
    for summary in chat.reports:
        if asked in fold_plain(f"{summary.head.title} {summary.path}") and visible(summary.path) == summary.path:
            title = one_line(summary.head.title)
            yield Choice(f"/open {summary.path}", summary.path, "" if title in summary.path else title)


def _files(chat: "ChatApp", typed: str) -> Iterator[Choice]:
    """Yield the folders and files that begin as what is typed does."""
    folder, begun = os.path.split(os.path.expanduser(typed))
    written = typed[: len(typed) - len(begun)]
    try:
        with os.scandir(folder or ".") as entries:
            found = sorted((not entry.is_dir(), entry.name) for entry in entries if entry.name.startswith(begun))
    except OSError:
        return
    for is_file, name in found:
        # A name that cannot be shown as it is cannot be typed either.
        if visible(name) == name and (begun or not name.startswith(".")):
            shown = name if is_file else f"{name}/"
            yield Choice(f"/add {written}{shown}", shown, whole=is_file)


def _topics(chat: "ChatApp", typed: str) -> Iterator[Choice]:
    yield from (Choice(f"/drop {topic}", topic) for topic in chat.talk.topics if topic.startswith(typed))


def _themes(chat: "ChatApp", typed: str) -> Iterator[Choice]:
    yield from (Choice(f"/theme {name}", name) for name in sorted(chat.available_themes) if name.startswith(typed))


_ARGUMENTS: dict[str, Callable[["ChatApp", str], Iterator[Choice]]] = {
    "open": _reports,
    "add": _files,
    "drop": _topics,
    "theme": _themes,
}


# What is done


async def _add(chat: "ChatApp", paths: str) -> None:
    path = os.path.expanduser(paths)
    chat.add_reports([path])


async def _list(chat: "ChatApp", _: str) -> None:
    chat.offer("/open ")
    if len(chat.reports) > MOST:
        count = len(chat.reports)
        chat.hint(say(f"共 {count} 份，只列 {MOST} 份；接着输入名称来找", f"{MOST} of {count}; type on to find one"))


async def _open(chat: "ChatApp", name: str) -> None:
    await chat.open_report(name)


async def _export(chat: "ChatApp", path: str) -> None:
    chat.export(path)


async def _copy(chat: "ChatApp", path: str) -> None:
    chat.copy_answer(path)


async def _why(chat: "ChatApp", _: str) -> None:
    chat.action_why()


async def _drop(chat: "ChatApp", topic: str) -> None:
    await chat.drop(topic)


async def _theme(chat: "ChatApp", name: str) -> None:
    if name in chat.available_themes:
        chat.theme = name
        remember_theme(name)
    else:
        chat.say(note(say(f"没有主题 {name}", f"no theme {name}")))


async def _report(chat: "ChatApp", _: str) -> None:
    chat.action_source()


async def _forget(chat: "ChatApp", _: str) -> None:
    chat.history.clear()
    chat.say(note(say("已清除问过的问题", "earlier questions are forgotten")))


async def _clear(chat: "ChatApp", _: str) -> None:
    await chat.action_clear()


async def _help(chat: "ChatApp", _: str) -> None:
    chat.action_help()


async def _quit(chat: "ChatApp", _: str) -> None:
    chat.exit()


_FILE = ("[文件]", "[FILE]")

COMMANDS = {
    "add": Command(_add, "添加报告", "add reports", ("文件或文件夹", "FILE or FOLDER"), needed=True),
    "list": Command(_list, "列出报告", "list the reports"),
    "open": Command(_open, "打开一份报告", "open a report", ("报告", "REPORT"), needed=True),
    "why": Command(_why, "说明为什么是这个答案", "say why this is the answer"),
    "copy": Command(_copy, "复制答案和出处，或存入文件", "copy the answer with its source, or save it", _FILE),
    "export": Command(_export, "导出对话（.md 带脚注，.csv 表格）", "export the conversation (.md, .csv)", _FILE),
    "drop": Command(
        _drop, "接着问时不再沿用这个地区或年份", "carry a place or year no further", ("话题", "TOPIC"), needed=True
    ),
    "report": Command(_report, "显示或收起原文", "show or hide the report"),
    "theme": Command(_theme, "换配色", "change colours", ("名称", "NAME"), needed=True),
    "clear": Command(_clear, "开始新的对话", "start a new conversation"),
    "forget": Command(_forget, "清除保存下来的问题", "forget the questions kept from earlier"),
    "help": Command(_help, "显示按键和命令", "show keys and commands"),
    "quit": Command(_quit, "退出", "quit"),
}
