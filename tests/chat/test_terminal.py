"""The chat in a real terminal: tmux keeps the screen, and the test reads it."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import knowledge
from qa.bot import open_bot

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

PROMPT = "SHELL>"
# A busy machine opens the knowledge base slowly; a screen that is right ends the wait at once.
PATIENCE = 60.0


class Terminal:
    """A terminal in a tmux server of its own."""

    def __init__(self, width: int, height: int) -> None:
        # Not pytest's own folder: the path of a socket may be a hundred characters long, no more.
        self._folder = tempfile.TemporaryDirectory(prefix="qa")
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "TMUX", "QA_"))}
        self._environment = clean | {"LANG": "C.UTF-8", "TERM": "xterm-256color"}
        size = ("-x", str(width), "-y", str(height))
        self._tmux("-f", os.devnull, "new-session", "-d", *size, f"env PS1='{PROMPT} ' sh")

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", f"{self._folder.name}/tmux", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        return done.stdout

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)
        self.press("Enter")

    def press(self, key: str) -> None:
        self._tmux("send-keys", key)

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    def modes(self) -> str:
        """Whether the program has the other screen, and whether it is told of the mouse."""
        return self._tmux("display-message", "-p", "#{alternate_on} #{mouse_any_flag}").strip()

    def until(self, condition: Callable[[str], bool]) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            screen = self.screen()
            if condition(screen):
                return screen
            time.sleep(0.1)
        raise AssertionError(f"it never came; on the screen:\n{self.screen()}")

    def close(self) -> None:
        self._tmux("kill-server")
        self._folder.cleanup()


@pytest.fixture(params=[(80, 24), (120, 40), (40, 20)], ids=["80x24", "120x40", "40x20"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


@pytest.fixture
def terminal(size: tuple[int, int]) -> Iterator[Terminal]:
    made = Terminal(*size)
    yield made
    made.close()


# Two reports as a user may have them, made for this test.
HUNAN = """湖南省2021年政府工作报告

一、2020年工作回顾

（一）经济运行。地区生产总值增长3.8%，城镇新增就业72.4万人。粮食总产量603亿斤。

二、2021年重点工作

城镇新增就业70万人以上。
"""
HUBEI = HUNAN.replace("湖南", "湖北").replace("增长3.8%", "下降5.0%").replace("72.4", "75.0").replace("603", "545")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder to start from, with a knowledge base of the shipped report and two files to add."""
    shipped = Path(knowledge.__file__).parent / "reports"
    assert all(added.status == "added" for added in open_bot(str(tmp_path / "kb"), create=True).add([str(shipped)]))
    (tmp_path / "新报告").mkdir()
    (tmp_path / "新报告" / "湖南2021.txt").write_text(HUNAN, encoding="utf-8")
    (tmp_path / "新报告" / "湖北2021.txt").write_text(HUBEI, encoding="utf-8")
    (tmp_path / "新报告" / "坏的.txt").write_bytes(b"\x00\x01\x02" * 100)
    return tmp_path


class Golden:
    """Compares screens with those kept; QA_GOLDEN=write keeps them anew."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._folder = Path(__file__).parent / "golden" / f"{size[0]}x{size[1]}"

    def same(self, name: str, terminal: Terminal, seen: str) -> str:
        terminal.until(lambda screen: seen in screen)
        file = self._folder / f"{name}.txt"
        if os.environ.get("QA_GOLDEN") == "write":
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_text(self._settled(terminal), encoding="utf-8")
        expected = file.read_text(encoding="utf-8")
        # What is drawn comes in several pieces.
        return terminal.until(lambda screen: _trimmed(screen) == expected)

    def _settled(self, terminal: Terminal) -> str:
        before = ""
        for _ in range(20):
            time.sleep(0.5)
            screen = _trimmed(terminal.screen())
            if screen == before:
                break
            before = screen
        return before


def _trimmed(screen: str) -> str:
    return "\n".join(line.rstrip() for line in screen.rstrip().split("\n")) + "\n"


def test_a_session_as_a_new_user_has_it(terminal: Terminal, home: Path, size: tuple[int, int]) -> None:
    golden = Golden(size)
    terminal.until(lambda screen: PROMPT in screen)
    terminal.type(
        f"cd {shlex.quote(str(home))} && export QA_HISTORY=off PYTHONPATH={Path(knowledge.__file__).parents[1]}"
    )
    terminal.type("clear")
    terminal.type(f"{shlex.quote(sys.executable)} -m qa --kb kb")
    golden.same("01-start", terminal, "1. ")
    terminal.type("全省一共取消了多少台公务用车?")
    golden.same("02-answer", terminal, "31000余台")
    terminal.press("F3")  # the report: beside, or in a narrow window in the conversation's place
    golden.same("03-report", terminal, "一、")
    terminal.press("Escape")
    terminal.type("局长叫什么名字?")
    golden.same("04-abstention", terminal, "未找到依据")
    terminal.type("/add 新报告")
    golden.same("05-added", terminal, "失败 1")
    terminal.type("湖南2020年城镇新增就业多少人?")
    golden.same("06-another-report", terminal, "72.4万人")
    terminal.type("那湖北呢?")
    golden.same("07-follow-up", terminal, "75.0万人")
    terminal.type("湖南和湖北2020年粮食总产量各是多少?")
    golden.same("08-comparison", terminal, "545亿斤")
    terminal.type("/export 对话.md")
    golden.same("09-exported", terminal, "已导出 5 问")
    terminal.press("/")
    golden.same("10-menu", terminal, "/add")
    terminal.press("Escape")
    assert terminal.modes() == "1 1"

    terminal.press("C-q")
    terminal.until(lambda screen: PROMPT in screen)
    terminal.type("clear; echo left with $?; grep -c '^\\[' 对话.md")
    screen = terminal.until(lambda screen: "left with 0" in screen)
    assert terminal.modes() == "0 0"
    assert "\x1b" not in screen and "[<" not in screen and "^[" not in screen
    kept = (home / "对话.md").read_text(encoding="utf-8")
    assert kept.count("\n## ") == 5 and "31000余台" in kept and "| 湖北 | 545亿斤 |" in kept
