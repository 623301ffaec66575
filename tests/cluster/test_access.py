"""Getting to a cluster: its address, TLS, the password, and what is said where there is no way in."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import KnowledgeError
from tests.cluster.gate import PASSWORD, USER, certificate, gate
from tests.cluster.nodes import Nodes

pytest.importorskip("opensearchpy", reason="the extra [cluster] is not installed")

from knowledge.cluster.address import Address, parse

QUESTION = "全省一共取消了多少台公务用车?"


def run(kb: str, *argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QA_")}
    return subprocess.run(
        [sys.executable, "-m", "qa", "--kb", kb, *argv], capture_output=True, text=True, encoding="utf-8",
        env=kept | {"LANG": "zh_CN.UTF-8"} | environment,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("opensearch+https://es.example", Address((("es.example", 9200),), "qa", 3, True)),
        ("opensearch+https://a:1,b:2/reports_1?shards=12", Address((("a", 1), ("b", 2)), "reports_1", 12, True)),
        ("opensearch+http://localhost:9201/", Address((("localhost", 9201),), "qa", 3, False)),
        ("opensearch+https://[::1]:9200/x", Address((("::1", 9200),), "x", 3, True)),
    ],
)
def test_addresses(typed: str, meant: Address) -> None:
    assert parse(typed) == meant
    assert parse(str(meant)) == Address(meant.hosts, meant.name, 3, meant.secure)


@pytest.mark.parametrize(
    "typed",
    """opensearch+ftp://a opensearch+https:// opensearch+https://a/大 opensearch+https://a/A opensearch+https://a/b/c
    opensearch+https://a?shards=0 opensearch+https://a?shards=x opensearch+https://a?x=1 opensearch+https://a:x
    opensearch+http://es.example opensearch+https://a,,b opensearch+https opensearch+https://a:99999
    opensearch+https://a/_x opensearch+https://a/x*""".split(),
)
def test_wrong_addresses(typed: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse(typed)
    assert typed in caught.value.zh and len(caught.value.en.splitlines()) == 1


@pytest.mark.parametrize(
    "typed", ["https://me:secret@a/qa", "ftp://me:secret@a", "https://me:secret/#@a", "https://me:[secret@a"]
)
def test_a_password_in_the_address_is_not_repeated(typed: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse(f"opensearch+{typed}")
    assert "QA_CLUSTER_PASSWORD" in caught.value.zh and "secret" not in caught.value.zh + caught.value.en


@given(st.text(max_size=40))
def test_any_address_is_read_or_refused(typed: str) -> None:
    try:
        address = parse(f"opensearch+https://{typed}")
    except KnowledgeError:
        return
    assert parse(str(address)).hosts == address.hosts


@pytest.mark.parametrize("argv", [["ask", QUESTION], ["add", "knowledge/reports"], ["list"], ["check"]])
def test_nobody_answers(argv: list[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens there
        began = time.monotonic()
        done = run(f"opensearch+http://127.0.0.1:{taken.getsockname()[1]}/qa", *argv)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "没有回应" in done.stderr and time.monotonic() - began < 30


def test_something_else_answers(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert server.stdout is not None
    port = int(server.stdout.readline().split("port ")[1].split()[0])
    try:
        done = run(f"opensearch+http://127.0.0.1:{port}/qa", "ask", QUESTION)
    finally:
        server.kill()
        server.wait()
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.fixture(scope="module")
def behind_tls(one_node: Nodes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A knowledge base's address behind TLS and a password, and the authority that vouches for it."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    made, key = certificate(tmp_path_factory.mktemp("tls"))
    with gate(one_node.all[0].url, made, key) as port:
        yield f"opensearch+https://127.0.0.1:{port}/tls", made


def test_tls_and_a_password(behind_tls: tuple[str, Path]) -> None:
    kb, authority = behind_tls
    known = {"QA_CLUSTER_CA": str(authority)}
    untrusted = run(kb, "ask", QUESTION)
    assert untrusted.returncode == 2 and "证书不可信" in untrusted.stderr and "QA_CLUSTER_CA" in untrusted.stderr
    for wrong in ({}, {"QA_CLUSTER_USER": USER, "QA_CLUSTER_PASSWORD": "错"}):
        refused = run(kb, "add", "knowledge/reports", **known, **wrong)
        assert refused.returncode == 2 and "QA_CLUSTER_USER" in refused.stderr and len(refused.stderr.splitlines()) == 1
    right = known | {"QA_CLUSTER_USER": USER, "QA_CLUSTER_PASSWORD": PASSWORD}
    assert run(kb, "add", "knowledge/reports", **right).returncode == 0
    asked = run(kb, "ask", QUESTION, **right)
    assert (asked.returncode, asked.stdout.splitlines()[0]) == (0, "31000余台")
    assert PASSWORD not in asked.stdout + asked.stderr
    other = kb.replace("127.0.0.1", "localhost")  # the certificate is for 127.0.0.1
    assert "证书不可信" in run(other, "ask", QUESTION, **right).stderr
    nowhere = run(kb, "ask", QUESTION, QA_CLUSTER_CA="/no/such/file")
    assert nowhere.returncode == 2 and "/no/such/file" in nowhere.stderr
