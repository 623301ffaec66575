"""The command line as tests use it: in this process, over a knowledge base of the shipped report."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qa.bot import Bot, open_bot, shipped_reports
from qa.cli import run

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Result:
    """What one command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The one line of standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]


@pytest.fixture(autouse=True)
def _own_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No locale, colour or knowledge base of whoever runs the tests."""
    for name in (*_LOCALE, "NO_COLOR", "QA_KB", "QA_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def kb(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A knowledge base of the shipped report; tests only read it."""
    folder = str(tmp_path_factory.mktemp("cli") / "kb")
    assert all(added.status == "added" for added in open_bot(folder, create=True).add([shipped_reports()]))
    return folder


@pytest.fixture(scope="session")
def bot(kb: str) -> Bot:
    return open_bot(kb)


@pytest.fixture
def qa(kb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `qa --kb KB ...` in this process; `stdin` is what is piped in."""

    def call(*argv: str, stdin: str | bytes | None = None, own_kb: bool = True) -> Result:
        data = stdin.encode() if isinstance(stdin, str) else stdin or b""
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        capsys.readouterr()
        code = run(["--kb", kb, *argv] if own_kb else list(argv))
        return Result(code, *capsys.readouterr())

    return call


@pytest.fixture
def process(kb: str) -> Callable[..., Result]:
    """Run `python -m qa --kb KB ...` as a process of its own."""

    def call(*argv: str | bytes, stdin: bytes = b"", python: tuple[str, ...] = (), **env: str) -> Result:
        command = [sys.executable, *python, "-m", "qa", "--kb", kb, *argv]
        done = subprocess.run(command, input=stdin, capture_output=True, env=os.environ | env, timeout=120)
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call
