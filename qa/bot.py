"""The door: front ends ask the bot, and know nothing of what is behind it."""

import os
from collections.abc import Iterator, Sequence

from knowledge.base import Added, KnowledgeBase, Summary
from knowledge.errors import Damaged, KnowledgeError
from knowledge.folders import data_folder
from knowledge.model import Report
from qa import about, abstain
from qa import answer as answers
from qa.catalogue import catalogue
from qa.compare import Part, ahead, parts
from qa.elsewhere import places_unsaid
from qa.extract import best_evidence, reader
from qa.gloss import best_first, glosses
from qa.listening import How, Listener
from qa.model import Abstention, Cell, Meant, Query, Reply, Tally, Term
from qa.question import too_long, understand
from qa.retrieve import retrieve
from qa.spelling import otherwise
from qa.survey import Survey, label_of, look_through, surveyed

# So probably right an answer must be that is told of a word which the question only sounds like.
_LEAST_MISSPELT = 0.7

# What the address of a knowledge base on a cluster begins with.
CLUSTER = "opensearch+"


class Bot:
    """Answers questions over one knowledge base. Used by one thread at a time."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._listener = Listener(self._reply)
        self._listened_with: Sequence[Summary] = ()  # the reports by which earlier questions were understood

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
        if self._listened_with is not (reports := self._base.reports()):  # whoever added or removed some
            self._listener.forget()
            self._listened_with = reports
        if not reports:
            return _declined(
                question,
                "no_reports",
                "知识库里还没有报告，请先 qa add",
                "there are no reports yet; qa add some first",
            )
        return self._listener.reply(question, history, How(report, top, exact))

    def _reply(self, question: str, meant: Meant, how: How) -> Reply:
        """Answer what a question means: a survey, a comparison, or one thing."""
        report, top, exact = how
        query = understand(meant.text, self._base, meant.focus, exact=exact)
        if survey := surveyed(query.folded):
            return self._survey(question, query, survey, report, top)
        if compared := parts(query.folded, abstain.years_told(query.scope.places, catalogue(self._base.reports()))):
            return self._compare(question, query, compared, report, top)
        return self._ask(question, query, report, top)

    def _ask(self, question: str, query: Query, report: int | None, top: int) -> Reply:
        reply, missing = self._ask_as_spelt(question, query, report, top)
        return reply if reply.answers else self._ask_otherwise(question, query, missing, report, top) or reply

    def _ask_as_spelt(self, question: str, query: Query, report: int | None, top: int) -> tuple[Reply, Sequence[Term]]:
        """Return the reply, and the words of the question that the best evidence lacks."""
        if query.field_names:
            found, abstention = about.ask(query, self._base, report)
            if found or abstention:
                return Reply(question, query, tuple(found), abstention), ()
        hits = retrieve(query, self._base, query.scope.reports if report is None else (report,))
        ordered = answers.of_the_unknown(query, answers.timely(best_evidence(query, hits)))
        told = best_first(glosses(query, hits), answers.of_the_form(query, ordered))
        typed = answers.as_typed(query, told)
        evidence = answers.of_the_place(query, typed, self._base)
        missing = [term for term in query.terms if not evidence or term.text in evidence[0].missing]
        abstention = abstain.judge(query, evidence, hits, self._base, within=report is not None)
        if abstention and evidence[:1] != typed[:1] and places_unsaid(query, evidence[0], self._base):
            # What comes nearest is of another place, and nothing else is of the place asked about: that is why.
            abstention = abstain.judge(query, typed, hits, self._base, within=report is not None)
        if abstention:
            return Reply(question, query, (), abstention), missing
        query = _with(query, answers.stand_ins(query, evidence[:1], self._base))
        unsaid = places_unsaid(query, evidence[0], self._base)
        return Reply(question, query, answers.cited(evidence[:top], self._base), unsaid=unsaid), missing

    def _ask_otherwise(
        self, question: str, query: Query, missing: Sequence[Term], report: int | None, top: int
    ) -> Reply | None:
        """Ask once more with a word that sounds like the one that is missing; None where that is not surely told."""
        other = None if query.exact else otherwise(query.folded, missing, self._base)
        if other is None:
            return None
        folded, pair = other
        meant = understand(folded, self._base)._replace(text=query.text, subjects=query.subjects)
        reply, _ = self._ask_as_spelt(question, _with(meant, [*query.corrections, pair]), report, top)
        return reply if reply.answers and reply.answers[0].score >= _LEAST_MISSPELT else None

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
        first, unsaid = ahead(query.folded, cells), dict.fromkeys(place for reply in replies for place in reply.unsaid)
        return Reply(
            question, query, told[:top], None if told else replies[0].abstention, cells, None, first, tuple(unsaid)
        )

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
