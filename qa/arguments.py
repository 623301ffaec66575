"""What can be typed after `qa`, and its help with examples."""

import argparse
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from qa.mistyped import Options, WrongUse, check_words, unknown
from qa.parser import Parser, count, text
from qa.say import say


class _Verb(NamedTuple):
    zh: str
    en: str
    examples: tuple[str, ...]


# In the order of the help; the first example of each stands in the help of `qa` itself.
_VERBS = {
    "chat": _Verb(
        "在终端里连续提问（只输入 qa 也一样）",
        "ask one question after another (so does qa alone)",
        ("qa", "qa chat"),
    ),
    "ask": _Verb(
        "问一个问题，或用 --batch 问一个文件里的问题",
        "ask one question, or with --batch those of a file",
        (
            "qa ask '全省一共取消了多少台公务用车?'",
            "qa ask '法律顾问单位是哪一家?' --json",
            "qa ask '办公用房维修花了多少钱?' --within 法治政府建设情况 --top 1",
            "qa ask '公务用车改革' --exact",
            "echo '法律顾问单位是哪一家?' | qa ask",
            "qa ask --batch questions.jsonl > replies.jsonl",
            "qa ask --batch questions.jsonl --format md > 问答记录.md",
            "qa ask '哪些报告提到了公务用车?' --format csv > 表.csv",
        ),
    ),
    "add": _Verb(
        "添加报告（文件或文件夹）",
        "add reports (files or folders)",
        ("qa add 报告.txt", "qa --kb ./kb add 报告文件夹", "qa add 报告文件夹 --json"),
    ),
    "list": _Verb("列出全部报告", "list all reports", ("qa list", "qa list | cut -f1")),
    "show": _Verb(
        "显示一份报告的章节，或一个章节的正文",
        "show the outline of a report, or the text of one section",
        (
            "qa show 法治政府建设情况 '一(一)4'",
            "qa show 法治政府建设情况",
            "qa show 法治政府建设情况 治理能力",
        ),
    ),
    "remove": _Verb("移除一份报告（原文件不动）", "remove a report (its file stays)", ("qa remove 报告.txt",)),
    "check": _Verb(
        "核对知识库：正文、段落与校验值",
        "verify the knowledge base: texts, passages and hashes",
        ("qa check", "qa --kb ./kb check"),
    ),
    "eval": _Verb(
        "用带答案的题目给回答打分",
        "score the answers on questions with known answers",
        (
            "qa eval questions.jsonl --kinds",
            "qa eval questions.jsonl --misses 5",
            "qa eval questions.jsonl --reliability",
            "qa eval questions.jsonl --json",
        ),
    ),
    "completion": _Verb(
        "打印命令行补全的脚本（bash、zsh、fish）",
        "print a script for completion in a shell (bash, zsh, fish)",
        (
            "qa completion bash > ~/.local/share/bash-completion/completions/qa",
            "qa completion zsh > ~/.zfunc/_qa",
            "qa completion fish > ~/.config/fish/completions/qa.fish",
            'eval "$(qa completion bash)"',
        ),
    ),
}

# What replies are written as, but for people; the shells that can be told what to complete.
FORMATS = ("json", "md", "csv")
SHELLS = ("bash", "zsh", "fish")

