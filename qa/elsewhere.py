"""Whether evidence tells of something else than what is asked about: of the whole province, of another place."""

import re
from collections.abc import Sequence

from knowledge.base import KnowledgeBase, Summary
from knowledge.patterns import late
from knowledge.text import fold_plain
from qa.model import Evidence, Query, Term
from qa.places import PROVINCES, places_in
from qa.scope import naming, yearly
from qa.times import YEAR

_DISTRICTS = frozenset("州县旗盟镇乡")

# A whole that a sentence turns to: what follows is told of it, and no more of a place named before.
_WHOLE = late(r"[全我][国省市区县州]")

# A document is of the place that it names most, if so often; what is told to all may name one or two by the way.
_OFTEN = 3


def city_untold(query: Query, missing: Sequence[Term]) -> str | None:
    """Return the city that a question names and the passage does not: what is told of the province is not told of it.

    But for one that only leads to a rarer name, as in 鄂州花湖机场.
    """
    for term in missing:
        # Imported here: few questions miss a word.
        from qa.cities import city_of

        if query.folded[term.end : term.end + 1] in _DISTRICTS and len(term.text) > 1:
            return term.text + query.folded[term.end]  # 果洛州, 通渭县
        if city_of(term.text) is None:
            continue
        after = next((t for t in query.terms if t.start == term.end), None)
        if after is None or after in missing or after.weight <= term.weight:
            return term.text
    return None


def places_unsaid(query: Query, evidence: Evidence, base: KnowledgeBase) -> tuple[str, ...]:
    """Return the provinces and cities asked about that the report of evidence nowhere names.

    None of a report of a year, which is chosen by the place in its title; a notice often has none there, and says 我省,
    本市. Raises Damaged.
    """
    if yearly(evidence.hit.report) or not (asked := _places_asked(query)):
        return ()
    named, _ = _whereabouts(evidence.hit.report, base)
    return tuple(place for place in asked if place not in named)


def of_another_place(query: Query, evidence: Evidence, base: KnowledgeBase) -> str | None:
    """Return the place asked about, where evidence stands in a document that names none that is asked about, and is of another.

    What holds for a province holds for its cities; what is of a city does not for its neighbours. Raises Damaged.
    """
    unsaid = places_unsaid(query, evidence, base)
    if not unsaid or unsaid != _places_asked(query):
        return None
    from qa.cities import PROVINCE_OF

    named, home = _whereabouts(evidence.hit.report, base)
    wider = {PROVINCE_OF[place] for place in unsaid if place in PROVINCE_OF and home not in PROVINCE_OF}
    told = home is None or PROVINCE_OF.get(home) in {*unsaid, *wider} or bool(named & wider)
    return None if told else unsaid[0]


def _places_asked(query: Query) -> tuple[str, ...]:
    """Return the provinces and the cities that a question names, each as a word: no 河南 in 黄河南岸."""
    from qa.cities import city_of

    terms = [term for term in query.terms if not query.folded.startswith("时间", term.end)]  # 北京时间
    found = (place for term in terms for place in (*places_in(term.text)[:1], city_of(term.text)) if place)
    return tuple(dict.fromkeys(place for place in found if any(term.text.startswith(place) for term in terms)))


_known: dict[tuple[str, str], tuple[frozenset[str], str | None]] = {}
_MOST_KNOWN = 4096


def _whereabouts(report: Summary, base: KnowledgeBase) -> tuple[frozenset[str], str | None]:
    """Return the provinces and cities that a report names, and the one that it is of, if that can be told; kept by its hash."""
    key = (report.text_hash, naming(report))
    if key not in _known:
        from qa.cities import PROVINCE_OF

        said = f"{key[1]} {fold_plain(base.text(report.id))}"
        named = frozenset(place for place in (*PROVINCES, *PROVINCE_OF) if place in said)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = named, _home(key[1], said, named)
    return _known[key]


# What is told to every province is of none. A place that people come from, or that is helped, is not where a document is of.
_TO_ALL = late("各省|自治区、直辖市")
_ELSEWHERE = "从自离援赴返往去至到除"


def _home(name: str, said: str, named: frozenset[str]) -> str | None:
    """Return the province or city that a document is of: the one in its name, else the one that it names most."""
    in_name = [place for place in named if place in name and _stands(place, name)]
    if in_name:
        return max(in_name, key=name.rfind)
    if _TO_ALL.search(said):
        return None
    often = (place for place in named if said.count(place) >= _OFTEN)
    counts = {place: count for place in often if (count := _stands(place, said)) >= _OFTEN}
    return max(sorted(counts), key=counts.__getitem__) if counts else None


def _stands(place: str, text: str) -> int:
    """Return how often a text names a place as its own: at the head of words or with what it is (X市), for 长春 is in 延长春节."""
    whole = rf"(?<![\w]){place}" if place not in PROVINCES else rf"(?<!黄){place}"
    own = rf"(?:{whole}(?!以外|返|来|籍|等地|人员|旅居|疫|[东南西北中]*路|时间)|{place}(?=[省市州盟]|地区|自治区))"
    return len(re.findall(rf"(?<![{_ELSEWHERE}]){own}", text))


def is_of_another(query: Query, place: str, best: Evidence) -> bool:
    """Whether a sentence that names a place without a report still tells of another one.

    It does where it turns to a whole before the answer (深圳…，全省…), and where the question asks for the place's
    own report (天津2021年…, 天津的…) but the sentence does not join the place to what is asked of it, as in 天津港.
    """
    if _turns_away(place, best):
        return True
    asked = re.search(rf"{place}[省市]?(?:的|{YEAR}年?的?)+", query.folded)
    if asked is None or query.scope.places:
        return False
    after = query.folded[asked.end() :]
    follows = next((t for t in query.terms if after.startswith(t.text)), None)
    forms = follows.forms if follows else ()
    said = fold_plain(around(best))
    return not any(place + form in said for form in forms)


def speaks_of(best: Evidence, subject: Term) -> bool:
    """Whether the sentence, its headings or its report's name have the subject, or at least its characters in part."""
    headings = " ".join(section.title for section in best.hit.section_path)
    said = fold_plain(f"{around(best)} {headings}")
    if not any(form in said for form in subject.forms) and not set(subject.text) <= set(said):
        return False
    return not _turns_away(subject.text, best)


def _turns_away(word: str, best: Evidence) -> bool:
    """Whether the sentence names a whole (全省) between the word and the answer."""
    text = fold_plain(best.hit.text[best.quote_start - best.hit.passage.lead : best.start - best.hit.passage.lead])
    at = text.rfind(word)
    return at != -1 and bool(_WHOLE.search(text, at))


def around(evidence: Evidence) -> str:
    """Return the sentence that evidence stands in, and what names its report."""
    hit = evidence.hit
    return f"{hit.text[evidence.quote_start - hit.passage.lead : evidence.quote_end - hit.passage.lead]} {naming(hit.report)}"
