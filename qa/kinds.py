"""What kind of thing is asked for: the noun behind the words that ask (哪个实验室), with which its name often ends."""

from qa.model import Query

# Not a person: no name ends with what the person is (哪位院士 is 钟南山).
_NAMED = frozenset({"name", "list", "title", "place"})


def with_noun(query: Query, text: str, end: int) -> int:
    """Return where a name that ends at `end` ends with its noun: 天都 is the 天都实验室 where a 实验室 is asked for."""
    if query.asking.kind not in _NAMED:
        return end
    behind = query.asking.spans[0][1]
    noun = next((term.text for term in query.terms if term.start == behind), "")
    return end + len(noun) if text.startswith(noun, end) else end
