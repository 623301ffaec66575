"""A few bombs and mutated files, and what is touched in the temp folder. At length: bombs.py, mutated.py, shared_temp.py."""

import sys
from pathlib import Path

import bombs
import mutated
import pytest
import seeds
import shared_temp

from knowledge.adding.files import File
from knowledge.adding.prepared import prepared

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")


def test_the_seeds_are_sound(tmp_path: Path) -> None:
    files = []
    for suffix, data in seeds.seeds().items():
        (tmp_path / f"a.{suffix}").write_bytes(data)
        files.append(File(f"a.{suffix}", str(tmp_path / f"a.{suffix}")))
    done = dict(zip(seeds.seeds(), prepared(files, {}), strict=True))
    assert {suffix: mutated.verdict(one) for suffix, one in done.items()} == dict.fromkeys(done, "added")


# The clock is not judged here, other programs run; what ends a process is counted in its own seconds.
@posix
@pytest.mark.parametrize(
    "bomb",
    ["zip, 1000 times its size", "zip, entries that overlap", "a billion laughs in UTF-16", "XML, 100,000 deep", "HTML, 200,000 deep",
     "HTML, formatting never closed", "PDF, a form in itself", "OFD, a billion glyphs", "10 MB of digits", "a title of 1 MB", *bombs.PLACES],
)  # fmt: skip
def test_a_bomb_costs_its_own_report_alone(bomb: str, tmp_path: Path) -> None:
    outcome = bombs.add(bomb, tmp_path)
    assert outcome.worked < 2 * bombs.SECONDS
    assert [fault for fault in outcome.faults() if not fault.endswith(" s")] == []


def test_mutated_files_end_as_read_or_failed(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts, _, memory = mutated.run(60, 3)
    assert sum(counted.total() for counted in verdicts.values()) == 60
    assert not [kind for counted in verdicts.values() for kind in counted if kind in ("slow", "memory", "died")]
    assert memory


@pytest.mark.skipif(not shared_temp.traces(), reason="no strace here")
def test_nothing_is_touched_in_the_shared_temp_folder(tmp_path: Path) -> None:
    assert shared_temp.touched(tmp_path) == []
