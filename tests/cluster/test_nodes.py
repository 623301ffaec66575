"""Three nodes, of which one says nothing for a while and another is killed while questions are asked: no answer is
lost, and none is another one than before."""

import itertools
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.bot import Bot, open_bot
from tests.cluster.conftest import started
from tests.cluster.nodes import Node, Nodes

QUESTIONS = int(os.environ.get("QA_CLUSTER_QUESTIONS", "500"))


@pytest.fixture(scope="module")
def three() -> Iterator[Nodes]:
    yield from started(3)


@pytest.fixture(scope="module")
def kb(three: Nodes, shared_or_shipped: Path) -> str:
    kb = three.kb("three")
    assert not [one for one in open_bot(kb, create=True).add([str(shared_or_shipped)]) if one.status != "added"]
    three.wait("green")  # each shard has its copy
    return kb


@pytest.fixture(scope="module")
def shared_or_shipped(repo_root: Path) -> Path:
    """The reports to ask about: few, so that CI has time for it; QA_CLUSTER_REPORTS names others."""
    return Path(os.environ.get("QA_CLUSTER_REPORTS") or repo_root / "knowledge" / "reports")


@pytest.fixture(scope="module")
def golds(repo_root: Path) -> list[dict[str, object]]:
    path = Path(os.environ.get("QA_CLUSTER_GOLD") or repo_root / "tests" / "questions.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def told(bot: Bot, gold: dict[str, object]) -> object:
    reply = bot.ask(str(gold["question"]), tuple(gold.get("history", ())))  # type: ignore[arg-type]
    return reply.abstention and reply.abstention.zh, [(one.text, one.report.path, one.start) for one in reply.answers]


def manager(nodes: Nodes) -> Node:
    """Return the node that leads: losing it is the worst that can happen."""
    (leader,) = nodes.all[0].get("/_cat/cluster_manager?format=json")
    return next(node for node in nodes.all if node.name == leader["node"])


def test_a_node_that_is_slow_makes_slow_answers_and_no_wrong_ones(
    three: Nodes, kb: str, golds: list[dict[str, object]]
) -> None:
    expected = [told(open_bot(kb), gold) for gold in golds[:12]]
    slow = next(node for node in three.all if node is not manager(three))
    slow.signal(signal.SIGSTOP)
    timer = threading.Timer(15, lambda: slow.signal(signal.SIGCONT))
    timer.start()
    try:
        bot = open_bot(kb)
        assert [told(bot, gold) for gold in golds[:12]] == expected
    finally:
        timer.join()
    three.wait("green")


def test_a_node_is_killed_while_questions_are_asked(three: Nodes, kb: str, golds: list[dict[str, object]]) -> None:
    bot = open_bot(kb)
    expected = [told(bot, gold) for gold in golds]
    killed = threading.Timer(1.0, manager(three).kill)
    taken, wrong = [], []
    for number, (gold, before) in enumerate(
        itertools.islice(itertools.cycle(zip(golds, expected, strict=True)), QUESTIONS)
    ):
        if number == QUESTIONS // 10:
            killed.start()
        began = time.monotonic()
        if told(bot, gold) != before:
            wrong.append(gold["question"])
        taken.append(time.monotonic() - began)
        if number == QUESTIONS * 9 // 10:
            killed.join()
            assert any(node.process.poll() is not None for node in three.all)
    taken.sort()
    print(f"{QUESTIONS} questions, p50 {taken[len(taken) // 2]:.3f} s, longest {taken[-1]:.1f} s, {len(wrong)} wrong")
    assert wrong == []


def test_reports_are_added_with_one_node_less(three: Nodes, kb: str, tmp_path: Path) -> None:
    (tmp_path / "新.txt").write_text("新市报告\n一、公务用车\n取消公务用车七台。\n", "utf-8")
    bot = open_bot(kb)
    assert [one.status for one in bot.add([str(tmp_path / "新.txt")])] == ["added"]
    assert bot.ask("新市取消公务用车多少台？").answers[0].text == "七台"
