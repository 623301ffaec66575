"""The line that questions are typed in."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from qa.render import one_line, visible


class Prompt(Input):
    """An input that recalls what was typed before, and shows no control character that is pasted into it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(-1)", show=False),
        Binding("down", "recall(1)", show=False),
    ]

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, id="prompt", select_on_focus=False)
        self._typed: list[str] = []
        self._draft = ""
        self._at = 0

    def remember(self, text: str) -> None:
        """Keep a line for recall, and start anew with an empty one."""
        if text and self._typed[-1:] != [text]:
            self._typed.append(text)
        self._at = len(self._typed)
        self.value = ""

    def action_recall(self, step: int) -> None:
        """Go to an earlier line, or back towards the one being typed."""
        at = self._at + step
        if not 0 <= at <= len(self._typed):
            return
        if self._at == len(self._typed):
            self._draft = self.value
        self._at = at
        self.value = self._draft if at == len(self._typed) else self._typed[at]
        self.cursor_position = len(self.value)

    def on_paste(self, event: events.Paste) -> None:
        """Take all lines that are pasted as one; Textual's own input would keep the first only."""
        event.prevent_default()
        event.stop()
        self.replace(one_line(event.text), *self.selection)

    def validate_value(self, value: str) -> str:
        """Let no control character in, whichever way it comes."""
        return visible(value).replace("\n", " ").replace("\t", " ")
