"""The line that questions and commands are typed in."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from qa.chat.menu import Choice, Menu
from qa.render import one_line, visible


class Prompt(Input):
    """An input that recalls what was typed before, and shows no control character that is pasted into it.

    While a menu is open, its keys move in that.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("tab", "complete", show=False),
    ]

    def __init__(self, placeholder: str, menu: Menu, typed: Sequence[str] = ()) -> None:
        super().__init__(placeholder=placeholder, id="prompt", select_on_focus=False)
        self._menu = menu
        self._typed = list(typed)
        self._draft = ""
        self._at = len(self._typed)

    def remember(self, text: str) -> None:
        """Keep a line for recall, and start anew with an empty one."""
        if text and self._typed[-1:] != [text]:
            self._typed.append(text)
        self._at = len(self._typed)
        self.value = ""

    def write(self, text: str) -> None:
        """Put a text into the line, the cursor behind it."""
        self.value = text
        self.cursor_position = len(self.value)

    def take(self, choice: Choice) -> None:
        """Put a choice into the line."""
        self.write(choice.text)

    async def on_key(self, event: events.Key) -> None:
        """Do what a key is bound to in its turn: Textual would do so after the letters that were typed fast behind it."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return

    async def action_submit(self) -> None:
        """Send the line; where a choice is marked that says more, take that first."""
        choice = self._menu.chosen(self.value)
        if choice is not None and choice.text.strip() != self.value.strip():
            self.take(choice)
            if not choice.whole:
                return
        elif choice is not None and not choice.whole:
            self.take(choice)
            return
        text = self.value
        await super().action_submit()
        self.remember(text.strip())  # now: what is typed before the line is heard belongs to the next

    def action_complete(self) -> None:
        """Take the choice that is marked, or the first; without a menu, go on to the next place to be."""
        if not self._menu.display:
            self.screen.focus_next()
            return
        self.take(self._menu.chosen(self.value) or self._menu.at(0))

    def action_move(self, step: int) -> None:
        """Move in the menu, or go to an earlier line and back towards the one being typed."""
        if self._menu.display:
            self._menu.move(step)
            return
        at = self._at + step
        if not 0 <= at <= len(self._typed):
            return
        if self._at == len(self._typed):
            self._draft = self.value
        self._at = at
        with self.prevent(Input.Changed):  # a command that is recalled opens no menu, which would take the keys
            self.write(self._draft if at == len(self._typed) else self._typed[at])

    def on_paste(self, event: events.Paste) -> None:
        """Take all lines that are pasted as one; Textual's own input would keep the first only."""
        event.prevent_default()
        event.stop()
        self.replace(one_line(event.text), *self.selection)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put in what is shown of a text, so that the cursor stands behind all of it."""
        super().replace(visible(text), start, end)

    def validate_value(self, value: str) -> str:
        """Let no control character in, whichever way it comes."""
        return visible(value).replace("\n", " ").replace("\t", " ")
