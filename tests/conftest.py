"""What all tests share: the repository, the shipped report, a knowledge base of it, the folder of real data beside."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from knowledge.local import LocalKnowledgeBase

LONG = bool(os.environ.get("QA_LONG"))  # QA_LONG=1 looks for rare faults at length

# The same examples in every run: a red test tells of a change, not of luck. QA_LONG draws new ones.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=100)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile("long" if LONG else "quick")


@pytest.fixture(scope="session")
def repo_root() -> Path:
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared(repo_root: Path) -> Path:
    """The folder of real reports and questions beside the repository; not everyone has it."""
    folder = repo_root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder 'shared' beside the repository")
    return folder


@pytest.fixture(scope="session")
def shipped(repo_root: Path) -> Path:
    """The report that comes with the program."""
    (report,) = (repo_root / "knowledge" / "reports").glob("*.txt")
    return report


@pytest.fixture(scope="session")
def shipped_text(shipped: Path) -> str:
    return shipped.read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def kb_of_shipped(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Path:
    """A knowledge base of the shipped report, for reading only."""
    folder = tmp_path_factory.mktemp("kb") / "kb"
    base = LocalKnowledgeBase(str(folder), create=True)
    (added,) = base.add([str(shipped)])
    assert added.status == "added"
    base.close()
    return folder


@pytest.fixture
def base(kb_of_shipped: Path) -> Iterator[LocalKnowledgeBase]:
    """The knowledge base of the shipped report, opened for reading."""
    opened = LocalKnowledgeBase(str(kb_of_shipped))
    yield opened
    opened.close()


@pytest.fixture
def base_of(tmp_path: Path) -> Iterator[Callable[[str, str], LocalKnowledgeBase]]:
    """Make a knowledge base of one report, given its title and the text below it."""
    made: list[LocalKnowledgeBase] = []

    def make(title: str, text: str) -> LocalKnowledgeBase:
        (tmp_path / f"{title}.txt").write_text(f"{title}\n{text}", "utf-8")
        made.append(LocalKnowledgeBase(str(tmp_path / "kb"), create=True))
        assert [added.status for added in made[-1].add([str(tmp_path / f"{title}.txt")])] == ["added"]
        return made[-1]

    yield make
    for base in made:
        base.close()


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of six small reports, one of them in a folder inside."""
    folder = tmp_path / "reports"
    (folder / "inner").mkdir(parents=True)
    for number in range(5):
        (folder / f"报告{number}.txt").write_text(
            f"某市{number}年报告\n一、公务用车改革\n全省取消公务用车{number}千余台。\n二、法治\n推进法治。\n", "utf-8"
        )
    (folder / "inner" / "报告0.md").write_text("# 某县报告\n\n一、公务用车改革\n全省取消公务用车。\n", "utf-8")
    return folder


@pytest.fixture
def kb_copy(kb_of_shipped: Path, tmp_path: Path) -> Path:
    """A copy of that knowledge base, to change and to damage."""
    return Path(shutil.copytree(kb_of_shipped, tmp_path / "copy"))


@pytest.fixture
def golden(repo_root: Path) -> Callable[[str, str], None]:
    """Compare a text with tests/golden/NAME; QA_GOLDEN=write takes what came out as what is right."""

    def compare(name: str, text: str) -> None:
        path = repo_root / "tests" / "golden" / name
        if os.environ.get("QA_GOLDEN") == "write":
            path.write_bytes(text.encode("utf-8"))
        assert text == path.read_bytes().decode("utf-8")

    return compare


@pytest.fixture(scope="session")
def python(repo_root: Path) -> list[str]:
    """The command that runs Python as the tests do."""
    return [sys.executable]
