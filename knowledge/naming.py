"""Names as people type them: nearly right, or a part of one."""

from collections.abc import Iterable

from knowledge.text import fold_plain

# Of a hundred; 法制政府 for 法治政府 in a title is above it, two names of four characters that share two are not.
_LEAST_ALIKE = 70


def nearest_name(typed: str, names: Iterable[str]) -> str:
    """Return the first of the names that what was typed is most like, or most like a part of; '' where none is."""
    from rapidfuzz import fuzz

    asked = fold_plain(typed.strip())
    alike = {name: fuzz.partial_ratio(asked, fold_plain(name)) for name in names if len(name) >= len(asked) > 1}
    best = max(alike, key=lambda name: alike[name], default="")
    return best if best and alike[best] >= _LEAST_ALIKE else ""
