"""Glosses: what a report itself explains, in its notes or a list of terms: ［15］旺工淡学：实行旅游旺季工作、….

Where a question asks what something means, and a report explains just that, the explanation is the answer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from knowledge.base import Found
from knowledge.patterns import late
from knowledge.text import letters, sentences, strip_span
from qa.model import Evidence, Query
from qa.reading import fold_kept
from qa.scope import report_years

# A line that begins with what is explained, behind its number; no sentence is so short, nor has it a comma.
_HEAD = late(
    r"[\s*#>\-]*+(?:[(\[〔【]?\d{1,3}[)\]〕】.、]?|[①-⑳])?+[\s*]*+(?P<head>[^:。;!?,()\n]{2,30}?)[\s*]*:[\s*]*(?=[^\s*])"
)
# As rules define what they speak of: 本条例所称就业见习人员，是指…; 清缴，是指….
_DEFINED = late(
    r"(?:^|[。;\n\s])(?:[(]?[一二三四五六七八九十\d]+[).、]\s*)?(?:本[\u4e00-\u9fff]{1,6}?所[称指]的?)?"
    r"[“\"「]?(?P<head>[^“”\"「」,。;:、()\s]{2,24}?)[”\"」]?(?:\([^()]*\))?,?是指(?:的是)?[,:]?"
)
_QUOTED = late(r"[“\"「]([^“”\"「」]{2,20})[”\"」]")
_VERB = late(r"(?:主要)?(?:是?指(?:的?是)?|即)[,:]?")

# What is explained and what is asked for are the same where each holds so much of the other (0-1).
_LEAST_ALIKE = 0.5

# The same where nothing is asked but the name said: 六通一排呢?
_NAMED_ALIKE = 0.9

# Of rules, which define many terms alike: all of the term, and so much of the question: 合伙企业 is not 有限合伙企业.
_ITSELF, _LEAST_DEFINED = 0.95, 0.7

# How probably an explanation of what is asked for is the answer.
_SURE = 0.9


def glosses(query: Query, hits: Sequence[Found]) -> list[Evidence]:
    """Return the explanations of what the question asks the meaning of, the likest first; none where it asks otherwise."""
    least = {"definition": _LEAST_ALIKE, "list": _LEAST_ALIKE, "open": _NAMED_ALIKE}.get(query.asking.kind)
    if least is None:
        return []
    explained = (one for hit in hits if _fits(query, hit) for one in _explained(query, hit))
    found = [(alike, one) for alike, one in explained if alike >= least]
    found.sort(key=lambda item: -item[0])
    return [one for _, one in found]


def _fits(query: Query, hit: Found) -> bool:
    own = report_years(hit.report)
    return not query.scope.years or not own or bool(set(own) & set(query.scope.years))


def _explained(query: Query, hit: Found) -> Iterator[tuple[float, Evidence]]:
    """Yield what a passage explains: how like what is asked for (0-1) each head is, and the first sentence behind it."""
    folded = fold_kept(hit.text)
    for match in _heads(query, folded.text):
        start = _VERB.match(folded.text, match.end())
        begin = start.end() if start else match.end()
        end = next((stop for _, stop in sentences(folded.text) if stop > begin), begin)
        begin, end = strip_span(folded.text, begin, end)
        end = begin + len(folded.text[begin:end].rstrip("。;!? "))
        if begin >= end:
            continue
        lead = hit.passage.lead
        span, quote = folded.original(begin, end), folded.original(match.start("head"), end)
        told = Evidence(hit, lead + span[0], lead + span[1], lead + quote[0], lead + span[1], _SURE, True, 1.0)
        yield _alike(query, match["head"]), told


def _heads(query: Query, text: str) -> Iterator[re.Match[str]]:
    """Yield what a passage may explain: what it begins with, and the very term asked for where a rule defines it."""
    if match := _HEAD.match(text):
        yield match
    if query.asking.kind == "definition" and "是指" in text:
        for match in _DEFINED.finditer(text):
            if _named(query, match["head"]) >= _ITSELF and _alike(query, match["head"]) >= _LEAST_DEFINED:
                yield match


def _alike(query: Query, head: str) -> float:
    """Return how much (0-1) of what is asked for a head holds, or of itself the question has, whichever is less.

    What the question quotes is what it asks for; else all its words are but places.
    """
    told = letters(head)
    quoted = [letters(part) for part in _QUOTED.findall(query.folded)]
    if quoted:
        share = float(any(part in told for part in quoted))
    else:
        terms = [term for term in query.terms if term.text not in query.scope.places]
        held = sum(term.weight for term in terms if any(letters(form) in told for form in term.forms))
        share = held / (sum(term.weight for term in terms) or 1.0)
    return min(share, _named(query, head)) if told else 0.0


def _named(query: Query, head: str) -> float:
    """Return how much (0-1) of a head the question has."""
    told, asked = letters(head), letters(query.folded)
    return sum(map(asked.__contains__, told)) / len(told) if told else 0.0


def best_first(found: Sequence[Evidence], others: Iterable[Evidence]) -> list[Evidence]:
    """Return explanations before other evidence, one of each passage."""
    kept: dict[int, Evidence] = {}
    for one in (*found, *others):
        kept.setdefault(one.hit.id, one)
    return list(kept.values())
