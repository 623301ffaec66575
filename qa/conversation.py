"""Follow-ups: 那2022年呢? after a question about 2021 asks the same of 2022."""

import re
from collections.abc import Sequence

_ELLIPTIC = re.compile(r"^\s*(?:那|那么|还有|再|换成)?(?P<what>.{0,16}?)(?:的)?\s*呢\s*[?？]?\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d年?")


def resolve(question: str, history: Sequence[str]) -> str:
    """Return the question with what it leaves out, taken from the questions before it."""
    whole = ""
    for asked in (*history, question):
        match = _ELLIPTIC.match(asked)
        whole = _merge(whole, match["what"].strip()) if match and whole else asked
    return whole


def _merge(before: str, what: str) -> str:
    """Put what a follow-up names in the place of its like in the question before, or beside it."""
    year = _YEAR.search(what)
    if year and _YEAR.search(before):
        before = _YEAR.sub(year.group().rstrip("年") + "年", before, count=1)
        what = what.replace(year.group(), "")
    return f"{before.rstrip('?？ ')} {what}?" if what else before
