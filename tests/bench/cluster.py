"""What a cluster takes: time to add, disk by kind of index, answers and searches, as the number of passages grows.

Run: python -m tests.bench.cluster [--sizes N ...] [--reports DIR ...] [--questions FILE] [--heap 1g] [--nodes N]. Corpora are
made of the sentences of the reports given (see `corpus`); the nodes run on this machine, so they share its processors.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from knowledge.cluster import ClusterKnowledgeBase
from qa.bot import Bot
from tests.bench import corpus
from tests.bench.provinces import PROVINCES
from tests.bench.scale import questions_of, searched, spread
from tests.cluster.nodes import Nodes, Unavailable, cluster

KINDS = ("passages", "texts", "reports", "words")


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--reports", type=Path, nargs="+", default=[PROVINCES / "reports"])
    parser.add_argument("--questions", type=Path, default=PROVINCES / "questions.jsonl")
    parser.add_argument("--heap", default="1g")
    parser.add_argument("--nodes", type=int, default=1)
    args = parser.parse_args()
    found = corpus.pool([path for path in args.reports if path.exists()] or [corpus.SHIPPED])
    try:
        with cluster(args.nodes, args.heap) as nodes, tempfile.TemporaryDirectory() as folder:
            for size in args.sizes:
                corpus.write(Path(folder) / str(size), size, found)
                measured(nodes, f"bench{size}", Path(folder) / str(size), args.questions)
    except Unavailable as why:
        sys.exit(str(why))


def measured(nodes: Nodes, name: str, reports: Path, questions: Path) -> None:
    """Add reports, ask about them, and print what it took."""
    base = ClusterKnowledgeBase(nodes.kb(name), create=True)
    began = time.perf_counter()
    count = sum(one.status == "added" for one in base.add([str(reports)]))
    added = time.perf_counter() - began
    nodes.wait("green")
    passages = base.size()[0]
    print(f"{count} reports, {passages} passages: added in {added:.0f} s, {passages / added:.0f} passages a second")
    nodes.all[0].get(f"/{name}-*/_flush?force=true")  # else not all of it is on the disk
    stored = nodes.all[0].get(f"/_cat/indices/{name}-*?format=json&bytes=b")
    for kind in KINDS:
        size = sum(int(one["pri.store.size"]) for one in stored if one["index"].startswith(f"{name}-{kind}"))
        print(f"  {kind:9s} {size / 1e6:8.1f} MB, {size / passages:6.0f} bytes a passage")
    bot = Bot(base)
    asked = list(questions_of(questions))
    wanted = [searched(bot, *one) for one in asked]
    print("  whole answers, p50 / p99", spread(lambda one: bot.ask(*one), asked, time.perf_counter))
    print(
        "  search alone, p50 / p99 ",
        spread(lambda one: base.search(one[0], one[3], one[1]), wanted, time.perf_counter),
        flush=True,
    )


if __name__ == "__main__":
    main()
