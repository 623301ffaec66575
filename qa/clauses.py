"""Clauses and runs of sentences: what answers a question that asks for no form, or for what is told at length."""

from collections.abc import Iterator
from itertools import islice

from knowledge.patterns import late
from knowledge.text import sentences, strip_span
from qa import spans
from qa.model import Query
from qa.reading import Reading

# A clause or two as the answer, where no form is asked for, in characters.
LONGEST_ANSWER = 60

# What is explained (怎么, 为什么, 是什么意思) stands beside the question's words, often in several clauses: how many more.
EXPLAINED = {"how": 3, "reason": 2, "definition": 2}

# What is told at length is told in so many sentences at most, and so many characters.
_RUN, LONGEST_RUN = 4, 200
_TOPIC = 20  # characters of a sentence that only names what the next one tells: 防范化解地方债务风险。

# How a clause begins that says why, or what for; it fits so much better.
_BECAUSE = late(
    r"(?:主要)?(?:是|这是)?(?:受|因为?|由于|鉴于|考虑到?|为了?(?!主)|以便|旨在|目的|让(?!利)|使(?!用|馆|命)|确保|有利于|有助于|体现)"
)
_CAUSED = 0.5

# Whether a target was reached is told by the clause that says so (超额完成120万的目标任务), not by the figure beside it.
_TARGET_ASKED = late(
    r"(?:完成|实现|达[到成标])[^,。]{0,8}(?:目标|预期|任务|计划)|(?:目标|预期|任务|计划)[^,。]{0,8}(?:完成|实现|达[到成])"
)
_TARGET_TOLD = late(
    r"(?:完成|实现|达[到成]|[高低好]于|超过?)[^,。;]{0,12}(?:目标|预期|任务|计划)|(?:目标|预期|任务|计划)[^,。;]{0,8}(?:完成|实现|达[到成])"
)
_SAYS_SO = 0.3

# A clause with a smaller share of new words says the question again.
_LEAST_NEW = 0.3


def clause_spans(query: Query, reading: Reading, start: int, end: int, fit: float, reach: int) -> list[spans.Span]:
    """Return a sentence's clauses, alone and with up to `reach` next ones, up to the longest answer.

    A clause that only says the question again tells nothing, but where 是不是 asks for just that.
    """
    text = reading.folded.text
    parts = spans.clauses(text, start, strip_span(text, start, end)[1])
    explained = query.asking.kind in EXPLAINED
    met = query.asking.kind == "yesno" and _TARGET_ASKED.search(query.folded) is not None
    found = []
    for first in range(len(parts)):
        for last in range(first, min(first + 1 + reach, len(parts))):
            begin, stop = parts[first][0], parts[last][1]
            if stop - begin > LONGEST_ANSWER and last > first:
                break
            new = novelty(reading, begin, stop)
            worth = fit
            if explained:
                if new < _LEAST_NEW:
                    continue
                worth = 0.2 + 0.7 * new
                if query.asking.kind == "reason" and _BECAUSE.match(text, begin, stop):
                    worth += _CAUSED
            elif query.asking.kind != "yesno" and new < _LEAST_NEW:
                worth = 0.5 * fit
            elif met and _TARGET_TOLD.search(text, begin, stop):
                worth += _SAYS_SO
            # A longer answer has to earn its length.
            found.append(spans.Span(begin, stop, worth - (0.03 if explained else 0.1) * (last - first)))
    return found


def runs(reading: Reading, start: int, end: int, *, of_year: bool) -> Iterator[spans.Span]:
    """Yield what is told at length: a sentence, and it with some that follow; without its heading, where it has one.

    In a report of a year each sentence is about another thing, but for the one behind a short one that names the topic.
    """
    text = reading.folded.text
    (*_, last) = (start, *(gap.end() for gap in spans.GAP.finditer(text, start, end)))
    for begin in dict.fromkeys((start, last)):
        most = _RUN if not of_year else 2 if end - begin <= _TOPIC else 1
        for _, stop in islice(sentences(text, begin, min(len(text), begin + LONGEST_RUN + 1)), most):
            if stop - begin > LONGEST_RUN:
                break
            new = novelty(reading, begin, stop)
            if new >= _LEAST_NEW:
                yield spans.Span(begin, stop, 0.2 + 0.7 * new)


def novelty(reading: Reading, start: int, end: int) -> float:
    """Return the share (0-1) of text[start:end] that is not the question's own words."""
    return 1.0 - reading.covered.count(1, start, end) / max(1, end - start)
