"""The pane beside the conversation: a report's outline and its text, with a quote highlighted."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Tree

from knowledge.model import Report, Section
from qa.chat.blocks import Target, marked, place_of, title_of
from qa.chat.outline import Outline
from qa.chat.prose import Prose
from qa.model import Answer
from qa.render import visible
from qa.say import say

# How much of the report is laid out on either side of the place shown, in characters: several screens, and quick
# however long the report is. Scrolling to its edge lays out as much again.
_AROUND = 4000
# How many rows above the place stay in sight.
_ABOVE = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a report's text to show: from `start` to `end` it is highlighted, the answer in it marked."""

    start: int = 0
    end: int = 0
    answer_start: int = 0
    answer_end: int = 0
    section: int = 0


def spot_of(target: Target) -> Spot:
    """Return the place that an answer or a nearest section stands at."""
    last = target.section_path[-1] if target.section_path else None
    if isinstance(target, Answer):
        section = last.ordinal if last else 0
        return Spot(target.quote_start, target.quote_end, target.start, target.end, section)
    return spot_at(last) if last else Spot()


def spot_at(section: Section) -> Spot:
    """Return the place of a section's heading."""
    start, end = section.heading_start, section.heading_end
    return Spot(start, end, end, end, section.ordinal)


def excerpt(spot: Spot, text: str, first: int, last: int) -> tuple[Content, int]:
    """Return the text from `first` to `last` with the place highlighted, and where in it that begins."""
    before = text[first : spot.start]
    before = "…" + _lines(before) if first else _lines(before.removeprefix("\ufeff"))
    after = _lines(text[spot.end : last]) + ("…" if last < len(text) else "")
    quote = marked(
        _lines(text[spot.start : spot.answer_start]),
        _lines(text[spot.answer_start : spot.answer_end]),
        _lines(text[spot.answer_end : spot.end]),
        "$text-warning on $warning-muted",
    )
    return Content.assemble(before, quote, after), len(before)


def _lines(text: str) -> str:
    """Return visible text with its lines; how they end needs no pointing out."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))


class Pages(VerticalScroll):
    """Scrolls the text; says when it is at an edge."""

    class Edge(Message):
        """Posted at the upper (-1) or lower (1) edge of what is laid out."""

        def __init__(self, side: int) -> None:
            super().__init__()
            self.side = side

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Look whether the edge is reached."""
        super().watch_scroll_y(old_value, new_value)
        if new_value > old_value and new_value >= self.max_scroll_y - 1:
            self.post_message(self.Edge(1))
        elif new_value < old_value and new_value <= 1:
            self.post_message(self.Edge(-1))


class Source(Vertical):
    """Shows a report, and in it the place that is cited."""

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None
        self._spot = Spot()
        self._first = self._last = 0

    def compose(self) -> ComposeResult:
        """Lay out the heading, the outline and the text."""
        yield Prose(Content(), id="where")
        yield Outline()
        yield Pages(Prose(Content(), id="around"))

    def on_mount(self) -> None:
        """Say what the pane is for."""
        self.empty()

    @property
    def _around(self) -> Prose:
        return self.query_one("#around", Prose)

    def empty(self) -> None:
        """Show no report."""
        self._report = None
        self.query_one(Outline).display = False
        self.query_one("#where", Prose).update(Content(say("原文", "Report")))
        hint = say("有了答案，这里显示它在报告里的位置。", "An answer's place in its report is shown here.")
        self._around.update(Content.styled(hint, "dim"))

    def show(self, report: Report, target: Target) -> None:
        """Show a report at the place that something is cited from."""
        self._open(report, spot_of(target), title_of(target.report), place_of(target))

    def browse(self, report: Report, title: str) -> None:
        """Show a report from its beginning."""
        self._open(report, Spot(), title, "")

    def _open(self, report: Report, spot: Spot, title: str, place: str) -> None:
        self._head(title, place)
        shown = self._report
        if shown is None or (shown.source, shown.text) != (report.source, report.text):
            self._report = report
            self.query_one(Outline).fill(report)
        self.query_one(Outline).reach(spot.section)
        self._turn_to(spot)

    def _head(self, title: str, place: str) -> None:
        parts = ((title, "bold"), ("\n" + place if place else "", "dim"))
        self.query_one("#where", Prose).update(Content.assemble(*parts))

    def _turn_to(self, spot: Spot) -> None:
        assert self._report is not None
        text = self._report.text
        self._spot = spot
        self._first, self._last = max(0, spot.start - _AROUND), min(len(text), spot.end + _AROUND)
        content, offset = excerpt(spot, text, self._first, self._last)
        self._around.update(content)

        def scroll() -> None:
            self.query_one(Pages).scroll_to(y=max(0, self._around.row_of(offset) - _ABOVE), animate=False)

        # The row of the place is known once the text is laid out at the pane's width.
        self.call_after_refresh(scroll)

    def on_tree_node_selected(self, event: "Tree.NodeSelected[int]") -> None:
        """Turn to a section that was chosen in the outline."""
        if self._report is None or not event.node.data:
            return
        section = self._report.sections[event.node.data]
        self._turn_to(spot_at(section))

    def on_pages_edge(self, event: Pages.Edge) -> None:
        """Lay out more of the text beyond the edge that was reached, what is in sight staying where it is."""
        if self._report is None:
            return
        text, around, pages = self._report.text, self._around, self.query_one(Pages)
        if event.side > 0 and self._last < len(text):
            self._last = min(len(text), self._last + _AROUND)
            around.update(excerpt(self._spot, text, self._first, self._last)[0])
        elif event.side < 0 and self._first > 0:
            before, at = around.height, pages.scroll_offset.y
            self._first = max(0, self._first - _AROUND)
            around.update(excerpt(self._spot, text, self._first, self._last)[0])
            self.call_after_refresh(pages.scroll_to, y=at + around.height - before, animate=False)
