"""The help and README tell what there is: every example runs, every verb and flag is told of."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa.arguments import parsers


def examples(verb: str) -> list[str]:
    """The examples in the help of a verb; '' is qa itself."""
    shown = (parsers()[1][verb] if verb else parsers()[0]).format_help()
    return re.findall("^  (.*qa.*)$", shown.partition("例：")[2].partition("\n\n")[0], re.MULTILINE)


# Those that open a screen are run by tests/chat.
EXAMPLES = sorted({one for verb in ("", *parsers()[1]) for one in examples(verb)} - {"qa", "qa chat"})


def test_every_verb_has_examples():
    assert all(examples(verb) for verb in ("", *parsers()[1]))
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize("verb", ["", *parsers()[1]])
def test_no_help_tells_of_what_is_not_there(verb: str):
    assert "None" not in (parsers()[1][verb] if verb else parsers()[0]).format_help()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(example: str, tmp_path: Path, repo_root: Path, shipped: Path):
    home = tmp_path / "home"
    for folder in (
        ".local/share/bash-completion/completions",
        ".zfunc",
        ".config/fish/completions",
        "报告文件夹",
        "bin",
    ):
        (home / folder).mkdir(parents=True)
    (home / "bin" / "qa").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qa "$@"\n', "utf-8")
    (home / "bin" / "qa").chmod(0o755)
    for name in ("报告.txt", "报告文件夹/另一份.txt"):
        shutil.copy(shipped, home / name)
    questions = (repo_root / "tests" / "questions.jsonl").read_text("utf-8").splitlines()[:5]
    (home / "questions.jsonl").write_text("\n".join(questions), "utf-8")
    path = f"{home}/bin:{os.environ['PATH']}"
    env = os.environ | {"HOME": str(home), "PATH": path, "PYTHONPATH": str(repo_root)}

    def run(line: str) -> subprocess.CompletedProcess[bytes]:
        command = ["bash", "-o", "pipefail", "-c", line]
        return subprocess.run(command, cwd=home, env=env, capture_output=True, timeout=120)

    # What an example asks to be there: the report it removes, the knowledge base it checks.
    if example == "qa remove 报告.txt":
        run("qa add 报告.txt")
    elif example == "qa --kb ./kb check":
        run("qa --kb ./kb add 报告.txt")
    done = run(example)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    to = re.search(r"> (?:~/)?(\S+)$", example)
    written = (home / to[1]).read_bytes() if to else done.stdout
    assert written or example.startswith("eval")


def test_readme_tells_of_every_verb_and_flag(repo_root: Path):
    """As sqlite-utils does: what the parser knows and README does not is a red test."""
    readme = (repo_root / "README.md").read_text("utf-8")
    top, verbs = parsers()
    for verb, parser in {"": top, **verbs}.items():
        assert f"qa {verb}" in readme, verb
        for action in parser._actions:
            for flag in action.option_strings:
                if flag.startswith("--"):
                    assert re.search(rf"{flag}\b", readme), f"qa {verb} {flag}"
            for choice in action.choices or () if not isinstance(action.choices, dict) else ():
                assert re.search(rf"\b{choice}\b", readme), f"qa {verb} {choice}"


def test_readme_tells_of_no_flag_that_is_not_there(repo_root: Path):
    used = re.findall(r"^    (qa[^\n]*)$", (repo_root / "README.md").read_text("utf-8"), re.MULTILINE)
    known = {flag for parser in (parsers()[0], *parsers()[1].values()) for flag in parser._option_string_actions}
    assert {flag for line in used for flag in re.findall("--[a-z]+", line)} <= known
