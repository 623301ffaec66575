"""What the next question may leave out: the place and the year of the last, each to be dropped by a click."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from qa.render import one_line
from qa.say import say


class Chip(Static):
    """One place or year."""

    def __init__(self, topic: str) -> None:
        super().__init__(Content(f" {one_line(topic)} ✕ "), markup=False, classes="chip")
        self._topic = topic

    def on_click(self) -> None:
        """Drop it."""
        self.post_message(Topics.Dropped(self._topic))


class Topics(Horizontal):
    """Shows the topics above the line to type in; nothing while there are none."""

    class Dropped(Message):
        """Posted where a topic was clicked."""

        def __init__(self, topic: str) -> None:
            super().__init__()
            self.topic = topic

    def compose(self) -> ComposeResult:
        """Lay out what the chips are."""
        yield Static(Content(say("接着问时沿用：", "Carried over: ")), markup=False)

    def on_mount(self) -> None:
        """Hide until there is something to show."""
        self.display = False

    async def show(self, topics: Sequence[str]) -> None:
        """Show other topics."""
        await self.query(Chip).remove()
        await self.mount(*map(Chip, topics))
        self.display = bool(topics)
