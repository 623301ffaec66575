"""What kind of thing is asked for: the noun behind the words that ask (哪个实验室), with which its name often ends."""

from qa.model import Query

_NAMED = frozenset({"name", "list", "title", "place", "person"})

# A person's name does not end with what the person is: 哪位院士 is 钟南山.
_ENDED = _NAMED - {"person"}


def noun(query: Query) -> str:
    """Return the noun that says what kind of thing is asked for, folded; '' where there is none."""
    if query.asking.kind not in _NAMED or not query.asking.spans:
        return ""
    behind = query.asking.spans[0][1]
    return next((term.text for term in query.terms if term.start == behind), "")


def with_noun(query: Query, text: str, end: int) -> int:
    """Return where a name that ends at `end` ends with its noun: 天都 is the 天都实验室 where a 实验室 is asked for."""
    kind = noun(query) if query.asking.kind in _ENDED else ""
    return end + len(kind) if kind and text.startswith(kind, end) else end
