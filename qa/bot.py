"""The door: front ends ask the bot, and know nothing of what is behind it."""

import os
from collections.abc import Iterator, Sequence

from knowledge.base import Added, KnowledgeBase, Summary
from knowledge.errors import Damaged, KnowledgeError
from knowledge.model import Report
from qa import abstain
from qa import answer as answers
from qa.catalogue import catalogue
from qa.compare import Part, ahead, parts
from qa.extract import best_evidence, reader
from qa.folders import data_folder
from qa.gloss import best_first, glosses
from qa.model import Abstention, Cell, Meant, Query, Reply, Tally
from qa.question import too_long, understand
from qa.retrieve import retrieve
from qa.survey import Survey, label_of, look_through, surveyed

# What the address of a knowledge base on a cluster begins with.
CLUSTER = "opensearch+"

# Reasons not to answer that leave open whether another report tells.
_NOT_THERE = ("not_mentioned", "figure_absent", "unsure")

# What is asked without a place is taken for no follow-up only where its answer is as probably right as this, and for a new
# topic of the same place and year only where that one's is, or where it is so much surer. Chosen on two sets of
# conversations.
_ALONE, _NEW, _SURER = 0.6, 0.5, 0.1

# So many questions of conversations are kept as they were understood.
_KEPT = 256


class Bot:
    """Answers questions over one knowledge base. Used by one thread at a time."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._understood: dict[tuple[Meant, str, int | None, bool], Meant] = {}

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        within: str | None = None,
        top: int = 3,
        *,
        exact: bool = False,
    ) -> Reply:
        """Answer one question; `history` holds the earlier questions of the conversation, oldest first.

        `within` names the one report to look in; with `exact` words count as typed. Raises KnowledgeError where the knowledge base cannot be read or
        has no such report.
        """
        if not question.strip():
            return _declined(question, "empty", "问题是空的", "the question is empty")
        if too_long(question):
            return _declined(
                question,
                "too_long",
                "问题太长（最多 2000 个字）",
                "the question is too long (2000 characters at most)",
            )
        with self._base.snapshot():
            return self._replied(question, history, within, top, exact=exact)

    def _replied(self, question: str, history: Sequence[str], within: str | None, top: int, *, exact: bool) -> Reply:
        report = self._base.find(within).id if within else None
        if not self._base.reports():
            return _declined(
                question,
                "no_reports",
                "知识库里还没有报告，请先 qa add",
                "there are no reports yet; qa add some first",
            )
        before = self._read(history, report, exact=exact)
        return self._follow(before, question, report, top, exact=exact)[1]

    def _read(self, history: Sequence[str], report: int | None, *, exact: bool) -> Meant:
        """Return the last of the questions before as it was understood; one asked a moment ago need not be asked again."""
        before = Meant("")
        for asked in history:
            key = (before, asked, report, exact)
            if key not in self._understood:
                if len(self._understood) >= _KEPT:
                    self._understood.clear()
                self._understood[key] = self._follow(before, asked, report, 1, exact=exact)[0]
            before = self._understood[key]
        return before

    def _follow(self, before: Meant, asked: str, report: int | None, top: int, *, exact: bool) -> tuple[Meant, Reply]:
        """Return how a question is understood after another one, and the reply: of its readings the surest counts."""
        if not before.text:
            return Meant(asked), self._reply(asked, asked, "", report, top, exact=exact)
        from qa.conversation import follow  # only follow-ups need it

        def replied(meant: Meant) -> Reply:
            return self._reply(asked, meant.text, meant.focus, report, top, exact=exact)

        (chosen, *others), alone = follow(before, asked)
        reply = replied(chosen)
        for other in others if not (reply.cells or reply.tally) else ():
            rival = replied(other)
            if _surer(reply, rival, dropped=other.dropped):
                chosen, reply = other, rival
        if reply.abstention and reply.abstention.reason in _NOT_THERE and alone:
            # Perhaps it is no follow-up: then what was carried over to it was in the way.
            apart = replied(Meant(alone))
            if _stands_alone(apart, reply.abstention):
                chosen, reply = Meant(alone), apart
        return chosen, reply

    def _reply(self, question: str, text: str, focus: str, report: int | None, top: int, *, exact: bool) -> Reply:
        """Answer what a question means: a survey, a comparison, or one thing."""
        query = understand(text, self._base, focus, exact=exact)
        if survey := surveyed(query.folded):
            return self._survey(question, query, survey, report, top)
        if compared := parts(query.folded, abstain.years_told(query.scope.places, catalogue(self._base.reports()))):
            return self._compare(question, query, compared, report, top)
        return self._ask(question, query, report, top)

    def _ask(self, question: str, query: Query, report: int | None, top: int) -> Reply:
        if query.field_names:
            found, abstention = answers.ask_field(query, self._base, report)
            if found or abstention:
                return Reply(question, query, tuple(found), abstention)
        hits = retrieve(query, self._base, query.scope.reports if report is None else (report,))
        told = best_first(glosses(query, hits), answers.timely(best_evidence(query, hits)))
        evidence = answers.as_typed(query, told)
        abstention = abstain.judge(query, evidence, hits, self._base, within=report is not None)
        if abstention:
            return Reply(question, query, (), abstention)
        query = _with(query, answers.stand_ins(query, evidence[:1], self._base))
        return Reply(question, query, answers.cited(evidence[:top], self._base))

    def _compare(self, question: str, query: Query, compared: Sequence[Part], report: int | None, top: int) -> Reply:
        """Ask each part by itself; what is not told stays an explicit blank with its reason."""
        asked = [understand(part.question, self._base, exact=query.exact) for part in compared]
        replies = [self._ask(part.question, each, report, 1) for part, each in zip(compared, asked, strict=True)]
        query = _with(query, [pair for reply in replies if reply.query for pair in reply.query.corrections])
        cells = tuple(
            Cell(part.place, part.year, reply.answers[0] if reply.answers else None, reply.abstention)
            for part, reply in zip(compared, replies, strict=True)
        )
        told = tuple(cell.answer for cell in cells if cell.answer)
        first = ahead(query.folded, cells)
        return Reply(question, query, told[:top], None if told else replies[0].abstention, cells, ahead=first)

    def _survey(self, question: str, query: Query, survey: Survey, report: int | None, top: int) -> Reply:
        """Tell every report that holds the words asked about, or every one that does not."""
        held = look_through(survey, query, self._base, report)
        nowhere = abstain.out_of_scope(held.scope, catalogue(self._base.reports()))
        if nowhere:
            return Reply(question, query, (), nowhere)
        what, total = survey.what, len(held.reports)
        told = {one.hit.report.id: answers.cite(one, self._base.text(one.hit.report.id)) for one in held.evidence}
        tally = Tally(what, len(told), total, survey.negated)
        if not told:
            zh, en = f"{total}份报告都没有提到“{what}”", f"none of {total} reports mentions '{what}'"
            return Reply(question, query, (), Abstention("not_mentioned", zh, en), (), tally)
        silent = Abstention("not_mentioned", f"没有提到“{what}”", f"does not mention '{what}'")
        query = _with(query, answers.stand_ins(query, held.evidence, self._base))
        cells = tuple(
            Cell(*label_of(summary), told.get(summary.id), None if summary.id in told else silent, summary)
            for summary in held.reports
            if (summary.id in told) != survey.negated
        )
        return Reply(question, query, tuple(told.values())[:top], None, cells, tally)

    def reports(self) -> Sequence[Summary]:
        """Return all reports."""
        return self._base.reports()

    def find(self, name: str) -> Summary:
        """Return the one report called `name`."""
        return self._base.find(name)

    def report(self, report_id: int) -> Report:
        """Return a whole report."""
        return self._base.report(report_id)

    def add(self, paths: Sequence[str]) -> Iterator[Added]:
        """Add files and folders."""
        return self._base.add(paths)

    def remove(self, report_id: int) -> None:
        """Remove a report."""
        self._base.remove(report_id)

    def drift(self) -> Sequence[tuple[str, str]]:
        """Return the reports whose files have changed or gone."""
        return self._base.drift()

    def check(self) -> Sequence[tuple[str, str]]:
        """Verify the knowledge base, and the reader's weights; return their faults."""
        faults = list(self._base.check())
        try:
            reader()
        except Damaged as error:
            faults.append((error.zh, error.en))
        return faults


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


