"""Whether evidence tells of something else than what is asked about: of the whole province, of another place."""

import re
from collections.abc import Sequence

from knowledge.base import KnowledgeBase
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
    said = _said(evidence, base)
    return tuple(place for place in asked if place not in said)


def of_another_place(query: Query, evidence: Evidence, base: KnowledgeBase) -> str | None:
    """Return the place asked about, where evidence stands in a document that names none that is asked about, and is of another.

    What holds for a province holds for its cities; what is of a city does not for its neighbours. Raises Damaged.
    """
    unsaid = places_unsaid(query, evidence, base)
    if not unsaid or unsaid != _places_asked(query):
        return None
    from qa.cities import PROVINCE_OF

    said = _said(evidence, base)
    home = _home(naming(evidence.hit.report), said)
    wider = {PROVINCE_OF[place] for place in unsaid if place in PROVINCE_OF and home not in PROVINCE_OF}
    told = home is None or PROVINCE_OF.get(home) in {*unsaid, *wider} or any(place in said for place in wider)
    return None if told else unsaid[0]


def _said(evidence: Evidence, base: KnowledgeBase) -> str:
    """Return all that the report of evidence says, its name included."""
    report = evidence.hit.report
    return f"{naming(report)} {fold_plain(base.text(report.id))}"


def _places_asked(query: Query) -> tuple[str, ...]:
    """Return the provinces and the cities that a question names."""
    from qa.cities import city_of

    cities = (city for term in query.terms if (city := city_of(term.text)))
    return tuple(dict.fromkeys((*places_in(query.folded), *cities)))


def _home(name: str, said: str) -> str | None:
    """Return the province or city that a document is of: the one in its name, else the one that it names most."""
    from qa.cities import PROVINCE_OF

    places = (*PROVINCES, *PROVINCE_OF)
    if named := [place for place in places if place in name]:
        return named[-1]
    most = max(places, key=said.count)
    return most if said.count(most) >= _OFTEN else None


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
