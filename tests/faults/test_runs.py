"""Each of the long runs of this folder, for a moment; how to run them at length is told in each."""

import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

posix = pytest.mark.skipif(os.name != "posix", reason="needs a terminal and signals of POSIX")


@posix
@pytest.mark.parametrize("runs", ["kill_adding", "kill_first_runs"])
def test_a_killed_writer_leaves_whole_reports_and_all_that_it_told(tmp_path: Path, runs: str) -> None:
    import killed

    assert getattr(killed, runs)(tmp_path, 2, random.Random(4))["killed"]


@posix
@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace")
def test_a_power_cut_loses_nothing_that_was_told(tmp_path: Path) -> None:
    import power

    if not power.traced():
        pytest.skip("strace may not trace here")
    count = power.cut(power.World(tmp_path / "home", random.Random(3)), 3, random.Random(3))
    assert count["cuts"] == 3 and count["operations"] > 100


def test_no_flip_alters_what_is_shown(tmp_path: Path) -> None:
    import flips

    store, came = flips.Store(tmp_path), Counter[str]()
    for number in range(24):
        came.update(store.flip(f"short-{number}")[1])
    assert set(came) <= {"same", "told", "another answer, verbatim"} and came["same"] and came["told"]


def test_no_question_breaks_it(tmp_path: Path) -> None:
    import fuzzed_questions

    count, _, wrong = fuzzed_questions.run(fuzzed_questions.make(tmp_path), "short", 300, 60)
    assert not wrong and count["answered"] and count["declined"] and count["understood"]


def test_two_writers_and_four_readers(tmp_path: Path) -> None:
    import shared_store

    for role, told in shared_store.together(tmp_path, 2, "1").items():
        assert told["times"] and not told["complaints"], (role, told)
