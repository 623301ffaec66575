"""Patterns compiled late, and patterns of many words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from knowledge.patterns import begins, either, late
from qa.asking import GROUP

WORD = st.sampled_from(list(GROUP)) | st.text(st.sampled_from("个百分点.%]-^"), min_size=1, max_size=3)


@given(st.lists(WORD, min_size=1, unique=True), WORD, WORD)
def test_of_many_words_the_longest_is_matched(words: list[str], before: str, after: str) -> None:
    text = before + after
    there = [word for word in words if text.startswith(word)]
    match = re.match(either(words), text)
    assert (match.group() if match else "") == max(there, key=len, default="")
    assert bool(re.match(begins(words), text)) == bool(there)


def test_a_late_pattern_is_compiled_when_it_is_used() -> None:
    pattern = late("(")
    assert pattern.pattern == "("
    found = late("(?P<unit>台)")
    assert [match["unit"] for match in found.finditer("台车台")] == ["台", "台"]
    assert "finditer" in vars(found) and found.sub("辆", "台") == "辆"
