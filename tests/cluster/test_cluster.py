"""What only a cluster does: replies as from a folder, writers that end or wait, other versions, damage, compaction."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from knowledge import words
from knowledge.adding.files import File
from knowledge.adding.prepared import prepare
from knowledge.base import Clause
from knowledge.errors import Busy, Damaged, Missing, Unreachable
from knowledge.local import LocalKnowledgeBase
from knowledge.rows import Rows
from qa.bot import Bot, open_bot
from qa.model import Reply
from tests.cluster.nodes import Nodes

pytest.importorskip("opensearchpy", reason="the extra [cluster] is not installed")

from knowledge.cluster import ClusterKnowledgeBase, schema, state, writing
from knowledge.cluster.bulk import Bulk
from knowledge.cluster.client import Client, Conflict

QUESTION = "全省一共取消了多少台公务用车?"


@pytest.fixture
def base(kb: str, shipped: Path) -> ClusterKnowledgeBase:
    base = ClusterKnowledgeBase(kb, create=True)
    list(base.add([str(shipped)]))
    return base


@pytest.fixture
def client(base: ClusterKnowledgeBase) -> Client:
    return Client(base.address)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(400):
        lines = "".join(f"{n}.第{n}项工作。取消公务用车{number}{n}台，推进法治。\n" for n in range(1, 30))
        (folder / f"报告{number:03}.txt").write_text(f"某市{number}号报告\n一、公务用车改革\n{lines}", "utf-8")
    return folder


def cited(reply: Reply) -> list[tuple[str, str, int, int]]:
    return [(one.text, one.report.path, one.start, one.end) for one in reply.answers]


def refused(reply: Reply) -> object:
    abstention = reply.abstention
    return abstention and (abstention.zh, [(near.report.path, near.line) for near in abstention.nearest])


def test_replies_are_those_of_the_local_one(kb: str, base: ClusterKnowledgeBase, kb_of_shipped: Path) -> None:
    local, cluster = Bot(LocalKnowledgeBase(str(kb_of_shipped))), open_bot(kb)
    lines = Path("tests/questions.jsonl").read_text("utf-8").splitlines()
    for gold in map(json.loads, lines):
        here, there = (bot.ask(gold["question"], gold.get("history", ())) for bot in (local, cluster))
        assert (cited(here), refused(here)) == (cited(there), refused(there)), gold["question"]
        assert [one.score for one in here.answers] == pytest.approx([one.score for one in there.answers], abs=0.01)


def run(kb: str, *argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qa", "--kb", kb, *argv], capture_output=True, text=True, encoding="utf-8",
        env=os.environ | {"LANG": "zh_CN.UTF-8"} | environment,
    )  # fmt: skip


def test_the_command(kb: str, shipped: Path) -> None:
    nothing = run(kb, "ask", QUESTION)
    assert (nothing.returncode, len(nothing.stderr.splitlines())) == (2, 1) and " add " in nothing.stderr
    assert run(kb, "add", str(shipped)).stdout == "添加 1 份，更新 0 份，未变 0 份，失败 0 份\n"
    asked = run(kb, "ask", QUESTION)
    assert (asked.returncode, asked.stdout.splitlines()[0], asked.stderr) == (0, "31000余台", "")
    assert (
        run(kb, "list").stdout.startswith(shipped.name) and "加强机关事务治理" in run(kb, "show", shipped.name).stdout
    )
    assert run(kb, "check").stdout == "1 份报告，全部完好\n"
    assert run(kb, "remove", shipped.name).returncode == 0 and run(kb, "ask", QUESTION).returncode == 1


def test_a_writer_that_is_killed_loses_nothing(
    kb: str, base: ClusterKnowledgeBase, client: Client, reports: Path
) -> None:
    small = "import sys; from knowledge.cluster import bulk; bulk._BATCH = 1 << 17; from qa.cli import run; run(sys.argv[1:])"
    command = [sys.executable, "-c", small, "--kb", kb, "add", str(reports), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline()  # the first of some 200 batches is in
        process.send_signal(signal.SIGKILL)
    assert len(base.reports()) == 1 and list(base.search([Clause("words", "推进", 1.0)], 999)) != []
    assert {hit.report.id for hit in base.search([Clause("words", "推进", 1.0)], 999)} == {base.reports()[0].id}
    client.drop(state.index(client), "writer")  # its lease would be over in three minutes
    # Another one writes something else: what was in whole is seen now, and nothing of what was in by half.
    assert [one.status for one in base.add([str(reports / "报告399.txt")])] == ["added"]
    index = f"{base.address.name}-passages"
    held = {hit["_source"]["report"] for hit in client.each(index, {"match_all": {}}, ["report", "ordinal"])}
    assert held == {summary.id for summary in base.reports()} and 2 < len(held) < 400
    found = Counter(one.status for one in base.add([str(reports)]))
    assert found.keys() == {"added", "unchanged"} and found["unchanged"] > 0 and found.total() == 400
    anew = base.size(), base.words(["公务用车", "推进", "法治"])
    assert len(base.reports()) == 401 and anew[0][0] == sum(summary.passages for summary in base.reports())
    assert all(word.passages == len(base.search([Clause("words", text, 1.0)], 10**6)) for text, word in anew[1].items())


def leave(client: Client, path: Path) -> None:
    """Store a report, and be ended before it is told."""
    lease = state.Lease(client)
    rows = prepare(File(path.name, str(path)), str(path), path.read_bytes())
    assert isinstance(rows, Rows)
    writer = writing.Writer(client, lease)
    writer.put(rows)
    writer.flush()
    lease.release()


@pytest.fixture
def file(base: ClusterKnowledgeBase, tmp_path: Path) -> Path:
    """A file that is added, and now is another one, which was stored and never told."""
    file = tmp_path / "甲.txt"
    file.write_text("甲报告\n公务用车三台，三台。\n", "utf-8")
    list(base.add([str(file)]))
    file.write_text("甲报告\n公务用车九台，九台，九台。\n", "utf-8")
    leave(Client(base.address), file)
    assert sound(base) and "三台" in base.text(base.find("甲.txt").id)
    return file


def sound(base: ClusterKnowledgeBase) -> bool:
    """Whether all figures agree with what can be found."""
    words = base.words(["公务用车", "三台", "九台", "法治"])
    found = {text: len(base.search([Clause("words", text, 1.0)], 10**6)) for text in words}
    total = sum(summary.passages for summary in base.reports())
    return found == {text: word.passages for text, word in words.items()} and base.size()[0] == total


def test_what_was_left_untold_is_told_by_the_next(base: ClusterKnowledgeBase, file: Path) -> None:
    assert [one.status for one in base.add([str(file)])] == ["unchanged"]
    assert sound(base) and "九台" in base.text(base.find("甲.txt").id) and list(base.check()) == []


def test_a_file_that_is_again_as_it_was(base: ClusterKnowledgeBase, file: Path) -> None:
    file.write_text("甲报告\n公务用车三台，三台。\n", "utf-8")
    assert [one.status for one in base.add([str(file)])] == ["updated"]
    assert sound(base) and "三台" in base.text(base.find("甲.txt").id) and list(base.check()) == []


def test_removing_what_another_left_an_update_of(base: ClusterKnowledgeBase, file: Path) -> None:
    base.remove(base.find("甲.txt").id)
    assert sound(base) and len(base.reports()) == 1 and list(base.check()) == []


def test_making_anew_what_another_left_an_update_of(
    base: ClusterKnowledgeBase, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "TERMS", "next")
    assert list(base.check()) == [] and sound(base) and len(base.reports()) == 2


def test_who_interrupts_loses_nothing(
    base: ClusterKnowledgeBase, file: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, calls = Bulk.send, iter(range(100))

    def interrupted(bulk: Bulk) -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt
        send(bulk)

    with monkeypatch.context() as patched:
        patched.setattr(Bulk, "send", interrupted)
        with pytest.raises(KeyboardInterrupt):
            list(base.add([str(reports), str(file)]))
    assert sound(base) and len(base.reports()) == 2
    list(base.add([str(reports), str(file)]))
    assert sound(base) and len(base.reports()) == 402 and list(base.check()) == []


def test_a_damaged_text_does_not_stand_in_the_way(base: ClusterKnowledgeBase, client: Client, file: Path) -> None:
    summary = base.find("甲.txt")
    client.drop(f"{base.address.name}-texts", str(summary.id))
    list(base.add([str(file)]))  # another text
    number = base.find("甲.txt").id
    client.drop(f"{base.address.name}-texts", str(number))
    assert len(base.check()) >= 1 and len(base.reports()) == 2
    base.remove(number)
    assert [one.status for one in base.add([str(file)])] == ["added"]
    assert list(base.check()) == [] and sound(base) and "九台" in base.text(base.find("甲.txt").id)


def test_words_that_could_not_be_looked_up_are_asked_for_again(
    base: ClusterKnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise Unreachable("无", "none")

    with monkeypatch.context() as patched, pytest.raises(Unreachable):
        patched.setattr(Client, "each", nobody)
        base.words(["公务用车"])
    assert base.words(["公务用车"])


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_search_that_a_lost_node_broke_off_is_tried_again(
    base: ClusterKnowledgeBase, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    from opensearchpy import OpenSearch, TransportError

    search, broken = OpenSearch.search, iter([True, True])

    def broken_off(api: OpenSearch, **how: object) -> object:
        if next(broken, False):
            raise TransportError(status, "search_phase_execution_exception", "disconnected")
        return search(api, **how)

    expected = base.search([Clause("words", "公务用车", 1.0)], 9)
    monkeypatch.setattr(OpenSearch, "search", broken_off)
    assert base.search([Clause("words", "公务用车", 1.0)], 9) == expected and next(broken, None) is None


def test_a_second_writer_waits_and_gives_up(
    base: ClusterKnowledgeBase, client: Client, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "PATIENCE", 1)
    with state.writing(client):
        with pytest.raises(Busy):
            list(base.add([str(shipped)]))
        assert base.reports()  # reading goes on
    assert [one.status for one in base.add([str(shipped)])] == ["unchanged"]


def test_a_writer_that_says_nothing_any_more_loses_its_place(
    base: ClusterKnowledgeBase, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "LEASE", 0.1)
    (tmp_path / "甲.txt").write_text("甲报告\n公务用车。\n", "utf-8")
    lease = state.Lease(client)
    late = writing.Writer(client, lease)
    time.sleep(0.2)
    assert [one.status for one in base.add([str(tmp_path)])] == ["added"]
    with pytest.raises((Busy, Conflict)):
        late.remove(next(one.id for one in base.reports()))
        late.tell()
    assert len(base.reports()) == 2 and list(base.check()) == []
    assert len(base.search([Clause("words", "公务用车", 1.0)], 999)) == base.words(["公务用车"])["公务用车"].passages


def test_words_are_counted_as_a_whole_from_time_to_time(
    base: ClusterKnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_GENERATIONS", 3)
    client = Client(base.address)
    before = client.serving(f"{base.address.name}-words")
    for number in range(5):
        (tmp_path / "甲.txt").write_text(f"甲报告\n公务用车{number}台，公务用车。\n", "utf-8")
        list(base.add([str(tmp_path / "甲.txt")]))
        known = base.words(["公务用车"])["公务用车"]
        expected = base.search([Clause("words", "公务用车", 1.0)], 999)
        assert known.passages == len(expected)
    assert client.serving(f"{base.address.name}-words") != before
    assert len(list(client.each(f"{base.address.name}-words", {"term": {"text": "公务用车"}}, ["text", "born"]))) <= 3


def test_another_version_is_refused_and_made_anew(kb: str, monkeypatch: pytest.MonkeyPatch, shipped: Path) -> None:
    base = ClusterKnowledgeBase(kb, create=True)
    list(base.add([str(shipped)]))
    size = base.size()
    monkeypatch.setattr(schema, "TERMS", "next")
    monkeypatch.setattr(words, "cut_report", lambda text: ["新", *text[:1]])
    with pytest.raises(Damaged, match="next"):
        base.search([Clause("words", "新", 1.0)], 3)
    assert base.check() == []
    assert base.size()[0] == size[0] != base.size()[1]
    assert base.words(["新"])["新"].passages == size[0] and not base.words(["公务用车"])
    assert len(base.search([Clause("words", "新", 1.0)], 999)) == size[0]


def test_made_anew_it_has_as_many_shards_as_before(
    one_node: Nodes, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "shards"
    begun = ClusterKnowledgeBase(one_node.kb(name, shards=5), create=True)
    list(begun.add([str(shipped)]))
    monkeypatch.setattr(schema, "TERMS", "next")
    assert ClusterKnowledgeBase(one_node.kb(name, shards=2)).check() == []
    (index,) = begun._client.serving(f"{name}-passages")
    assert one_node.all[0].get(f"/{index}/_settings")[index]["settings"]["index"]["number_of_shards"] == "5"


def test_another_format_is_refused(kb: str, base: ClusterKnowledgeBase, client: Client) -> None:
    found = client.get(state.index(client), "state")
    assert found is not None
    client.put(state.index(client), "state", {**found["_source"], "format": 99})
    with pytest.raises(Damaged, match="99"):
        ClusterKnowledgeBase(kb)


def test_a_text_that_was_changed_is_not_quoted(base: ClusterKnowledgeBase, client: Client, shipped: Path) -> None:
    (summary,) = base.reports()
    index = f"{base.address.name}-texts"
    found = client.get(index, str(summary.id))
    assert found is not None
    changed = found["_source"]["text"].replace("31000", "91000")
    client.put(index, str(summary.id), {**found["_source"], "text": changed})
    with pytest.raises(Damaged):
        Bot(ClusterKnowledgeBase(str(base.address))).ask(QUESTION)
    assert len(base.check()) >= 1


def test_a_passage_that_is_missing_comes_back(base: ClusterKnowledgeBase, client: Client) -> None:
    (summary,) = base.reports()
    client.drop_all(f"{base.address.name}-passages", {"term": {"ordinal": 20}})
    assert len(base.check()) == 1
    assert base.check() == [] and len(base.neighbours(summary.id, 0, 999)) == summary.passages


@pytest.mark.parametrize(
    "harm", [{"place": "x"}, {"place": [1, 2]}, {"text": 3}, {"above": [[1]]}, {"report": "x"}, {"place": [0] * 6}]
)
def test_strange_documents_are_one_error(base: ClusterKnowledgeBase, client: Client, harm: dict[str, object]) -> None:
    index = f"{base.address.name}-passages"
    (hit,) = client.search(index, {"query": {"term": {"ordinal": 20}}})["hits"]["hits"]
    document = {**hit["_source"], **harm}
    document["terms"] = {"words": "怪词"}
    if isinstance(harm.get("report"), str):
        document["report"] = -1
    client.put(index, hit["_id"], document)
    client.refresh(index)
    try:
        assert [one.report.path for one in base.search([Clause("words", "怪词", 1.0)], 5)] == []
    except Damaged as error:
        assert len(error.zh.splitlines()) == 1


def test_half_characters_are_refused(base: ClusterKnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "半.txt").write_bytes("\ufeff某报告\n公务用车\ud800三台。\n".encode("utf-16-le", "surrogatepass"))
    (one,) = base.add([str(tmp_path / "半.txt")])
    assert one.status in ("failed", "added")
    assert len(base.reports()) == 1 + (one.status == "added") and list(base.check()) == []


def test_what_is_gone_meanwhile_is_missing(base: ClusterKnowledgeBase, client: Client, one_node: Nodes) -> None:
    for kind in ("passages", "words"):
        for index in client.serving(f"{base.address.name}-{kind}"):
            client.unmake(index)
    with pytest.raises((Missing, Damaged)) as caught:
        base.search([Clause("words", "公务用车", 1.0)], 3)
    assert len(caught.value.zh.splitlines()) == 1
