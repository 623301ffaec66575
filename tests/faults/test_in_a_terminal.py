"""Short runs of tests/faults/hostile.py and terminal.py, in a real pseudo-terminal."""

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals here", allow_module_level=True)

from tests.faults import hostile, terminal
from tests.faults.hostile_commands import Runner
from tests.faults.hostile_reports import Made, write_all
from tests.faults.strings import KINDS, clip, payloads, raw, shown


def test_no_string_draws_moves_hides_or_runs_anything(tmp_path: Path) -> None:
    made = Made(tmp_path, payloads(len(KINDS), 5))
    seen, kb = hostile.Seen(made.strings), f"{tmp_path}/kb"
    write_all(made, 2)
    hostile.add(kb, tmp_path / "reports")
    chat = hostile.Chat(made, kb, seen, 80, 24)
    hostile.drive(chat, len(KINDS))
    assert hostile.alive(chat)
    run = Runner(seen, 80, 24)
    run("qa list", "--kb", kb, "list")
    run("qa ask", "--kb", kb, "ask", made.question(3))
    run("a missing report", "--kb", kb, "show", made.put("ar", 4))
    assert not seen.raw and not seen.misread
    # What is looked for was there to be seen.
    assert len(seen.whole["survey", "ti"]) > 15 and len(seen.whole["list of reports", "fi"]) > 5
    places = {place for place, _ in seen.whole}
    assert "pa" in {put for _, put in seen.whole}
    assert {"welcome", "answer", "why", "report", "outline", "abstention", "qa list", "qa ask"} <= places


def test_what_is_looked_for_is_found() -> None:
    for string in payloads(len(KINDS), 5)[:10]:
        assert raw(f"a{string}b", chat=True) and raw(f"a{string}b", chat=False)
        assert not raw(f"a{next(iter(shown('ti', string)))}b", chat=True)
    assert raw(f"\x1b]52;c;{clip(7700)}\x07", chat=True)
    assert not raw("\x1b[38;5;253;48;5;16m字\x1b[0m\x1b[12;120H\r\n", chat=True)
    seen = hostile.Seen(("[b]x[/b]",))
    seen.look("a place", ["ti0000xz0000", "he0000[b]x[/b]z0000"])
    assert len(seen.misread) == 1 and seen.whole["a place", "he"] == {0}


@pytest.mark.parametrize(
    "name", ["Ctrl+C twice", "SIGHUP", "SIGINT at the start", "SIGTERM while adding", "a crash in a worker"]
)
def test_the_terminal_is_as_it_was(kb_of_shipped: Path, name: str) -> None:
    assert terminal.trouble(str(kb_of_shipped), terminal.ENDINGS[name], 80, 24) == []


def test_the_terminal_is_as_it_was_while_the_chat_is_stopped(kb_of_shipped: Path) -> None:
    assert terminal.suspended(str(kb_of_shipped), 80, 24, terminal.typed("\x1a")) == []


def test_the_chat_ends_with_its_terminal(kb_of_shipped: Path) -> None:
    assert terminal.hung_up(str(kb_of_shipped), 80, 24, foreground=False) == []


def test_the_chat_needs_a_terminal(kb_of_shipped: Path) -> None:
    assert terminal.without_terminal(str(kb_of_shipped)) == []


def test_keys_that_come_at_once_are_done_in_their_order(kb_of_shipped: Path) -> None:
    with hostile.Program(hostile.qa("--kb", str(kb_of_shipped)), 80, 24) as program:
        terminal.begin(program)
        since = len(program.said)
        program.write("一二\x7f三\x15四五\x7f六？\r七八\x1b[Dq")
        assert "›四六？" in program.until("七q八", since, quiet=0.3)
        program.write(b"\x15\xff\x9b\xc3(")  # bytes that are no text
        program.until("\ufffd", since)
        # Keys in what is pasted are text too, wherever its bytes are parted.
        since = len(program.said)
        for piece in ("\x1b[20", "0~\x1b/quit\r\x11\x1b[A" + "长" * 20, "\x1b[20", "1~"):
            program.write(piece)
            program.read(0.02)
        program.until("␛/quit␍␑␛[A长长", since, quiet=0.2)
        program.write("\x11")
        assert program.ended() == 0
