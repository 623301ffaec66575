"""What can be typed after `qa`, its help with examples, and one clear line for what cannot be."""

import argparse
import re
from collections.abc import Callable, Sequence
from typing import NoReturn

from knowledge.errors import KnowledgeError
from qa.say import say

# Verb -> what it does, and examples. The order is that of the help.
_VERBS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "chat": ("在终端里连续提问（只输入 qa 也一样）", "ask one question after another (so does qa alone)", ("qa", "qa chat")),
    "ask": (
        "问一个问题，或用 --batch 问一个文件里的问题",
        "ask one question, or with --batch those of a file",
        (
            "qa ask 全省一共取消了多少台公务用车?",
            "qa ask '法律顾问单位是哪一家?' --json",
            "qa ask '办公用房维修花了多少钱?' --within 法治政府建设情况 --top 1",
            "echo 法律顾问单位是哪一家? | qa ask",
            "qa ask --batch questions.jsonl > replies.jsonl",
        ),
    ),
    "add": ("添加报告（文件或文件夹）", "add reports (files or folders)", ("qa add 报告.txt", "qa --kb ./kb add 报告文件夹")),
    "list": ("列出全部报告", "list all reports", ("qa list", "qa list | cut -f1")),
    "show": (
        "显示一份报告的章节，或一个章节的正文",
        "show the outline of a report, or the text of one section",
        ("qa show 法治政府建设情况", "qa show 法治政府建设情况 '一(一)4'", "qa show 法治政府建设情况 治理能力"),
    ),
    "remove": ("移除一份报告（原文件不动）", "remove a report (its file stays)", ("qa remove 报告.txt",)),
    "check": ("核对知识库：正文、段落与校验值", "verify the knowledge base", ("qa check", "qa --kb ./kb check")),
    "eval": (
        "用带答案的题目给回答打分",
        "score the answers on questions with known answers",
        ("qa eval tests/questions.jsonl --kinds", "qa eval tests/questions.jsonl --misses 5", "qa eval tests/questions.jsonl --json"),
    ),
}

_EPILOG = (
    "没有 --kb 时用环境变量 QA_KB 所指的知识库，再没有就用自己的（开始时有随程序附带的一份报告）。\n"
    "退出码：0 有答案或已完成，1 没有答案，2 用法不对或出错。每个命令的帮助：qa 命令 --help",
    "Without --kb: the knowledge base that QA_KB names, else your own (which starts with the report that comes along).\n"
    "Exit: 0 answered or done, 1 no answer, 2 wrong use or an error. Help on a command: qa COMMAND --help",
)


class WrongUse(KnowledgeError):
    """A command line that cannot be carried out as typed."""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the command line; `verb` is chat where none is named. Raises WrongUse; SystemExit(0) after help."""
    parser, verbs = _parsers()
    _check_verb(argv, verbs)
    args, extra = parser.parse_known_args(argv)
    if extra:
        raise _unknown(extra, args, verbs)
    args.verb = args.verb or "chat"
    if args.verb == "ask" and args.batch is not None and args.question is not None:
        raise WrongUse("--batch 和问题只能有一个", "--batch and a question exclude each other")
    return args


class _Format(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, say("用法：", "usage: "))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, by WrongUse, and takes no abbreviations: a script's flag keeps its meaning."""

    def __init__(self, prog: str, description: str, epilog: str) -> None:
        super().__init__(prog, description=description, epilog=epilog, add_help=False, allow_abbrev=False, formatter_class=_Format)
        self.given = self.add_argument_group(say("参数", "arguments"))
        self.options = self.add_argument_group(say("选项", "options"))
        self.options.add_argument("-h", "--help", action="help", help=say("显示帮助", "show this help"))

    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{_in_chinese(message)}（{self.prog} --help）", f"{message} ({self.prog} --help)")


