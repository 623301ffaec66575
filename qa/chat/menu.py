"""What can be put in while a command is typed: commands, reports, files, shown above the line to type in."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from qa.layout import pad, width_of
from qa.render import one_line

# More than this is not looked through but typed on for.
MOST = 50
# Hints stand in a column of their own, unless what they tell of is wider.
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice: what it puts into the line, and how it is shown. `whole`: nothing need follow it."""

    text: str
    shown: str
    hint: str = ""
    whole: bool = True


class Menu(OptionList, can_focus=False):
    """Shows the choices that fit what is typed. The keys that move in it come from the line to type in."""

    def __init__(self) -> None:
        super().__init__(id="menu", markup=False)
        self._choices: Sequence[Choice] = ()
        self._typed = ""
        self.display = False

    def offer(self, typed: str, choices: Sequence[Choice], *, first: bool = True) -> None:
        """Show the choices that fit what is typed, the first one marked if asked so; none closes the menu."""
        self._typed = typed
        self._choices = choices[:MOST]
        self.clear_options()
        widest = min(_WIDEST, max((width_of(choice.shown) for choice in self._choices if choice.hint), default=0))
        self.add_options(Option(_line(choice, widest)) for choice in self._choices)
        self.display = bool(self._choices)
        self.highlighted = 0 if self._choices and first else None

    def chosen(self, typed: str) -> Choice | None:
        """Return the choice that is marked; none where more was typed since it was offered, as by a quick hand."""
        fits = self.display and self.highlighted is not None and typed == self._typed
        return self.at(self.highlighted or 0) if fits else None

    def at(self, number: int) -> Choice:
        """Return a choice by its place."""
        return self._choices[number]

    def move(self, step: int) -> None:
        """Mark the next choice, or the one before."""
        if step > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()


def _line(choice: Choice, widest: int) -> Content:
    return Content.assemble(pad(one_line(choice.shown), widest), ("  " + one_line(choice.hint), "dim"))