def _surer(one: Reply, other: Reply, *, dropped: bool) -> bool:
    """Whether the second of two replies is the one to tell; as that to a new topic it has to be quite sure."""
    if not other.answers:
        return False
    rival = other.answers[0]
    if not one.answers:
        return not dropped or rival.score >= _NEW
    best = one.answers[0]
    same = (rival.report.id, rival.start, rival.end) == (best.report.id, best.start, best.end)
    return rival.score > best.score + (0.0 if same else _SURER)


def _with(query: Query, corrections: Sequence[tuple[str, str]]) -> Query:
    """Return the query with more corrections, each told once."""
    return query._replace(corrections=tuple(dict.fromkeys((*query.corrections, *corrections))))


def _declined(question: str, reason: str, zh: str, en: str) -> Reply:
    return Reply(question, None, (), Abstention(reason, zh, en))  # type: ignore[arg-type]


def default_folder() -> str:
    """Return the user's own data folder for the knowledge base."""
    return os.path.join(data_folder(), "kb")


def shipped_reports() -> str:
    """Return the folder of the report that comes with the program."""
    import knowledge

    return os.path.join(os.path.dirname(os.path.abspath(knowledge.__file__)), "reports")


def open_bot(folder: str | None = None, *, create: bool = False) -> Bot:
    """Open the knowledge base in `folder`, else in QA_KB, else the user's own, which starts with the shipped report.

    Either may name a cluster (see `knowledge.cluster.address`). With `create`, what is named is made where there is
    none. Raises KnowledgeError.
    """
    named = folder or os.environ.get("QA_KB")
    if named and named.startswith(CLUSTER):
        from knowledge.cluster import ClusterKnowledgeBase  # an extra, which most do not have

        return Bot(ClusterKnowledgeBase(named, create=create))
    from knowledge.local import LocalKnowledgeBase

    if named:
        return Bot(LocalKnowledgeBase(named, create=create))
    own = default_folder()
    base = LocalKnowledgeBase(own, create=create or not os.path.lexists(os.path.join(own, "records.db")))
    if base.untouched():  # also where the first run was broken off
        for added in base.add([shipped_reports()]):
            if added.status == "failed":
                raise KnowledgeError(added.zh, added.en)
    return Bot(base)