def _parsers() -> tuple[_Parser, dict[str, _Parser]]:
    from qa import __version__

    name = say(
        "回答关于政府工作报告的问题：用报告的原话，注明出处；报告里没有的就说没有。",
        "Answers questions about government reports in the reports' own words, with the place; or says that they do not tell.",
    )
    top = _Parser("qa", name, _examples(*(examples[0] for _, _, examples in _VERBS.values())) + "\n\n" + say(*_EPILOG))
    top.options.add_argument("--version", action="version", version=f"qa {__version__}", help=say("显示版本", "show the version"))
    _kb(top, None)
    subs = top.add_subparsers(dest="verb", metavar=say("命令", "COMMAND"), title=say("命令", "commands"), parser_class=_verb_parser)
    verbs: dict[str, _Parser] = {}
    for verb, (zh, en, examples) in _VERBS.items():
        verbs[verb] = subs.add_parser(verb, help=say(zh, en), description=say(zh, en), epilog=_examples(*examples))
        _kb(verbs[verb], argparse.SUPPRESS)  # given or not after the verb, what stands before it is kept
    _fill(verbs)
    return top, verbs


def _verb_parser(prog: str, description: str, epilog: str) -> _Parser:
    return _Parser(prog, description, epilog)


def _fill(verbs: dict[str, _Parser]) -> None:
    report = say("报告的文件名，或标题的一部分", "a report's file name, or a part of its title")
    ask = verbs["ask"]
    ask.given.add_argument("question", nargs="?", metavar="QUESTION", help=say("问题；- 或不写：从标准输入读", "the question; - or none: read from stdin"))
    ask.options.add_argument("--json", action="store_true", help=say("输出一个 JSON 对象", "print one JSON object"))
    ask.options.add_argument("--top", type=_count, default=3, metavar="N", help=say("最多几个答案（默认 3）", "answers at most (3)"))
    ask.options.add_argument("--within", metavar="REPORT", help=say("只在一份报告里找：", "look in one report: ") + report)
    ask.options.add_argument("--batch", metavar="FILE", help=say(
        '每行一个 {"question", "history"?, "within"?}；逐行输出 JSON；- 是标准输入',
        'one {"question", "history"?, "within"?} a line; a JSON reply a line; - is stdin',
    ))  # fmt: skip
    verbs["add"].given.add_argument("paths", nargs="+", metavar="PATH", help=say("文件或文件夹", "a file or folder"))
    verbs["show"].given.add_argument("report", metavar="REPORT", help=report)
    verbs["show"].given.add_argument("section", nargs="?", metavar="SECTION", help=say("层次序数（一(一)4）或标题的一部分", "labels (一(一)4) or a part of the heading"))
    verbs["remove"].given.add_argument("report", metavar="REPORT", help=report)
    scored = verbs["eval"]
    scored.given.add_argument("file", metavar="FILE", help=say("题目，每行一个 JSON 对象", "questions, a JSON object a line"))
    scored.options.add_argument("--kinds", action="store_true", help=say("按题型分列", "a row for each kind"))
    scored.options.add_argument("--misses", type=_count, default=0, metavar="N", help=say("列出前 N 道答错的题", "show the first N gone wrong"))
    scored.options.add_argument("--json", action="store_true", help=say("输出一个 JSON 对象", "print one JSON object"))


def _kb(parser: _Parser, default: str | None) -> None:
    parser.options.add_argument("--kb", type=_folder, default=default, metavar="PATH", help=say("知识库所在的文件夹", "the knowledge base's folder"))


def _examples(*lines: str) -> str:
    return "\n".join([say("例：", "examples:"), *(f"  {line}" for line in lines)])


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) and len(text) < 10):
        raise argparse.ArgumentTypeError(say(f"要一个正整数，不是“{text}”", f"a positive number is needed, not '{text}'"))
    return int(text)


def _folder(text: str) -> str:
    # An empty variable in a script must not quietly mean another knowledge base.
    if not text:
        raise argparse.ArgumentTypeError(say("后面是空的", "is empty"))
    return text


