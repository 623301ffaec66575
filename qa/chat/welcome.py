"""What an empty chat says: how many reports there are, questions to begin with, and the keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from knowledge.base import Summary
from qa.chat.blocks import Block, note
from qa.chat.commands import COMMANDS
from qa.chat.keys import KEYS, called
from qa.layout import pad, width_of
from qa.render import one_line
from qa.say import say

if TYPE_CHECKING:
    from qa.bot import Bot


@dataclass(frozen=True)
class Greeting:
    """What the knowledge base has to say at the start."""

    reports: tuple[Summary, ...]
    suggestions: tuple[str, ...]


def greet(bot: "Bot") -> Greeting:
    """Look the reports over for what an empty chat shows. Raises KnowledgeError."""
    from qa.chat.suggest import suggestions  # by the bot's thread, with the screen painted

    return Greeting(tuple(bot.reports()), tuple(suggestions(bot)))


def preparing() -> list[Block]:
    """Return what is shown until the knowledge base is open."""
    return [_title(), note(say("正在准备知识库…", "Preparing the knowledge base…"))]


def welcome(greeting: Greeting) -> list[Block]:
    """Return what an empty chat shows."""
    if not greeting.reports:
        return [
            _title(),
            note(
                say("知识库里还没有报告；添加：/add 文件或文件夹", "No reports yet; to add some: /add FILE or FOLDER")
            ),
        ]
    count = len(greeting.reports)
    blocks = [
        _title(),
        note(say(f"知识库里的报告：{count} 份", f"Reports here: {count}")),
    ]
    if greeting.suggestions:
        hint = say("可以这样问（输入序号即可）：", "You could ask (the number will do):")
        blocks.append(Block("others", Content(hint)))
    for number, question in enumerate(greeting.suggestions, 1):
        blocks.append(Block("other", Content(f"{number}. {one_line(question)}")))
    return blocks


def help_blocks(keymap: Mapping[str, str], keys_file: str) -> list[Block]:
    """Return the keys and commands, and where the keys can be changed."""
    keys = [("Enter", say("提问；可以接着问，如：那2022年呢？", "ask; follow-ups work too"))]
    keys += [("↑ ↓", say("找回问过的问题", "recall earlier questions"))]
    keys += [("Tab", say("到原文里去，再回来；选中的补全", "go to the report and back; complete"))]
    keys += [(called(name, keymap), say(key.zh, key.en)) for name, key in KEYS.items()]
    commands = [
        (f"/{name}{' ' + say(*command.argument) if command.argument else ''}", say(command.zh, command.en))
        for name, command in COMMANDS.items()
    ]
    return [
        Block("others", Content(say("按键", "Keys"))),
        *_columns(keys),
        Block("others", Content(say("命令", "Commands"))),
        *_columns(commands),
        note(say(f"按键可在 {keys_file} 里改", f"keys can be changed in {keys_file}") + '：source = "f9"'),
    ]


def _columns(rows: Sequence[tuple[str, str]]) -> list[Block]:
    widest = max(width_of(name) for name, _ in rows)
    return [Block("other", Content(f"{pad(name, widest)}  {words}")) for name, words in rows]


def _title() -> Block:
    promise = say("用报告的原话回答问题，并指明出处", "Answers in the reports' own words, and where they stand")
    return Block("title", Content(promise))
