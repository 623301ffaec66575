"""Completion in real shells: verbs, flags, files, reports and sections, whatever their names hold."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.arguments import SHELLS, parsers
from qa.bot import open_bot
from qa.completion import script

if os.name != "posix":
    pytest.skip("bash, zsh and fish need POSIX terminals", allow_module_level=True)

from tests.cli.shells import Shell, started

# What a shell would take for more than a name, were it not quoted.
NAMES = (
    "报告 一.txt",
    "湖南：2020年.txt",
    "it's.txt",
    "$(touch pwned).txt",
    "a`touch pwned`b.txt",
    "p:q.txt",
    "x(1) [2].txt",
    '"q".txt',
    "b\\c.txt",
    "e=f.txt",
    "star*.txt",
    "h#!x.txt",
    "s;touch pwned.txt",
    "v|w&.txt",
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Path:
    """A folder of reports with such names, and others that are left out."""
    made = tmp_path_factory.mktemp("reports")
    for name in (*NAMES, "红\x1b[31m.txt", "‮倒.txt"):
        (made / name).write_bytes(shipped.read_bytes())
    return made


@pytest.fixture(scope="session")
def many(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A knowledge base of that folder."""
    kb = str(tmp_path_factory.mktemp("many") / "kb 一")
    assert all(added.status == "added" for added in open_bot(kb, create=True).add([str(folder)]))
    return kb


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path, folder: Path, many: str, repo_root: Path) -> Iterator[Shell]:
    name = request.param
    if shutil.which(name) is None:
        pytest.skip(f"no {name} here")
    home = tmp_path / "home"
    home.mkdir()
    (home / "completion").write_text(script(name), "utf-8")
    (home / "qa").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qa "$@"\n', "utf-8")
    (home / "qa").chmod(0o755)
    path = f"{home}:{os.environ['PATH']}"
    with started(name, home, folder, os.environ | {"PATH": path, "PYTHONPATH": str(repo_root), "QA_KB": many}) as shell:
        yield shell


def test_verbs_flags_and_choices(shell: Shell):
    for typed, words in {
        "qa sh": ["qa", "show"],
        "qa comp": ["qa", "completion"],
        "qa ask x --js": ["qa", "ask", "x", "--json"],
        "qa ask x --format j": ["qa", "ask", "x", "--format", "json"],
        "qa completion f": ["qa", "completion", "fish"],
        "qa ask 全": ["qa", "ask", "全"],
    }.items():
        assert shell.completed(typed) == words


def test_reports_by_any_name(shell: Shell, folder: Path):
    for typed, name in {
        "qa show 报": NAMES[0],
        "qa remove 湖": NAMES[1],
        "qa show it": NAMES[2],
        "qa show \\$": NAMES[3],
        "qa show '$": NAMES[3],
        "qa show a": NAMES[4],
        'qa show "a': NAMES[4],
        "qa show p": NAMES[5],
        "qa show p:": NAMES[5],
        "qa show x": NAMES[6],
        'qa show \\"': NAMES[7],
        "qa show b": NAMES[8],
        "qa show e": NAMES[9],
        "qa show st": NAMES[10],
        "qa show h": NAMES[11],
        "qa show s\\;": NAMES[12],
        "qa show v": NAMES[13],
        "qa ask x --within 报": NAMES[0],
        "qa show 红": "红",
    }.items():
        assert shell.completed(typed)[-1] == name, typed
    assert shell.completed("qa ask x --within=湖")[-1] == f"--within={NAMES[1]}"
    assert not (folder / "pwned").exists()


def test_reports_of_the_knowledge_base_named(shell: Shell, tmp_path: Path, kb: str):
    (tmp_path / "kb").symlink_to(kb)
    for typed in (f"qa --kb {tmp_path}/kb show 湖", f"qa show --kb {tmp_path}/kb 湖", f"qa --kb={tmp_path}/kb show 湖"):
        assert shell.completed(typed)[-1] == "湖南省机关事务管理局2020年度法治政府建设情况.txt"
    assert shell.completed(f"qa --kb {tmp_path}/none show 湖")[-1] == "湖"


def test_sections(shell: Shell):
    assert shell.completed("qa show 报告\\ 一.txt 一\\(六")[-1] == "一(六)"


def test_files_and_folders(shell: Shell, tmp_path: Path):
    (tmp_path / "文件夹 二").mkdir()
    (tmp_path / "文件夹 二" / "问题.jsonl").write_text("")
    assert shell.completed("qa add 报")[-1] == NAMES[0]
    assert shell.completed(f"qa add 报告\\ 一.txt {tmp_path}/文")[-1] == f"{tmp_path}/文件夹 二/"
    assert shell.completed(f"qa ask --batch {tmp_path}/文件夹\\ 二/")[-1] == f"{tmp_path}/文件夹 二/问题.jsonl"
    assert shell.completed(f"qa --kb {tmp_path}/文")[-1] == f"{tmp_path}/文件夹 二/"


@pytest.mark.parametrize("line", ["qa show x", "qa show 没有 一", "qa --kb none show x"])
def test_no_knowledge_base_is_made_for_a_tab(tmp_path: Path, line: str):
    (tmp_path / "home" / "qa" / "kb").mkdir(parents=True)
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))}
    command = f'"{sys.executable}" -m qa 8>&1'
    done = subprocess.run(["sh", "-c", command], env=os.environ | asked, capture_output=True, timeout=60)
    assert (done.stdout, done.stderr) == (b"", b"")
    assert list(tmp_path.rglob("records.db")) == []


def test_every_value_is_known_to_completion():
    """A new argument either completes, or is listed here as one where nothing can."""
    from qa.completion import give_completers

    top, verbs = parsers()
    give_completers((top, *verbs.values()))
    plain = {
        action.metavar
        for parser in (top, *verbs.values())
        for action in parser._actions
        if action.nargs != 0 and not action.choices and not hasattr(action, "completer")
    }
    assert plain == {"QUESTION", "N"}


def test_scripts(qa):
    for shell in SHELLS:
        got = qa("completion", shell, own_kb=False)
        assert (got.code, got.err, got.out) == (0, "", script(shell) + "\n")
    assert "bash" in qa("completion", "tcsh", own_kb=False).error
    assert "SHELL" in qa("completion", own_kb=False).error
