"""Names as people type them: nearly right, or a part of one."""

import os
from collections.abc import Iterable, Sequence

from knowledge.base import Summary
from knowledge.errors import Missing
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


def named(reports: Sequence[Summary], name: str) -> Summary:
    """Return the one report called `name`: its path, its file's name, else a part of its title or path. Raises Missing."""
    asked = fold_plain(name.strip())
    exact = [s for s in reports if name in (s.path, s.source, os.path.basename(s.path))]
    close = exact or [
        s for s in reports if asked and (asked in fold_plain(s.head.title) or asked in fold_plain(s.path))
    ]
    if not close:
        near = nearest_name(name, (called for s in reports for called in (s.head.title, s.path)))
        zh, en = (f"；是想用“{near}”吗？", f"; did you mean '{near}'?") if near else ("", "")
        raise Missing(
            f"没有叫“{name}”的报告{zh}（qa list 列出全部）", f"no report called '{name}'{en} (qa list shows all)"
        )
    if len(close) > 1:
        some = "、".join(s.path for s in close[:3])
        raise Missing(
            f"“{name}”指哪一份？有 {len(close)} 份：{some}{'…' if len(close) > 3 else ''}",
            f"which report is '{name}'? There are {len(close)}: {some}{'...' if len(close) > 3 else ''}",
        )
    return close[0]
