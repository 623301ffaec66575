import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.mark.skipif(find_spec("hatchling") is None, reason="hatchling is not installed")
def test_the_wheel_holds_what_the_program_needs(repo_root: Path, python: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [*python, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=repo_root,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for kind in (
            "knowledge/reports/*.txt",
            "knowledge/tables/*.txt",
            "qa/weights*.txt",
            "qa/reader/weights.bin",
            "qa/reader/MODEL.md",
            "knowledge/**/*.py",
            "qa/**/*.py",
            "*/py.typed",
        ):
            files = [file.relative_to(repo_root).as_posix() for file in repo_root.glob(kind)]
            assert files and not set(files) - names, kind
            assert all(archive.read(name) == (repo_root / name).read_bytes() for name in files)
        assert not [name for name in names if name.startswith("tests/")]
