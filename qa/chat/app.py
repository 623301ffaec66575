"""The chat's screen: a conversation, a line to type in that never waits, and the cited report beside it."""

import asyncio
import sys
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from qa.chat.blocks import failure, note, question, reply
from qa.chat.clerk import Clerk
from qa.chat.log import Entry, Log
from qa.chat.prompt import Prompt
from qa.chat.source import Source
from qa.chat.welcome import Greeting, greet, help_blocks, preparing, welcome
from qa.model import Answer, Reply
from qa.say import say

if TYPE_CHECKING:
    from qa.bot import Bot

# From this width on the report is shown beside the conversation.
_WIDE = 100
# Two Ctrl+C within this time, in seconds, quit.
_TWICE = 2.0


class ChatApp(App[None]):
    """The chat over the bot that `open_bot` opens; it is opened, and asked, in a thread of its own."""

    CSS_PATH = "chat.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("escape", "give_up", show=False, priority=True),
        Binding("ctrl+l", "clear", show=False, priority=True),
        Binding("f1", "help", show=False),
        Binding("f2", "source", show=False),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(1)", show=False),
    ]

    def __init__(self, open_bot: "Callable[[], Bot]") -> None:
        super().__init__()
        self._clerk = Clerk(open_bot)
        # Questions wait for one another, for each is asked with those before it as its history.
        self._turn = asyncio.Lock()
        self._history: list[str] = []
        self._greeting: Greeting | None = None
        self._cited: Answer | None = None
        self._interrupted = -_TWICE

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with Horizontal(id="main"):
            yield Log(Entry(preparing()))
            yield Source()
        yield Prompt(say("问一个问题…", "Ask a question…"))
        yield Static(id="keys", markup=False)

    @property
    def _talk(self) -> Log:
        return self.query_one(Log)

    def on_mount(self) -> None:
        """Open the knowledge base, with the screen already painted."""
        self._say_keys()
        self.query_one(Prompt).focus()
        self._prepare(self.query_one(Entry))

    def on_unmount(self) -> None:
        """Let the thread end."""
        self._clerk.close()

    @work
    async def _prepare(self, entry: Entry) -> None:
        try:
            self._greeting = await self._clerk.do(greet)
        except Exception as error:  # whatever it is, it is said and the chat goes on
            entry.show([failure(error)])
        else:
            entry.show(welcome(self._greeting))

    # What is typed

    async def on_input_submitted(self, event: Prompt.Submitted) -> None:
        """Do a command, or ask a question."""
        text = event.value.strip()
        self.query_one(Prompt).remember(text)
        if text in ("/help", "/clear", "/quit"):
            await self.run_action(text[1:])
        elif text.startswith("/"):
            hint = say(f"没有命令 {text}；/help 列出全部", f"no command {text}; /help lists all")
            self._talk.append([note(hint)])
        elif text:
            self._ask(self._suggested(text))

    def _suggested(self, text: str) -> str:
        """Return the suggestion that a number stands for, in an empty conversation; else what was typed."""
        if self._greeting is None or self._history:
            return text
        return {str(number): offered for number, offered in enumerate(self._greeting.suggestions, 1)}.get(text, text)

    def _ask(self, text: str) -> None:
        waiting = say("正在查找…", "Searching…") if self._greeting else say("正在准备知识库…", "Preparing…")
        entry = self._talk.append([question(text), note(waiting)])
        entry.pending = True
        self._answer(text, entry)

    @work(group="ask")
    async def _answer(self, text: str, entry: Entry) -> None:
        cited = None
        try:
            async with self._turn:
                history = tuple(self._history)
                got = await self._clerk.do(lambda bot: bot.ask(text, history))
                self._history.append(text)
            blocks, cited = reply(got), _first(got)
        except Exception as error:  # as in _prepare
            blocks = [failure(error)]
        entry.pending = False
        entry.show([question(text), *blocks])
        self._talk.reveal(entry)
        self._cite(cited)

    # The report beside

    def _cite(self, answer: Answer | None) -> None:
        self._cited = answer
        self._show_source(answer)

    @work(group="source", exclusive=True)
    async def _show_source(self, answer: Answer | None) -> None:
        pane = self.query_one(Source)
        if answer is None:
            pane.clear()
        elif pane.display:
            try:
                report = await self._clerk.do(lambda bot: bot.report(answer.report.id))
            except Exception as error:  # as in _prepare
                self._talk.append([failure(error)])
            else:
                pane.show(answer, report.text)

    def on_resize(self) -> None:
        """Fill the pane that a wider window has room for."""
        self.call_after_refresh(self._cite, self._cited)

    # Keys

    def action_give_up(self) -> None:
        """Give up on the questions that wait for an answer. One being asked is finished unheard."""
        self.workers.cancel_group(self, "ask")
        for entry in self.query(Entry):
            if entry.pending:
                entry.pending = False
                entry.add(note(say("已取消", "given up")))

    def action_interrupt(self) -> None:
        """Copy what is selected; else clear what is typed, and quit at the second time."""
        prompt = self.query_one(Prompt)
        selected = self.screen.get_selected_text() or prompt.selected_text
        if selected:
            self.copy_to_clipboard(selected)
            self.screen.clear_selection()  # the next Ctrl+C is no copy
            prompt.cursor_position = prompt.cursor_position
            self._say_keys(say("已复制", "copied"))
        elif monotonic() - self._interrupted < _TWICE:
            self.exit()
        else:
            self._interrupted = monotonic()
            prompt.value = ""
            self._say_keys(say("再按一次 Ctrl+C 退出", "press Ctrl+C again to quit"))

    async def action_clear(self) -> None:
        """Start a new conversation."""
        self.action_give_up()
        self._history.clear()
        self._cite(None)
        first, *others = self.query(Entry)
        await self._talk.remove_children(others)
        self._prepare(first)

    def action_help(self) -> None:
        """Show the keys and commands."""
        self._talk.append(help_blocks())

    def action_source(self) -> None:
        """Show or hide the report beside the conversation."""
        if self.size.width < _WIDE:
            self._say_keys(say(f"窗口至少 {_WIDE} 列宽才放得下原文", f"the report needs {_WIDE} columns"))
        else:
            self.screen.toggle_class("-alone")
            self.call_after_refresh(self._cite, self._cited)

    def action_scroll(self, pages: int) -> None:
        """Scroll the conversation."""
        self._talk.page(pages)

    def _say_keys(self, hint: str = "") -> None:
        """Show the most useful keys in the last line, or a hint for a moment."""
        keys = say("F1 帮助  F2 原文  Esc 取消  Ctrl+Q 退出", "F1 help  F2 report  Esc give up  Ctrl+Q quit")
        self.query_one("#keys", Static).update(hint or keys)
        if hint:
            self.set_timer(_TWICE, self._say_keys)


def _first(got: Reply) -> Answer | None:
    return got.answers[0] if got.answers else None


def run_chat(kb: str | None) -> int:
    """Run the chat on this terminal, over the knowledge base in the folder `kb`; returns the exit code."""
    # Textual draws on standard error and reads standard input: with one of the three elsewhere it would hang,
    # or draw into a file.
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        zh, en = "聊天需要终端；脚本里请用 qa ask", "the chat needs a terminal; use qa ask in a script"
        print(f"qa: {say(zh, en)}", file=sys.stderr)
        return 2

    def open_here() -> "Bot":
        # Imported by the thread: the bot brings the segmenter and the index, and they take their time.
        from qa.bot import open_bot

        return open_bot(kb)

    app = ChatApp(open_here)
    app.run()
    return 2 if app.return_code else 0
