"""The pane beside the conversation: the cited report around the quote, with the quote highlighted."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from qa.chat.blocks import marked, place_of, title_of
from qa.chat.prose import Prose
from qa.model import Answer
from qa.render import visible
from qa.say import say

# How much of the report is shown on either side of the quote, in characters: several screens, and quick to
# lay out however long the report is.
_AROUND = 4000
# How many rows above the quote stay in sight.
_ABOVE = 3


def excerpt(answer: Answer, text: str) -> tuple[Content, int]:
    """Return the report's text around an answer's quote, and where in it the quote begins."""
    start, end = max(0, answer.quote_start - _AROUND), min(len(text), answer.quote_end + _AROUND)
    before = text[start : answer.quote_start]
    before = "…" + _lines(before) if start else _lines(before.removeprefix("\ufeff"))
    after = _lines(text[answer.quote_end : end]) + ("…" if end < len(text) else "")
    quote = marked(
        _lines(text[answer.quote_start : answer.start]),
        _lines(text[answer.start : answer.end]),
        _lines(text[answer.end : answer.quote_end]),
        "$text-warning on $warning-muted",
    )
    return Content.assemble(before, quote, after), len(before)


def _lines(text: str) -> str:
    """Return visible text with its lines; how they end needs no pointing out."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))


class Source(Vertical):
    """Shows where an answer stands in its report."""

    def compose(self) -> ComposeResult:
        """Lay out the heading and the text."""
        yield Prose(Content(), id="where")
        yield VerticalScroll(Prose(Content(), id="around"), can_focus=False)

    def on_mount(self) -> None:
        """Say what the pane is for."""
        self.clear()

    def clear(self) -> None:
        """Show no report."""
        self.query_one("#where", Prose).update(Content(say("原文", "Report")))
        hint = say("有了答案，这里显示它在报告里的位置。", "An answer's place in its report is shown here.")
        self.query_one("#around", Prose).update(Content.styled(hint, "dim"))

    def show(self, answer: Answer, text: str) -> None:
        """Show the text around an answer, with the quote in sight."""
        content, offset = excerpt(answer, text)
        title = title_of(answer.report) + "\n"
        self.query_one("#where", Prose).update(Content.assemble((title, "bold"), (place_of(answer), "dim")))
        around = self.query_one("#around", Prose)
        around.update(content)

        def scroll() -> None:
            self.query_one(VerticalScroll).scroll_to(y=max(0, around.row_of(offset) - _ABOVE), animate=False)

        # The row of the quote is known once the text is laid out at the pane's width.
        self.call_after_refresh(scroll)
