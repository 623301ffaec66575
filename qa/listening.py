"""Which reading of a follow-up is meant: each is asked, and the surest answer tells (see `qa.conversation`)."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from qa.century import with_century
from qa.compare import PLACES, YEARS
from qa.model import Abstention, Meant, Reply
from qa.scope import report_places, report_years

# Reasons not to answer that leave open whether another report tells.
_NOT_THERE = ("not_mentioned", "figure_absent", "unsure")

# What is asked without a place is taken for no follow-up only where its answer is as probably right as this, and for a new
# topic of the same place and year only where that one's is; any other reading where it is so much surer. Chosen on two sets of
# conversations.
_ALONE, _NEW, _SURER = 0.6, 0.5, 0.1

_NOTHING_ASKED = Abstention("empty", "这句没有要查的内容，可以接着问", "this asks nothing; go on asking")

# So many questions of conversations are remembered as they were understood, and so many read again where they are not.
_REMEMBERED, _REREAD = 256, 8


class How(NamedTuple):
    """How a question is to be answered: in one report, or None for all; so many answers; with its words as typed."""

    report: int | None
    top: int
    exact: bool


class Listener:
    """Understands the questions of conversations. Used by one thread at a time."""

    def __init__(self, reply: Callable[[str, Meant, How], Reply]) -> None:
        """`reply` answers a question, as typed, that is meant so."""
        self._reply = reply
        self._understood: dict[tuple[tuple[str, ...], int | None, bool], Meant] = {}

    def reply(self, question: str, history: Sequence[str], how: How) -> Reply:
        """Answer a question after those before it, oldest first."""
        before = self._before(tuple(history), how)
        meant, reply = self._follow(before, question, how)
        self._remember((*history, question), how, _placed(meant, reply, before))
        return reply

    def forget(self) -> None:
        """Forget how questions were understood: other reports may answer them otherwise."""
        self._understood.clear()

    def _before(self, history: tuple[str, ...], how: How) -> Meant:
        """Return the last of the questions before as it was understood: each builds on those before it.

        What was asked a moment ago is remembered. Of a longer conversation that is not, only the last questions are read.
        """
        first, before = max(0, len(history) - _REREAD), Meant("")
        if first:  # by their words alone
            from qa.conversation import resolve

            before = resolve(history[first - 1], history[: first - 1])
        for size in range(len(history), first, -1):
            if known := self._understood.get((history[:size], how.report, how.exact)):
                first, before = size, known
                break
        for size in range(first, len(history)):
            before = self._read(before, history[size], how)
            self._remember(history[: size + 1], how, before)
        return before

    def _remember(self, asked: tuple[str, ...], how: How, meant: Meant) -> None:
        if len(self._understood) >= _REMEMBERED and (asked, how.report, how.exact) not in self._understood:
            del self._understood[next(iter(self._understood))]
        self._understood[asked, how.report, how.exact] = meant

    def _read(self, before: Meant, asked: str, how: How) -> Meant:
        """Return how an earlier question was understood; it is asked only where it may be read in several ways."""
        from qa.conversation import follow  # only follow-ups need these
        from qa.typed import as_read

        (first, *others), alone, aside = follow(before, asked) if before.text else ([Meant(as_read(asked))], "", False)
        if aside:
            return before
        if not (others or alone) and _names_both(first.text):
            return first
        meant, reply = self._follow(before, asked, how._replace(top=1))
        return _placed(meant, reply, before)

    def _follow(self, before: Meant, asked: str, how: How) -> tuple[Meant, Reply]:
        """Return how a question is understood after another one, and the reply."""
        if not before.text:
            return Meant(with_century(asked)), self._reply(asked, Meant(asked), how)
        from qa.conversation import follow

        (chosen, *others), alone, aside = follow(before, asked)
        if aside:
            return before, Reply(asked, None, (), _NOTHING_ASKED)
        reply = self._reply(asked, chosen, how)
        for other in others if not (reply.cells or reply.tally) else ():
            rival = self._reply(asked, other, how)
            if _surer(reply, rival, dropped=other.dropped):
                chosen, reply = other, rival
        if alone and reply.abstention and reply.abstention.reason in _NOT_THERE:
            # Perhaps it is no follow-up: then what was carried over to it was in the way.
            apart = self._reply(asked, Meant(alone), how)
            if _stands_alone(apart, reply.abstention):
                chosen, reply = Meant(alone), apart
        return chosen, reply


def _placed(meant: Meant, reply: Reply, before: Meant) -> Meant:
    """Add to a question that names no place or no year those of the report that answered it, else those of the one before."""
    place, year = before.place, before.year
    if reply.answers and (told := report_years(reply.answers[0].report)):
        place, year = next(iter(report_places(reply.answers[0].report)), ""), f"{told[-1]}年"
    return meant._replace(
        place="" if PLACES.search(meant.text) else place, year="" if YEARS.search(meant.text) else year
    )


def _names_both(text: str) -> bool:
    """Whether a question names a place and a year."""
    return bool(PLACES.search(text) and YEARS.search(text))


def _surer(one: Reply, other: Reply, *, dropped: bool) -> bool:
    """Whether the second of two replies is the one to tell; as that to a new topic it has to be quite sure."""
    if not other.answers:
        return False
    rival = other.answers[0]
    if not one.answers:
        return not dropped or rival.score >= _NEW
    best = one.answers[0]
    if dropped and rival.score < _NEW:
        return False
    same = (rival.report.id, rival.start, rival.end) == (best.report.id, best.start, best.end)
    return rival.score > best.score + (0.0 if same else _SURER)


def _stands_alone(reply: Reply, together: Abstention) -> bool:
    """Whether a question is meant without those before it, by the reply that it gets so, and by why it got none `together`.

    A figure is one of some place and year, and never another's: only one that the question names the place of may be of
    another year, where that year's reports have not even heard of it.
    """
    if not reply.answers or reply.query is None:
        return False
    if reply.query.asking.kind == "number":
        return bool(reply.query.scope.places) and together.reason == "not_mentioned"
    return bool(reply.query.scope.places) or reply.answers[0].score >= _ALONE
