"""The conversation as it scrolls: one entry for each question, or word of the program's own."""

from textual.containers import VerticalScroll

from qa.chat.blocks import Block, joined
from qa.chat.prose import Prose


class Entry(Prose):
    """A question with what became of it, or a word of the program's own."""

    def __init__(self, blocks: list[Block]) -> None:
        super().__init__(joined(blocks))
        self._blocks = blocks
        self.pending = False

    def show(self, blocks: list[Block]) -> None:
        """Show other blocks."""
        self._blocks = blocks
        self.update(joined(blocks))

    def add(self, block: Block) -> None:
        """Show one more block."""
        self.show([*self._blocks, block])


class Log(VerticalScroll, can_focus=False):
    """The entries, oldest first. It takes no focus: that stays in the line to type in."""

    def append(self, blocks: list[Block]) -> Entry:
        """Show a new entry below the others."""
        entry = Entry(blocks)
        self.mount(entry)
        self.reveal(entry)
        return entry

    def reveal(self, entry: Entry) -> None:
        """Bring an entry in sight from its first line on, once it is laid out."""
        self.call_after_refresh(self.scroll_to_widget, entry, top=True, animate=False)

    def page(self, pages: int) -> None:
        """Scroll by pages, with two lines of overlap."""
        self.scroll_relative(y=pages * max(1, self.size.height - 2), animate=False)
