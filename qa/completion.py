"""Completion in bash, zsh and fish, by argcomplete: the shell asks the parser itself, so nothing goes stale."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping

from argcomplete import autocomplete
from argcomplete.completers import ChoicesCompleter
from argcomplete.shell_integration import shellcode

from knowledge.errors import KnowledgeError
from qa.bot import Bot, default_folder, open_bot
from qa.contents import label_paths
from qa.render import visible


def script(shell: str) -> str:
    """Return what a shell has to be told once."""
    return shellcode(["qa"], use_defaults=False, shell=shell)


def complete() -> None:
    """Tell the shell that asks how the words typed so far can go on, and end the program."""
    from qa.arguments import parsers

    top, verbs = parsers()
    give_completers((top, *verbs.values()))
    autocomplete(top, always_complete_options=False, default_completer=ChoicesCompleter({}))


def give_completers(parsers: Iterable[ArgumentParser]) -> None:
    """Say of each argument and option what can stand there; choices, verbs and flags are known to argcomplete."""
    for parser in parsers:
        for action in parser._actions:
            if action.metavar in _COMPLETERS:
                action.completer = _COMPLETERS[str(action.metavar)]  # type: ignore[attr-defined]


def _files(prefix: str, **_: object) -> Iterator[str]:
    folder, name = os.path.split(prefix)
    try:
        entries = sorted(os.scandir(os.path.expanduser(folder) or "."), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(name) and _harmless(entry.name) and (name or not entry.name.startswith(".")):
            yield os.path.join(folder, entry.name) + ("/" if entry.is_dir() else "")


def _reports(parsed_args: Namespace, **_: object) -> Iterator[str]:
    bot = _opened(parsed_args)
    for report in bot.reports() if bot else ():
        if _harmless(report.path):
            yield report.path


def _sections(parsed_args: Namespace, **_: object) -> Mapping[str, str]:
    try:
        bot = _opened(parsed_args)
        report = bot.report(bot.find(parsed_args.report).id) if bot else None
    except KnowledgeError:
        return {}
    if report is None:
        return {}
    titles = {section.ordinal: visible(section.title) for section in report.sections if section.label}
    return {path: titles[ordinal] for ordinal, path in label_paths(report).items() if ordinal in titles}


def _opened(typed: Namespace) -> Bot | None:
    """Return the bot over the knowledge base asked about; none is made for a Tab."""
    named = typed.kb or os.environ.get("QA_KB")
    return open_bot(named) if named or os.path.isdir(default_folder()) else None


def _harmless(name: str) -> bool:
    """Whether a name can be shown: shells print control characters as they are."""
    return visible(name) == name and name.isprintable()


_COMPLETERS: Mapping[str, Callable[..., Iterable[str]]] = {
    "FILE": _files,
    "PATH": _files,
    "REPORT": _reports,
    "SECTION": _sections,
}
