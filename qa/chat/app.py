"""The chat's screen: a conversation, a line to type in that never waits, and the cited report beside it."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static

from knowledge.base import Summary
from qa.chat.adding import adding
from qa.chat.blocks import Block, Target, failure, note, question, reply, title_of, why
from qa.chat.clerk import Clerk
from qa.chat.commands import choices, obey
from qa.chat.keys import bindings, footer
from qa.chat.log import Entry, Log
from qa.chat.menu import Menu
from qa.chat.progress import Progress
from qa.chat.prompt import Prompt
from qa.chat.saving import copied, remembered_theme, saved
from qa.chat.source import Source
from qa.chat.talk import Talk
from qa.chat.topics import Topics
from qa.chat.welcome import Greeting, greet, help_blocks, preparing, welcome
from qa.history import History
from qa.keys import keys_path
from qa.model import Answer, Reply
from qa.render import one_line
from qa.say import say

if TYPE_CHECKING:
    from qa.bot import Bot

# From this width on the report is shown beside the conversation, below it in its place.
_WIDE = 100
# From this height on the line to type in has room for a frame.
_TALL = 30
# Two Ctrl+C within this time, in seconds, quit.
_TWICE = 2.0


class ChatApp(App[None]):
    """The chat over the bot that `open_bot` opens; it is opened, and asked, in a thread of its own.

    `kb` is the folder that reports are added to; `keymap` holds the keys that are not the usual ones.
    """

    CSS_PATH = "chat.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_TALL, "-tall")]  # noqa: RUF012 - likewise
    BINDINGS: ClassVar[list[BindingType]] = bindings()

    def __init__(
        self,
        open_bot: "Callable[[], Bot]",
        *,
        kb: str | None = None,
        history: History | None = None,
        keymap: Mapping[str, str] | None = None,
        complaints: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.talk = Talk()
        self.history = history or History()
        self.reports: tuple[Summary, ...] = ()
        self._kb = kb
        self._keymap_given = dict(keymap or {})
        self._complaints = complaints
        self._clerk = Clerk(open_bot)
        # Questions wait for one another, for each is asked with those before it as its history.
        self._turn = asyncio.Lock()
        self._greeting: Greeting | None = None
        self._replies: dict[Entry, Reply] = {}
        self._open_entry: Entry | None = None
        self._open_number = 0
        self._interrupted = -_TWICE

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        menu = Menu()
        with Horizontal(id="main"):
            yield Log(Entry(preparing()))
            yield Source()
        yield Topics()
        yield menu
        yield Prompt(
            say("问一个问题，或输入 / 看命令…", "Ask a question, or type / for commands…"), menu, self.history.entries()
        )
        yield Static(id="keys", markup=False)

    @property
    def _conversation(self) -> Log:
        return self.query_one(Log)

    @property
    def _prompt(self) -> Prompt:
        return self.query_one(Prompt)

    def on_mount(self) -> None:
        """Open the knowledge base, with the screen already painted."""
        # Another program has drawn on the terminal while this one was stopped (Ctrl+Z).
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.set_keymap(self._keymap_given)
        if (name := remembered_theme()) in self.available_themes:
            self.theme = name
        self.hint()
        self._prompt.focus()
        # Once that is painted: the thread that opens it would take turns with the painting.
        self.call_after_refresh(self._prepare, self.query_one(Entry))

    def on_unmount(self) -> None:
        """Let the thread end."""
        self._clerk.close()

    @work
    async def _prepare(self, entry: Entry) -> None:
        complaints = [note(one_line(complaint)) for complaint in self._complaints]
        try:
            self._greeting = await self._clerk.do(greet)
        except Exception as error:  # whatever it is, it is said and the chat goes on
            entry.show([*complaints, failure(error)])
        else:
            self.reports = self._greeting.reports
            entry.show([*welcome(self._greeting), *complaints])

    # What is typed

    async def on_input_submitted(self, event: Prompt.Submitted) -> None:
        """Do a command, or ask a question."""
        text = event.value.strip()
        self.screen.remove_class("-report")
        if text.startswith("/"):
            await obey(self, text)
        elif text:
            self._ask(self._suggested(text))

    def on_input_changed(self, event: Prompt.Changed) -> None:
        """Offer what may complete a command."""
        typed = event.value
        offered = choices(self, typed) if typed.startswith("/") else []
        self.query_one(Menu).offer(typed, offered, first=not typed.startswith("/add "))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked in the menu."""
        self._prompt.take(self.query_one(Menu).at(event.option_index))

    def offer(self, begun: str) -> None:
        """Begin a command in the line to type in, which offers what may follow."""
        self._prompt.focus()
        self._prompt.write(begun)

    def _suggested(self, text: str) -> str:
        """Return the suggestion that a number stands for, in an empty conversation; else what was typed."""
        if self._greeting is None or self.talk.asked:
            return text
        return {str(number): offered for number, offered in enumerate(self._greeting.suggestions, 1)}.get(text, text)

    # Asking

    def say(self, *blocks: Block) -> Entry:
        """Show a word of the program's own."""
        return self._conversation.append(blocks)

    def _ask(self, text: str) -> None:
        self.history.add(text)
        waiting = say("正在查找…", "Searching…") if self._greeting else say("正在准备知识库…", "Preparing…")
        entry = self.say(question(text), note(waiting))
        entry.pending = True
        self._answer(text, entry)

    @work(group="ask")
    async def _answer(self, text: str, entry: Entry) -> None:
        try:
            async with self._turn:
                asked = tuple(self.talk.asked)
                got = await self._clerk.do(lambda bot: bot.ask(text, asked))
                self.talk.heard(text, got)
            blocks = reply(got)
            self._replies[entry] = got
        except Exception as error:  # as in _prepare
            blocks = [failure(error)]
        entry.pending = False
        await self.query_one(Topics).show(self.talk.topics)  # first, for it takes a line of the conversation's
        entry.show([question(text), *blocks])
        self._conversation.reveal(entry)
        self._open_entry = None
        self.query_one(Source).empty()
        if entry in self._replies:
            self._cite(entry, 0, reveal=False)

    async def on_topics_dropped(self, event: Topics.Dropped) -> None:
        """Carry a topic no further."""
        await self.drop(event.topic)

    async def drop(self, topic: str) -> None:
        """Carry a topic no further."""
        if topic in self.talk.topics:
            self.talk.drop(topic)
            await self.query_one(Topics).show(self.talk.topics)

    async def action_drop(self) -> None:
        """Carry the last topic no further."""
        for topic in self.talk.topics[-1:]:
            await self.drop(topic)

    # What is cited

    @property
    def _cited(self) -> Target | None:
        """What is cited and open."""
        targets = self._open_entry.targets if self._open_entry else []
        return targets[self._open_number] if self._open_number in range(len(targets)) else None

    def on_entry_clicked(self, event: Entry.Clicked) -> None:
        """Open what was clicked."""
        self._cite(event.entry, event.number)

    def action_cite(self, step: int) -> None:
        """Open the next thing cited, or the one before, in the whole conversation."""
        cited = [(entry, number) for entry in self.query(Entry) for number in range(len(entry.targets))]
        if not cited:
            self.hint(say("还没有出处", "nothing is cited yet"))
            return
        at = (self._open_entry, self._open_number)
        # In a narrow window the first press shows what is open already.
        hidden = not self.query_one(Source).display
        now = cited.index(at) if at in cited else -1 if step > 0 else 0
        self._cite(*cited[now if hidden and now >= 0 else (now + step) % len(cited)], show=True)

    def _cite(self, entry: Entry, number: int, *, reveal: bool = True, show: bool = False) -> None:
        if self._open_entry is not None and self._open_entry is not entry:
            self._open_entry.choose(-1)
        chosen = entry.choose(number)
        if chosen is None:
            return
        self._open_entry, self._open_number = entry, number
        if show:
            self._show_pane()
        if reveal:
            self._conversation.bring(entry, chosen.start)
        self._show_source()

    @work(group="source", exclusive=True)
    async def _show_source(self) -> None:
        target, pane = self._cited, self.query_one(Source)
        if target is None or not pane.display:
            return
        try:
            report = await self._clerk.do(lambda bot: bot.report(target.report.id))
        except Exception as error:  # as in _prepare
            self.say(failure(error))
        else:
            pane.show(report, target)

    async def open_report(self, name: str) -> None:
        """Open a report from its beginning. Raises KnowledgeError."""
        summary = await self._clerk.do(lambda bot: bot.find(name))
        report = await self._clerk.do(lambda bot: bot.report(summary.id))
        if self._open_entry is not None:
            self._open_entry.choose(-1)
        self._open_entry = None
        self._show_pane()
        self.query_one(Source).browse(report, title_of(summary))

    def _show_pane(self) -> None:
        self.screen.remove_class("-alone")
        if self.size.width < _WIDE:
            self.screen.add_class("-report")

    def on_resize(self) -> None:
        """Fill the pane that a wider window has room for, and the last line."""
        self.hint()
        self.call_after_refresh(self._show_source)

    def action_why(self) -> None:
        """Say below the open answer why it is the answer."""
        entry, target = self._open_entry, self._cited
        if entry is None or not isinstance(target, Answer):
            self.hint(say("先问一个问题", "ask a question first"))
            return
        plain = [block for block in entry.blocks if block.kind != "why"]
        entry.show(plain if plain != entry.blocks else [*plain, *why(self._replies[entry], target)])
        self._conversation.bring(entry, len(entry.plain) - 1)

    # Adding, copying, saving

    def add_reports(self, paths: list[str]) -> None:
        """Add reports, telling how far it is."""
        entry = self.say(note(say("正在添加…", "Adding…")))
        entry.pending = True
        self._add(paths, entry)

    @work(group="add")
    async def _add(self, paths: list[str], entry: Entry) -> None:
        progress = Progress()
        try:
            async for one in adding(self._kb, paths):
                progress.heard(one)
                entry.show(progress.blocks())
            entry.show(progress.blocks(done=True))
            self.reports = tuple(await self._clerk.do(lambda bot: bot.reports()))
        except Exception as error:  # as in _prepare
            entry.show([*progress.blocks(done=True), failure(error)])
        entry.pending = False
        self._conversation.bring(entry, len(entry.plain) - 1)

    def export(self, path: str) -> None:
        """Save the conversation. Raises OSError, KnowledgeError."""
        self.say(note(saved(self.talk.replies, path)))

    def action_copy(self) -> None:
        """Copy the open answer."""
        self.copy_answer("")

    def copy_answer(self, path: str) -> None:
        """Copy the open answer with its source, or save it in a file. Raises OSError, KnowledgeError."""
        target = self._cited
        if not isinstance(target, Answer):
            self.hint(say("没有可复制的答案", "no answer to copy"))
            return
        text = copied(target, path)
        if not path:
            self.copy_to_clipboard(text)
            self.hint(say("已送到剪贴板", "sent to the clipboard"))
        else:
            self.say(note(say(f"已存入 {path}", f"saved in {path}")))

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Let what is typed anywhere go into the line to type in; what is typed there does not come here."""
        if event.is_printable and event.character and (self._prompt.value or not event.character.isspace()):
            # At once: focus() would let the Enter of what is typed fast go to where the focus was.
            self.screen.set_focus(self._prompt)
            self._prompt.insert_text_at_cursor(event.character)
            event.stop()

    def action_give_up(self) -> None:
        """Close the menu, go back to the line to type in, or give up on what is waited for, in this order.

        A question being asked is finished unheard.
        """
        if self.query_one(Menu).display:
            self._prompt.value = ""
        elif self.screen.has_class("-report") or self.focused is not self._prompt:
            self.screen.remove_class("-report")
            self._prompt.focus()
        else:
            self._give_up()

    def _give_up(self) -> None:
        self.workers.cancel_group(self, "ask")
        self.workers.cancel_group(self, "add")
        for entry in self.query(Entry):
            if entry.pending:
                entry.pending = False
                entry.add(note(say("已取消", "given up")))

    def action_interrupt(self) -> None:
        """Copy what is selected; else clear what is typed, and quit at the second time."""
        selected = self.screen.get_selected_text() or self._prompt.selected_text
        if selected:
            self.copy_to_clipboard(selected)
            self.screen.clear_selection()  # the next Ctrl+C is no copy
            self._prompt.cursor_position = self._prompt.cursor_position
            self.hint(say("已复制", "copied"))
        elif monotonic() - self._interrupted < _TWICE:
            self.exit()
        else:
            self._interrupted = monotonic()
            self._prompt.value = ""
            self.hint(say("再按一次 Ctrl+C 退出", "press Ctrl+C again to quit"))

    async def action_clear(self) -> None:
        """Start a new conversation."""
        self._give_up()
        self.talk.begin()
        self._replies.clear()
        self._open_entry = None
        self.query_one(Source).empty()
        await self.query_one(Topics).show(())
        first, *others = self.query(Entry)
        await self._conversation.remove_children(others)
        self._prepare(first)

    def action_menu(self) -> None:
        """List the commands."""
        self.offer("/")

    def action_help(self) -> None:
        """Show the keys and commands."""
        self.say(*help_blocks(self._keymap_given, keys_path()))

    def action_source(self) -> None:
        """Show or hide the report: beside the conversation, or in a narrow window in its place."""
        self.screen.toggle_class("-report" if self.size.width < _WIDE else "-alone")
        if not self.screen.has_class("-report"):
            self._prompt.focus()
        self.call_after_refresh(self._show_source)

    def action_scroll(self, pages: int) -> None:
        """Scroll the conversation."""
        self._conversation.page(pages)

    def hint(self, words: str = "") -> None:
        """Show the most useful keys in the last line, or a hint for a moment."""
        keys = footer(self._keymap_given, self.size.width - 2)
        self.query_one("#keys", Static).update(Content(one_line(words) or keys))
        if words:
            self.set_timer(_TWICE, self.hint)

    def _handle_exception(self, error: Exception) -> None:
        # A chat told to end while it begins lacks half of its widgets; it ends as it was told to.
        if self._exit:
            self._close_messages_no_wait()
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual would print a traceback with the values of variables, and with them a report's own text.
        error = sys.exc_info()[1]
        told = failure(error).content.plain if isinstance(error, Exception) else one_line(repr(error))
        if not self._exit_renderables:  # one fault brings others
            self._exit_renderables.append(Text(told))
        self._close_messages_no_wait()
