"""One function a verb of the command line: it opens the door, asks, prints, and returns the exit code."""

import os
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from knowledge.base import Added
from knowledge.errors import Missing
from qa import notices
from qa.layout import is_terminal, standard_output
from qa.mistyped import WrongUse
from qa.model import NO_QUESTION, Reply
from qa.notices import tell
from qa.render import one_line
from qa.say import say

if TYPE_CHECKING:
    from qa.bot import Bot

DONE, NO_ANSWER, WRONG = 0, 1, 2

# So many files that are no longer as they were added are named.
_MOST_NAMED = 20

# Input longer than this is no question; the rest of it is not read.
_MOST_INPUT = 1_000_000


def chat(args: Namespace) -> int:
    """Open the chat."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise WrongUse(
            '聊天要在终端里用；问一个问题请用 qa ask "问题"',
            'the chat needs a terminal; to ask one question: qa ask "QUESTION"',
        )
    from qa.chat.start import run_chat

    return run_chat(args.kb)


def ask(args: Namespace) -> int:
    """Answer one question, or those of a batch."""
    if args.batch is not None:
        return _ask_batch(args)
    from qa import show

    question = _question(args.question)
    reply = _open(args).ask(question, within=args.within, top=args.top, exact=args.exact)
    if args.format:
        _print_utf8(_written([reply], args.format))
    if reply.abstention is not None and reply.abstention.reason in NO_QUESTION:
        tell("qa: " + say(reply.abstention.zh, reply.abstention.en))
        return WRONG
    if not args.format:
        for line in (*show.asides(reply), *show.declined(reply)):
            notices.remark(line)
        if reply.answered:
            print(show.answered(reply, standard_output()))
    return DONE if reply.answered else NO_ANSWER


def _question(typed: str | None) -> str:
    if typed is not None and typed != "-":
        return typed
    if sys.stdin is None or (typed is None and is_terminal(sys.stdin)):
        raise WrongUse('要有一个问题：qa ask "问题"', 'a question is needed: qa ask "QUESTION"')
    return sys.stdin.read(_MOST_INPUT).strip()


def _written(replies: Sequence[Reply], form: str) -> str:
    """Return replies as json, md or csv."""
    if form == "json":
        from qa.render import reply_json

        return "\n".join(map(reply_json, replies))
    from qa import export

    return (export.markdown if form == "md" else export.table_csv)(replies).removesuffix("\n")


def _ask_batch(args: Namespace) -> int:
    from qa.batch import replies

    bot, bad = _open(args), 0
    form, kept = args.format or "json", []
    if args.within:
        bot.find(args.within)  # a wrong name is one error, not one a line
    progress = notices.progress()
    replied_to = replies(_lines(args.batch), bot, args.within, args.top, exact=args.exact, strict=notices.debugging())
    for done, replied in enumerate(replied_to, 1):
        if form == "json":
            progress("")  # where both go to one terminal, the reply stands on a line of its own
            _print_utf8(_written([replied.reply], form))
        else:
            kept.append(replied.reply)  # a document has its footnotes at its end
        if replied.fault is not None:
            bad += 1
            progress("")
            number = replied.number
            tell(say(f"qa: 第{number}行：{replied.fault.zh}", f"qa: line {number}: {replied.fault.en}"))
        progress(say(f"已答 {done} 题", f"{done} answered"))
    progress("")
    if form != "json":
        _print_utf8(_written(kept, form))
    return WRONG if bad else DONE


def _lines(name: str) -> Iterator[bytes]:
    if name == "-":
        if sys.stdin is not None:
            yield from sys.stdin.buffer
        return
    with open(name, "rb") as file:
        yield from file


def add(args: Namespace) -> int:
    """Add reports; bad ones are named and the rest goes in."""
    from qa import adding
    from qa.bot import open_bot
    from qa.render import added_json

    bot = open_bot(args.kb, create=True)
    count = Counter[str]()
    left_out: list[Added] = []
    progress = notices.progress()
    for one in bot.add(args.paths):
        count[one.status] += 1
        count["in_part"] += bool(one.missing)
        if args.json:
            _print_utf8(added_json(one))
        if one.status == "left_out":
            left_out.append(one)
            continue
        for line in () if args.json else adding.told(one):
            progress("")
            tell(line)
        last = one.number == one.of
        progress(say("正在建立索引…", "building the index...") if last else f"{one.number}/{one.of} {one.path}")
    progress("")
    for line in () if args.json else adding.left_out(left_out):
        tell(line)
    if count.total() == count["left_out"]:
        names = "、".join(args.paths)
        raise WrongUse(f"没有可以添加的报告：{names}", f"nothing there to add: {names}")
    if not args.json:
        print(adding.summed(count))
    return WRONG if count["failed"] else DONE


def list_(args: Namespace) -> int:
    """List all reports."""
    from qa.contents import list_of

    reports = _open(args).reports()
    if reports:
        print(list_of(reports, standard_output()))
    else:
        tell(
            say(
                "知识库里还没有报告；添加：qa add 文件或文件夹",
                "there are no reports yet; to add some: qa add PATH",
            )
        )
    return DONE


def show(args: Namespace) -> int:
    """Show a report's outline, or one section's text."""
    from qa.contents import find_section, outline_of, text_of

    bot = _open(args)
    report = bot.report(bot.find(args.report).id)
    if args.section is None:
        print(outline_of(report, standard_output()))
    else:
        print(text_of(report, find_section(report, args.section), standard_output()))
    return DONE


def remove(args: Namespace) -> int:
    """Remove one report."""
    bot = _open(args)
    report = bot.find(args.report)
    bot.remove(report.id)
    print(one_line(say(f"已移除 {report.path}", f"removed {report.path}")))
    return DONE


def check(args: Namespace) -> int:
    """Verify the knowledge base."""
    bot = _open(args)
    faults = bot.check()
    for zh, en in faults:
        tell("qa: " + say(zh, en))
    drifted = bot.drift()
    for zh, en in drifted[:_MOST_NAMED]:
        tell(say(zh, en))
    if len(drifted) > _MOST_NAMED:
        more = len(drifted) - _MOST_NAMED
        tell(say(f"…还有 {more} 份的文件变了或不在了", f"... the files of {more} more have changed or gone"))
    if faults:
        return WRONG
    count = len(bot.reports())
    print(say(f"{count} 份报告，全部完好", f"{count} reports, all sound"))
    return DONE


def evaluate(args: Namespace) -> int:
    """Score the answers on gold questions."""
    from qa import evaluate as evaluation
    from qa import scores
    from qa.render import safe_json

    bot, progress = _open(args), notices.progress()
    golds = evaluation.read_gold(args.file)
    scored: list[evaluation.Scored] = []
    for one in evaluation.run(golds, bot):
        scored.append(one)
        progress(f"{len(scored)}/{len(golds)}")
    progress("")
    figures = evaluation.means(scored, kinds=args.kinds)
    bins = evaluation.reliability(scored)
    wrong = [one for one in scored if not one.figures["right"]][: args.misses]
    if args.json:
        data = {"figures": figures, "misses": [scores.miss_data(one) for one in wrong]}
        if args.reliability:
            data["reliability"] = scores.reliability_data(bins)
        _print_utf8(safe_json(data))
    else:
        print(one_line(say(f"{args.file}：{len(golds)} 题", f"{args.file}: {len(golds)} questions")))
        print(scores.table(figures))
        if args.reliability:
            print(scores.reliability_table(bins))
        for one in wrong:
            print(scores.miss(one))
    return DONE


def completion(args: Namespace) -> int:
    """Print what a shell has to be told to complete what is typed after `qa`."""
    from qa.completion import script

    print(script(args.shell))
    return DONE


def _print_utf8(text: str) -> None:
    """Print what is for other programs: always in UTF-8 (RFC 8259), and at once, for they may be waiting for it."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print(text, flush=True)


def _open(args: Namespace) -> "Bot":
    from qa.bot import open_bot  # the chat paints its screen first

    try:
        return open_bot(args.kb)
    except Missing as error:
        folder = args.kb or os.environ.get("QA_KB") or ""
        raise Missing(
            f"{error.zh}；先添加报告：qa --kb {folder} add 文件或文件夹",
            f"{error.en}; add reports first: qa --kb {folder} add PATH",
        ) from error


VERBS: Mapping[str, Callable[[Namespace], int]] = {
    "chat": chat,
    "ask": ask,
    "add": add,
    "list": list_,
    "show": show,
    "remove": remove,
    "check": check,
    "eval": evaluate,
    "completion": completion,
}