# What argparse says (CPython 3.11 to 3.14), and the same in Chinese.
_SAID: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"argument (?:-\S+/)?(\S+?): expected one argument", lambda m: f"{m[1]} 后面要有一个值"),
    (r"argument (?:-\S+/)?(\S+?): ignored explicit argument .*", lambda m: f"{m[1]} 后面不带值"),
    (r"the following arguments are required: (.*)", lambda m: f"还要写明 {m[1]}"),
    (r"argument (\S+?): (.*)", lambda m: f"{m[1]} {m[2]}"),
)


def _in_chinese(message: str) -> str:
    return next((said(match) for pattern, said in _SAID if (match := re.fullmatch(pattern, message, re.DOTALL))), message)


def _check_verb(argv: Sequence[str], verbs: dict[str, _Parser]) -> None:
    """Raise WrongUse where the first word is no verb; argparse would list the verbs and not say what to type."""
    words = iter(argv)
    for word in words:
        if word in ("-h", "--help", "--version"):
            return
        if word == "--kb":
            next(words, None)
        elif word.startswith("-") and not word.startswith("--kb="):
            raise _unknown_option(word, {"--kb", "--version", "--help"}, verbs)
        elif not word.startswith("-"):
            if word not in verbs:
                raise _unknown_verb(word, [*words], verbs)
            return


def _unknown_verb(word: str, rest: list[str], verbs: dict[str, _Parser]) -> WrongUse:
    import difflib

    close = difflib.get_close_matches(word.lower(), verbs, 1, 0.5)
    if close and word.isascii():
        return WrongUse(f"没有“{word}”这个命令；是想用 qa {close[0]} 吗？", f"no command '{word}'; did you mean qa {close[0]}?")
    if not word.isascii() or " " in word or word.endswith("?"):
        asked = _cut(" ".join([word, *(more for more in rest if not more.startswith("-"))]))
        return WrongUse(f'提问请用：qa ask "{asked}"', f'to ask a question: qa ask "{asked}"')
    some = "、".join(verbs)
    return WrongUse(f"没有“{_cut(word)}”这个命令；有 {some}", f"no command '{_cut(word)}'; there are {', '.join(verbs)}")


def _unknown(extra: list[str], args: argparse.Namespace, verbs: dict[str, _Parser]) -> WrongUse:
    verb = args.verb or ""
    option = next((word for word in extra if word.startswith("-")), None)
    if option is not None:
        return _unknown_option(option, _options(verbs[verb]) if verb else {"--kb", "--version", "--help"}, verbs)
    if verb == "ask":
        asked = _cut(" ".join([str(args.question or ""), *extra]).strip())
        return WrongUse(f'有空格的问题请加引号：qa ask "{asked}"', f'quote a question that has spaces: qa ask "{asked}"')
    words = _cut(" ".join(extra))
    return WrongUse(f"qa {verb} 不要这些参数：{words}", f"qa {verb} does not take: {words}")


def _unknown_option(word: str, options: set[str], verbs: dict[str, _Parser]) -> WrongUse:
    import difflib

    name = word.partition("=")[0]
    owners = [verb for verb, parser in verbs.items() if name in _options(parser)]
    if owners and name not in options:
        return WrongUse(f"{name} 是 qa {owners[0]} 的选项，写在它后面", f"{name} is an option of qa {owners[0]} and goes after it")
    close = difflib.get_close_matches(name, options, 1, 0.5)
    if close:
        return WrongUse(f"没有 {name} 这个选项；是想用 {close[0]} 吗？", f"no option {name}; did you mean {close[0]}?")
    some = "、".join(sorted(options))
    return WrongUse(f"没有 {_cut(name)} 这个选项；有 {some}", f"no option {_cut(name)}; there are {', '.join(sorted(options))}")


def _options(parser: _Parser) -> set[str]:
    return {"--help", *re.findall(r"--[a-z]+", parser.format_usage())}


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
