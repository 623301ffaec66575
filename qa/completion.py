"""Completion in bash, zsh and fish, by argcomplete: the shell asks the parser itself, so nothing goes stale."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from argcomplete import autocomplete
from argcomplete.completers import ChoicesCompleter
from argcomplete.shell_integration import shellcode

from knowledge.errors import KnowledgeError
from qa.render import one_line, visible

if TYPE_CHECKING:
    from qa.bot import Bot


def script(shell: str) -> str:
    """Return what a shell has to be told once."""
    return shellcode(["qa"], use_defaults=False, shell=shell)


def complete() -> None:
    """Tell the shell that asks how the words typed so far can go on, and end the program."""
    from qa.arguments import parsers

    top, verbs = parsers()
    give_completers((top, *verbs.values()))
    with suppress(KnowledgeError):  # no such knowledge base or report: then there is nothing to choose from
        autocomplete(top, always_complete_options=False, default_completer=ChoicesCompleter({}))
    raise SystemExit(1)


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
    for report in _opened(parsed_args).reports():
        if _harmless(report.path):
            yield report.path


def _sections(parsed_args: Namespace, **_: object) -> Mapping[str, str]:
    """Return the labels of a report's sections, each with the title that a shell shows beside it."""
    from qa.contents import label_paths

    bot = _opened(parsed_args)
    report = bot.report(bot.find(parsed_args.report).id)
    titles = {section.ordinal: one_line(section.title) for section in report.sections if section.label}
    return {path: titles[ordinal] for ordinal, path in label_paths(report).items() if ordinal in titles}


def _opened(typed: Namespace) -> "Bot":
    """Return the bot over the knowledge base asked about: by its name, so that none is made for a Tab."""
    from qa.bot import default_folder, open_bot  # the bot brings much, and a flag is completed without it

    return open_bot(typed.kb or os.environ.get("QA_KB") or default_folder())


def _harmless(name: str) -> bool:
    """Whether a name can be shown: shells print control characters as they are."""
    return visible(name) == name and name.isprintable()


_COMPLETERS: Mapping[str, Callable[..., Iterable[str]]] = {
    "FILE": _files,
    "PATH": _files,
    "REPORT": _reports,
    "SECTION": _sections,
}
