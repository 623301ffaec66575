"""Whether evidence tells of something else than what is asked about: of the whole province, of another place."""

import re
from collections.abc import Sequence

from knowledge.patterns import late
from knowledge.text import fold_plain
from qa.model import Evidence, Query, Term
from qa.scope import naming
from qa.times import YEAR

_DISTRICTS = frozenset("州县旗盟镇乡")

# A whole that a sentence turns to: what follows is told of it, and no more of a place named before.
_WHOLE = late(r"[全我][国省市区县州]")


def city_untold(query: Query, missing: Sequence[Term]) -> str | None:
    """Return the city that a question names and the passage does not: what is told of the province is not told of it.

    But for one that only leads to a rarer name, as in 鄂州花湖机场.
    """
    for term in missing:
        # Imported here: few questions miss a word.
        from qa.cities import CITIES

        if query.folded[term.end : term.end + 1] in _DISTRICTS and len(term.text) > 1:
            return term.text + query.folded[term.end]  # 果洛州, 通渭县
        if not {term.text, term.text[:-1], term.text.removesuffix("地区")} & CITIES:  # 大理, 大理州
            continue
        after = next((t for t in query.terms if t.start == term.end), None)
        if after is None or after in missing or after.weight <= term.weight:
            return term.text
    return None


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
