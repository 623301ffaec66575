"""A running cluster for the tests that need one; they skip where none can be started, and say why."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.local import LocalKnowledgeBase
from tests.cluster.nodes import Nodes, Unavailable, cluster

_NUMBERS = itertools.count()

# Opens a knowledge base: the same name is the same one.
Opener = Callable[..., KnowledgeBase]


@pytest.fixture(scope="session")
def one_node() -> Iterator[Nodes]:
    """A cluster of one node."""
    yield from started(1)


def started(count: int) -> Iterator[Nodes]:
    """Start a cluster, or skip the test."""
    pytest.importorskip("opensearchpy", reason="the extra [cluster] is not installed")
    try:
        with cluster(count) as nodes:
            yield nodes
    except Unavailable as why:
        pytest.skip(str(why))


@pytest.fixture
def kb(one_node: Nodes) -> str:
    """The address of a knowledge base that is not there yet."""
    return one_node.kb(f"test{next(_NUMBERS)}")


@pytest.fixture(params=["local", "cluster"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Open knowledge bases of either kind by name; all are closed in the end."""
    bases: list[KnowledgeBase] = []
    place = request.getfixturevalue("kb") if request.param == "cluster" else str(tmp_path / "kb")

    def open_base(name: str = "", *, create: bool = True) -> KnowledgeBase:
        base: KnowledgeBase
        if request.param == "cluster":
            from knowledge.cluster import ClusterKnowledgeBase

            address, _, options = place.partition("?")
            base = ClusterKnowledgeBase(f"{address}{name}?{options}", create=create)
        else:
            base = LocalKnowledgeBase(place + name, create=create)
        bases.append(base)
        return base

    yield open_base
    for base in bases:
        base.close()  # type: ignore[attr-defined]
