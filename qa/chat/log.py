"""The conversation as it scrolls: one entry for each question, or word of the program's own."""

from textual.containers import Vertical, VerticalScroll

from qa.chat.blocks import Block
from qa.chat.prose import Prose


class Entry(Vertical):
    """A question with what became of it, or a word of the program's own."""

    def __init__(self, blocks: list[Block]) -> None:
        super().__init__(*_prose(blocks))
        self.pending = False

    async def show(self, blocks: list[Block]) -> None:
        """Show other blocks."""
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all(_prose(blocks))

    async def add(self, block: Block) -> None:
        """Show one more block."""
        await self.mount_all(_prose([block]))


class Log(VerticalScroll, can_focus=False):
    """The entries, oldest first. It takes no focus: that stays in the line to type in."""

    async def append(self, blocks: list[Block]) -> Entry:
        """Show a new entry below the others."""
        entry = Entry(blocks)
        await self.mount(entry)
        self.reveal(entry)
        return entry

    async def clear(self) -> None:
        """Remove all entries."""
        await self.remove_children(Entry)

    def reveal(self, entry: Entry) -> None:
        """Bring an entry in sight from its first line on, once it is laid out."""
        self.call_after_refresh(self.scroll_to_widget, entry, top=True, animate=False)

    def page(self, pages: int) -> None:
        """Scroll by pages, with two lines of overlap."""
        self.scroll_relative(y=pages * max(1, self.size.height - 2), animate=False)


def _prose(blocks: list[Block]) -> list[Prose]:
    return [Prose(content, classes=kind) for kind, content in blocks]