_ABOUT = (
    "回答关于政府报告的问题：用报告的原话，注明出处；报告里没有的就说没有。",
    "Answers questions about government reports in the reports' own words, with the place;\n"
    "or says that they do not tell.",
)
_CLOSING = (
    "没有 --kb 时用环境变量 QA_KB 所指的知识库，再没有就用自己的（开始时有随程序附带的一份报告）。\n"
    "退出码：0 有答案或已完成，1 没有答案，2 用法不对或出错。每个命令的帮助：qa 命令 --help",
    "Without --kb: the knowledge base that QA_KB names, else your own, which starts with the report\n"
    "that comes along. Exit: 0 answered or done, 1 no answer, 2 wrong use or an error.\n"
    "Help on a command: qa COMMAND --help",
)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the command line; `verb` is chat where none is named.

    Raises WrongUse, and SystemExit(0) after the help or the version.
    """
    if argv[:1] == ["help"]:
        argv = [*(word for word in argv[1:2] if word != "help"), "--help"]
    verb = check_words(argv, _VERBS, options)
    parser, _ = parsers(verb)
    args, extra = parser.parse_known_args(argv)
    if extra:
        raise unknown(extra, args, options())
    args.verb = args.verb or "chat"
    if args.verb == "ask" and args.batch is not None and args.question is not None:
        raise WrongUse("--batch 和问题只能有一个", "--batch and a question exclude each other")
    if args.verb == "ask" and args.json:
        if args.format not in (None, "json"):
            raise WrongUse("--json 和 --format 只能有一个", "--json and --format exclude each other")
        args.format = "json"
    return args


@cache
def options() -> Options:
    """Return the options of each verb."""
    return {name: frozenset(parser.flags) for name, parser in parsers()[1].items()}


def parsers(named: str = "") -> tuple[Parser, Mapping[str, Parser]]:
    """Return the parser of the command line, and those of the verbs; of the one `named` alone, which takes less time."""
    from qa import __version__

    first = (verb.examples[0] for verb in _VERBS.values())
    top = Parser("qa", say(*_ABOUT), f"{_examples(*first)}\n\n{say(*_CLOSING)}")
    top.kb(None)
    shown = say("显示版本", "show the version")
    top.options.add_argument("--version", action="version", version=f"qa {__version__}", help=shown)
    word = say("命令", "COMMAND")
    title = say("命令", "commands")
    subs = top.add_subparsers(dest="verb", metavar=word, title=title, prog=top.prog, parser_class=Parser)
    verbs: dict[str, Parser] = {}
    for name, verb in _VERBS.items() if not named else [(named, _VERBS[named])]:
        does = say(verb.zh, verb.en)
        verbs[name] = subs.add_parser(name, help=does, description=does, epilog=_examples(*verb.examples))
        verbs[name].kb(argparse.SUPPRESS)  # where it is not given after the verb, the one before it stays
        if name in _TAKES:
            _TAKES[name](verbs[name])
    return top, verbs


_REPORT = "报告的文件名，或标题的一部分", "a report's file name, or a part of its title"
_JSON = "--json", "输出一个 JSON 对象", "print one JSON object"


def _ask(ask: Parser) -> None:
    ask.argument(
        "question",
        "问题；是 - 或不写时从标准输入读",
        "the question; read from stdin where it is - or left out",
        "?",
    )
    ask.option("--json", f"{_JSON[1]}（同 --format json）", f"{_JSON[2]} (as --format json does)")
    ask.option(
        "--format",
        "json（一行一个）、md（带脚注的 Markdown）或 csv（表格）；不写则供人阅读",
        "json (an object a line), md (Markdown with footnotes) or csv (a table); for people where it is left out",
        "FORMAT",
        choices=FORMATS,
    )
    ask.option("--top", "最多几个答案（默认 3）", "answers at most (3)", "N", type=count, default=3)
    ask.option("--within", f"只在一份报告里找：{_REPORT[0]}", f"look in one report: {_REPORT[1]}", "REPORT", type=text)
    ask.option(
        "--exact",
        "按原样查：不改错字，不用同义词和简称",
        "words as typed: no spelling correction, no synonyms or abbreviations",
    )
    line = '{"question", "history"?, "within"?, "exact"?}'
    ask.option(
        "--batch",
        f"每行一个 {line}；- 是标准输入；逐行输出 JSON",
        f"{line} a line, - is stdin; JSON out",
        "FILE",
    )


def _add(add: Parser) -> None:
    add.argument("paths", "文件或文件夹", "a file or folder", "+")
    add.option("--json", "每个文件输出一个 JSON 对象", "print one JSON object a file")


def _show(show: Parser) -> None:
    show.argument("report", *_REPORT)
    show.argument(
        "section",
        "层次序数，如 一(一)4，或标题的一部分",
        "labels such as 一(一)4, or a part of the heading",
        "?",
    )


def _remove(remove: Parser) -> None:
    remove.argument("report", *_REPORT)


def _eval(scored: Parser) -> None:
    scored.argument("file", "题目，每行一个 JSON 对象", "the questions, a JSON object a line")
    scored.option("--kinds", "按题型分列", "a row for each kind")
    scored.option(
        "--reliability",
        "各档可信度的答案有多少、其中多少答对",
        "how many answers there are of each score, and how many of them are right",
    )
    scored.option("--misses", "列出前 N 道答错的题", "show the first N gone wrong", "N", type=count, default=0)
    scored.option(*_JSON)


def _completion(completion: Parser) -> None:
    completion.argument("shell", "bash、zsh 或 fish", "bash, zsh or fish", choices=SHELLS)


# What the verbs take; chat, list and check take nothing.
_TAKES = {"ask": _ask, "add": _add, "show": _show, "remove": _remove, "eval": _eval, "completion": _completion}


def _examples(*lines: str) -> str:
    return "\n".join([say("例：", "examples:"), *(f"  {line}" for line in lines)])
