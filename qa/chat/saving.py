"""What the chat keeps: the conversation in a file, an answer on the clipboard or in a file, the colours for next time."""

import os
from collections.abc import Sequence
from datetime import datetime

from knowledge.errors import KnowledgeError, Missing
from knowledge.folders import settings_folder
from qa.chat.blocks import place_of
from qa.model import Answer, Reply
from qa.render import one_line, visible
from qa.say import say

_LONGEST_NAME = 80


def saved(replies: Sequence[Reply], path: str) -> str:
    """Save a conversation as Markdown, or tables where the name ends in .csv; returns what to say of it.

    Raises OSError, and KnowledgeError where there is nothing to save or the file is there already.
    """
    from qa import export

    if not replies:
        raise Missing("还没有对话可导出", "there is no conversation to export yet")
    path = path or f"qa-{datetime.now():%Y%m%d-%H%M%S}.md"
    table = path.lower().endswith(".csv")
    _write(path, export.table_csv(replies) if table else export.markdown(replies))
    return say(f"已导出 {len(replies)} 问：{path}", f"{len(replies)} questions exported: {path}")


def copied(answer: Answer, path: str) -> str:
    """Return an answer's quote with its source, and save it where a file is named. Raises as `saved`."""
    head = answer.report.head
    source = filter(None, (head.title and f"《{head.title}》", place_of(answer), answer.report.path))
    text = f"{visible(answer.quote)}\n——{one_line(' '.join(source))}"
    if path:
        _write(path, text + "\n")
    return text


def _write(path: str, text: str) -> None:
    try:
        # What is there is never written over.
        with open(os.path.expanduser(path), "x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise KnowledgeError(f"{path}：已有这个文件，换个名字", f"{path}: exists already; take another name") from None


def remember_theme(name: str) -> None:
    """Keep the colours for the next session. Raises OSError."""
    os.makedirs(os.path.dirname(_theme_path()), exist_ok=True)
    with open(_theme_path(), "w", encoding="utf-8") as file:
        file.write(name + "\n")


def remembered_theme() -> str:
    """Return the name of the colours of the session before; '' where none were chosen."""
    try:
        with open(_theme_path(), encoding="utf-8") as file:
            return file.readline(_LONGEST_NAME).strip()
    except (OSError, ValueError):
        return ""


def _theme_path() -> str:
    return os.path.join(settings_folder(), "theme")
