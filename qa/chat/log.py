"""The conversation as it scrolls: one entry for each question, or word of the program's own."""

from collections.abc import Sequence

from textual import events
from textual.containers import VerticalScroll
from textual.message import Message

from qa.chat.blocks import Block, Cited, Target, joined
from qa.chat.prose import Prose


class Entry(Prose):
    """A question with what became of it, or a word of the program's own; what it cites can be clicked."""

    class Clicked(Message):
        """Posted where something cited was clicked."""

        def __init__(self, entry: "Entry", number: int) -> None:
            super().__init__()
            self.entry = entry
            self.number = number

    def __init__(self, blocks: Sequence[Block]) -> None:
        content, self._cited = joined(blocks)
        super().__init__(content)
        self.blocks = list(blocks)
        self.pending = False
        self._chosen = -1

    @property
    def targets(self) -> list[Target]:
        """What the entry cites, in order."""
        return [cited.target for cited in self._cited]

    def show(self, blocks: Sequence[Block]) -> None:
        """Show other blocks."""
        self.blocks = list(blocks)
        content, self._cited = joined(blocks)
        if self._chosen in range(len(self._cited)):
            start, end, _ = self._cited[self._chosen]
            content = content.stylize("reverse", start, end)
        self.update(content)

    def add(self, *blocks: Block) -> None:
        """Show more blocks below."""
        self.show([*self.blocks, *blocks])

    def choose(self, number: int) -> Cited | None:
        """Mark the citation with this number as the one that is open; none with -1."""
        if number != self._chosen:
            self._chosen = number
            self.show(self.blocks)
        return self._cited[number] if number in range(len(self._cited)) else None

    def on_resize(self) -> None:
        """Come in sight where that is waited for: how tall an entry is, is known only now."""
        log = self.parent
        if isinstance(log, Log) and log.wanted is self:
            log.reveal(self)

    def on_click(self, event: events.Click) -> None:
        """Say which citation was clicked; what was drawn over to be copied was not."""
        if self.screen.get_selected_text():
            return
        first, last = self.span_of_row(event.y)
        for number, (start, end, _) in enumerate(self._cited):
            if start <= last and first <= end:
                self.post_message(self.Clicked(self, number))
                return


class Log(VerticalScroll, can_focus=False):
    """The entries, oldest first. It takes no focus: that stays in the line to type in."""

    def __init__(self, first: Entry) -> None:
        super().__init__(first)
        self.wanted: Entry | None = None

    def append(self, blocks: Sequence[Block]) -> Entry:
        """Show a new entry below the others."""
        entry = Entry(blocks)
        self.mount(entry)
        self.reveal(entry)
        return entry

    def reveal(self, entry: Entry) -> None:
        """Bring an entry in sight from its first line on, once it is laid out."""
        self.wanted = entry
        self.call_after_refresh(self.scroll_to_widget, entry, top=True, animate=False)

    def bring(self, entry: Entry, offset: int) -> None:
        """Bring a character of an entry in sight."""

        self.wanted = None

        def scroll() -> None:
            row = entry.virtual_region.y + entry.row_of(offset)
            if not self.scroll_offset.y <= row < self.scroll_offset.y + self.size.height:
                self.scroll_to(y=max(0, row - self.size.height // 3), animate=False)

        self.call_after_refresh(scroll)

    def page(self, pages: int) -> None:
        """Scroll by pages, with two lines of overlap."""
        self.wanted = None
        self.scroll_relative(y=pages * max(1, self.size.height - 2), animate=False)
