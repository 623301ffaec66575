"""Many questions, one JSON object a line: a reply comes out for every line that goes in, in order."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from knowledge.errors import KnowledgeError
from qa.bot import Bot
from qa.model import NO_QUESTION, Abstention, Reason, Reply


class BadLine(KnowledgeError):
    """A line that is not a question; `question` is what could be read of it."""

    def __init__(self, zh: str, en: str, question: str = "") -> None:
        super().__init__(zh, en)
        self.question = question


class Asked(NamedTuple):
    """One line of a batch."""

    question: str
    history: tuple[str, ...]
    within: str | None
    exact: bool


class Replied(NamedTuple):
    """The reply to one line, and what was wrong with the line, if anything."""

    number: int
    reply: Reply
    fault: KnowledgeError | None


def replies(
    lines: Iterable[bytes],
    bot: Bot,
    within: str | None = None,
    top: int = 3,
    *,
    exact: bool = False,
    strict: bool = False,
) -> Iterator[Replied]:
    """Answer line after line, blank ones passed over; a bad line gets a reply that says so.

    With `strict`, an error of the program itself is raised and not told in the reply.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question = ""
        try:
            asked = read(line, first=number == 1)
            question = asked.question
            reply = bot.ask(question, asked.history, asked.within or within, top, exact=asked.exact or exact)
            yield Replied(number, reply, _fault(reply))
        except KnowledgeError as error:
            question = getattr(error, "question", question)
            reason: Reason = "bad_line" if isinstance(error, BadLine) else "error"
            yield Replied(number, _failed(question, reason, error), error)
        except Exception as error:  # a line must not be lost, whatever happens to it
            if strict:
                raise
            fault = KnowledgeError(f"内部错误：{error!r}", f"internal error: {error!r}")
            yield Replied(number, _failed(question, "error", fault), fault)


def read(line: bytes, *, first: bool = False) -> Asked:
    """Read one line of a batch; the first may begin with a byte order mark. Raises BadLine."""
    try:
        row = json.loads(line.decode("utf-8-sig" if first else "utf-8"))
    except UnicodeDecodeError as error:
        raise BadLine("不是 UTF-8", "not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadLine("不是 JSON", "not JSON") from error
    if not isinstance(row, dict):
        raise BadLine("不是 JSON 对象", "not a JSON object")
    question = row.get("question")
    if not isinstance(question, str):
        raise BadLine("没有 question，或它不是文字", "no question, or it is not text")
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(one, str) for one in history):
        raise BadLine("history 不是一列问题", "history is not a list of questions", question)
    within = row.get("within")
    if within is not None and not isinstance(within, str):
        raise BadLine("within 不是报告的名称", "within is not the name of a report", question)
    exact = row.get("exact") or False
    if not isinstance(exact, bool):
        raise BadLine("exact 不是 true 或 false", "exact is neither true nor false", question)
    return Asked(question, tuple(history), within, exact)


def _fault(reply: Reply) -> KnowledgeError | None:
    abstention = reply.abstention
    if abstention is None or abstention.reason not in NO_QUESTION:
        return None
    return KnowledgeError(abstention.zh, abstention.en)


def _failed(question: str, reason: Reason, error: KnowledgeError) -> Reply:
    return Reply(question, None, (), Abstention(reason, error.zh, error.en))
