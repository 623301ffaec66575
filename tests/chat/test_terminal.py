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


@pytest.fixture(params=[(80, 24), (120, 40)], ids=["80x24", "120x40"])
def terminal(request: pytest.FixtureRequest) -> Iterator[Terminal]:
    made = Terminal(*request.param)
    yield made
    made.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kb")
    shipped = Path(knowledge.__file__).parent / "reports"
    assert all(added.status == "added" for added in open_bot(str(folder), create=True).add([str(shipped)]))
    return folder


def test_a_conversation(terminal: Terminal, base: Path) -> None:
    terminal.until(lambda screen: PROMPT in screen)
    terminal.type(f"cd {shlex.quote(str(Path(knowledge.__file__).parents[1]))} && clear")
    terminal.type(f"{shlex.quote(sys.executable)} -m qa --kb {shlex.quote(str(base))}")
    terminal.until(lambda screen: "问一个问题" in screen and "知识库里的报告：1 份" in screen)

    terminal.type("全省一共取消了多少台公务用车?")
    screen = terminal.until(lambda screen: "31000余台" in screen and "4." in screen)
    assert "31000余台  很可能" in screen
    assert "“依法推进全省事业单位公务用车改革,全省取消公务用车31000余台" in screen
    assert "出处：湖南省机关事务管理局2020年度法治政府建设情况" in screen
    assert "一、→(一)→4.  第 23 行" in screen
    assert "4.加强机关事务治理能力建设" in screen

    terminal.type("局长叫什么名字?")
    screen = terminal.until(lambda screen: "未找到依据" in screen)
    assert "相近章节（不是答案）" in screen
    assert terminal.modes() == "1 1"

    terminal.press("C-q")
    terminal.until(lambda screen: PROMPT in screen)
    terminal.type("echo left with $?")
    screen = terminal.until(lambda screen: "left with 0" in screen)
    assert terminal.modes() == "0 0"
    assert "未找到依据" not in screen
    assert "\x1b" not in screen and "[<" not in screen and "^[" not in screen
