"""A shell on a terminal, as somebody types in it: what is typed is completed by Tab and told as the shell reads it."""

import os
import pty
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Ctrl-X g tells the words of the line, as the shell itself takes them apart, and empties it.
_BASH = """
source "$HOME/completion"
told() { eval "set -- $READLINE_LINE"; printf '%s\\n' "$@" > "$HOME/new"; mv "$HOME/new" "$HOME/told"; READLINE_LINE=; }
bind -x '"\\C-xg": told'
PROMPT_COMMAND='touch "$HOME/ready"'
"""
_ZSH = """
autoload -Uz compinit; compinit -D -u
source "$HOME/completion"
told() { eval "set -- $BUFFER"; printf '%s\\n' "$@" > "$HOME/new"; mv "$HOME/new" "$HOME/told"; BUFFER=; }
zle -N told; bindkey '^Xg' told
precmd() { touch "$HOME/ready" }
"""
_FISH = """
source "$HOME/completion"
function told
  eval "set words "(commandline); printf '%s\\n' $words > $HOME/new; mv $HOME/new $HOME/told; commandline ''
end
bind \\cxg told
function fish_prompt; touch $HOME/ready; end
"""
_STARTED = {
    "bash": (["bash", "--noprofile", "--rcfile", "{home}/.zshrc", "-i"], _BASH),
    "zsh": (["zsh", "-d", "-i"], _ZSH),
    "fish": (["fish", "--no-config", "-i", "-C", "source {home}/.zshrc"], _FISH),
}
_PATIENCE = 30.0


class Shell:
    """A shell that waits for what is typed; `home` is its home folder."""

    def __init__(self, terminal: int, home: Path) -> None:
        self._terminal, self._home = terminal, home

    def completed(self, typed: str) -> list[str]:
        """Type a line, then Tab; returns the words of the line that it is completed to."""
        os.write(self._terminal, f"{typed}\t\x18g".encode())
        _waited_for(self._home / "told")
        words = (self._home / "told").read_text("utf-8").splitlines()
        (self._home / "told").unlink()
        return words


@contextmanager
def started(name: str, home: Path, folder: Path, environment: dict[str, str]) -> Iterator[Shell]:
    """Start a shell in a folder; its completion script is the file `completion` in its home."""
    command, rules = _STARTED[name]
    (home / ".zshrc").write_text(rules, "utf-8")
    child, terminal = pty.fork()
    if not child:
        os.chdir(folder)
        own = {"HOME": str(home), "ZDOTDIR": str(home), "TERM": "xterm", "LANG": "C.UTF-8"}
        os.execvpe(command[0], [word.format(home=home) for word in command], environment | own)
    threading.Thread(target=_drained, args=(terminal,), daemon=True).start()
    try:
        _waited_for(home / "ready")
        yield Shell(terminal, home)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def _drained(terminal: int) -> None:
    """Read what the shell draws, so that it never waits."""
    with suppress(OSError):
        while os.read(terminal, 65536):
            pass


def _waited_for(file: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not file.exists():
        assert time.monotonic() < until, f"the shell did not come to {file.name}"
        time.sleep(0.01)
