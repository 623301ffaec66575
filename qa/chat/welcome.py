"""What an empty chat says: how many reports there are, questions to begin with, and the keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from textual.content import Content

from knowledge.model import Report
from qa.chat.blocks import Block, note
from qa.render import one_line
from qa.say import say

if TYPE_CHECKING:
    from qa.bot import Bot

SUGGESTED = 3
# A heading of this length tells what its section is about and still fits into a question on one line.
_SHORTEST, _LONGEST = 4, 20
# A suggestion is tried before it is offered; trying takes some milliseconds, so not all headings are.
_TRIED = 12


@dataclass(frozen=True)
class Greeting:
    """What the knowledge base has to say at the start."""

    reports: int
    suggestions: tuple[str, ...]


def greet(bot: "Bot") -> Greeting:
    """Look the reports over for what an empty chat shows. Raises KnowledgeError."""
    reports = bot.reports()
    some = [_headings(bot.report(report.id)) for report in reports[:SUGGESTED]]
    turns = chain.from_iterable(zip_longest(*some))
    # In Chinese whatever the locale: the reports are.
    questions = dict.fromkeys(f"“{title}”讲了什么？" for title in turns if title)
    suggestions: list[str] = []
    for question in list(questions)[:_TRIED]:
        if len(suggestions) < SUGGESTED and bot.ask(question).answered:
            suggestions.append(question)
    return Greeting(len(reports), tuple(suggestions))


def _headings(report: Report) -> list[str]:
    """Return the headings to ask about, the first three far apart in the report."""
    titles = [one_line(section.title) for section in report.sections[1:]]
    fit = [title for title in titles if _SHORTEST <= len(title) <= _LONGEST and not set("“”…") & set(title)]
    return fit[:: -(-len(fit) // SUGGESTED)] + fit if fit else []


def preparing() -> list[Block]:
    """Return what is shown until the knowledge base is open."""
    return [_title(), note(say("正在准备知识库…", "Preparing the knowledge base…"))]


def welcome(greeting: Greeting) -> list[Block]:
    """Return what an empty chat shows."""
    if not greeting.reports:
        return [
            _title(),
            note(say("知识库里还没有报告；请退出后用 qa add 添加", "No reports yet; leave, and qa add some")),
        ]
    blocks = [
        _title(),
        note(say(f"知识库里的报告：{greeting.reports} 份", f"Reports here: {greeting.reports}")),
    ]
    if greeting.suggestions:
        hint = say("可以这样问（输入序号即可）：", "You could ask (the number will do):")
        blocks.append(Block("others", Content(hint)))
    for number, question in enumerate(greeting.suggestions, 1):
        blocks.append(Block("other", Content(f"{number}. {one_line(question)}")))
    return blocks


def help_blocks() -> list[Block]:
    """Return the keys and commands."""
    rows: Sequence[tuple[str, str]] = (
        ("Enter", say("提问；可以接着问，如：那2022年呢？", "ask; follow-ups work too")),
        ("↑ ↓", say("找回问过的问题", "recall earlier questions")),
        ("Esc", say("取消正在找的问题", "give up on a question being answered")),
        ("PgUp PgDn", say("翻看对话", "scroll the conversation")),
        ("F2", say("显示或收起原文（窗口至少 100 列宽）", "show or hide the report (100 columns or more)")),
        ("Ctrl+L /clear", say("开始新的对话", "start a new conversation")),
        ("F1 /help", say("显示这份帮助", "show this help")),
        ("Ctrl+Q /quit", say("退出（按两次 Ctrl+C 也行）", "quit (or Ctrl+C twice)")),
    )
    keys = "\n".join(f"{keys:<15}{words}" for keys, words in rows)
    return [Block("others", Content(say("按键和命令", "Keys and commands"))), Block("other", Content(keys))]


def _title() -> Block:
    promise = say("用报告的原话回答问题，并指明出处", "Answers in the reports' own words, and where they stand")
    return Block("title", Content(promise))
