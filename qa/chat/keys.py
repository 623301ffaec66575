"""The keys of the chat: what each does, and how it is called on the screen."""

from collections.abc import Mapping
from typing import NamedTuple

from textual.binding import Binding, BindingType

from qa.layout import width_of
from qa.say import say


class Key(NamedTuple):
    """A key: what it is by default, the action, and what that is called; `brief` is its name in the last line."""

    default: str
    action: str
    zh: str
    en: str
    brief: tuple[str, str] | None = None


# By the names that keys.toml uses.
KEYS = {
    "help": Key("f1", "help", "显示按键和命令", "show keys and commands", ("帮助", "help")),
    "source": Key("f2", "source", "显示或收起原文", "show or hide the report", ("原文", "report")),
    "next": Key("f3", "cite(1)", "下一处出处", "next source", ("下一处", "next")),
    "menu": Key("ctrl+p", "menu", "列出命令（也可直接输入 /）", "list the commands (or type /)", ("命令", "commands")),
    "quit": Key("ctrl+q", "quit", "退出（按两次 Ctrl+C 也行）", "quit (or Ctrl+C twice)", ("退出", "quit")),
    "why": Key("f5", "why", "说明为什么是这个答案", "say why this is the answer", ("依据", "why")),
    "copy": Key("f6", "copy", "复制答案和出处", "copy the answer with its source", ("复制", "copy")),
    "previous": Key("f4", "cite(-1)", "上一处出处", "previous source"),
    "drop": Key("f7", "drop", "接着问时少沿用一个话题", "carry one topic less"),
    "cancel": Key("escape", "give_up", "取消；回到输入行", "give up; back to the line to type in"),
    "clear": Key("ctrl+l", "clear", "开始新的对话", "start a new conversation"),
    "suspend": Key("ctrl+z", "suspend_process", "暂停，回到命令行（fg 回来）", "stop for now; fg goes on"),
    "up": Key("pageup", "scroll(-1)", "往回翻对话", "scroll the conversation back"),
    "down": Key("pagedown", "scroll(1)", "往下翻对话", "scroll the conversation on"),
}

_PRIORITY = ("clear", "cancel", "quit", "menu", "suspend")


def bindings() -> list[BindingType]:
    """Return the bindings, which a keymap can give other keys."""
    made: list[BindingType] = [Binding("ctrl+c", "interrupt", show=False, priority=True)]
    for name, key in KEYS.items():
        made.append(Binding(key.default, key.action, id=name, show=False, priority=name in _PRIORITY))
    return made


def called(name: str, keymap: Mapping[str, str]) -> str:
    """Return how a key is called: Ctrl+Q."""
    first = keymap.get(name, KEYS[name].default).split(",")[0]
    special = {"escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn"}
    return "+".join(special.get(part, part.capitalize()) for part in first.split("+"))


def footer(keymap: Mapping[str, str], width: int) -> str:
    """Return the most useful keys, as many as fit into a line of `width` cells."""
    line = ""
    for name, key in KEYS.items():
        if key.brief:
            more = f"{line}{'  ' if line else ''}{called(name, keymap)} {say(*key.brief)}"
            if width_of(more) > width:
                break
            line = more
    return line
