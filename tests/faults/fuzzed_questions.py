"""Questions nobody would ask, by the hundred thousand: no traceback, no hang, nothing unsafe on the screen.

Run: python tests/faults/fuzzed_questions.py [QUESTIONS] [SEED] [MINUTES]. Each is made of pieces of real questions and
of what breaks programs; all are understood, every tenth is asked to the end and shown, some with a history. Every
fifth of those may be read by the network, which takes most of the time.
"""

import json
import multiprocessing
import os
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from knowledge.local import LocalKnowledgeBase
from qa import extract
from qa.bot import Bot, open_bot, shipped_reports
from qa.conversation import resolve
from qa.layout import Screen
from qa.question import too_long, understand
from qa.render import reply_json
from qa.show import answered, asides, declined

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
SURE = extract.SURE
SLOW = 5.0  # seconds of a processor for one question

PIECES = (
    "全省", "取消", "公务用车", "多少", "台", "几", "哪些", "哪个市", "谁", "怎么", "为什么", "是不是", "有没有", "什么", "何时", "第几",
    "的", "了", "吗", "呢", "和", "与", "比", "分别", "各", "那", "它", "呢？", "还有", "其中", "相比", "增长", "增速", "同比", "百分之",
    "节支率", "办公用房", "局长", "电话", "文号", "索引号", "哪天发布的", "甲市", "乙市", "湖南", "湖南省", "长沙", "去年", "今年", "明年",
    "前年", "近三年每年", "历年", "2019年以来每年", "2019-2021年", "二〇二〇年", "20年", "十四五", "上半年", "第一季度", "“公务用车”", "《办法》",
    "一、", "（一）", "(一)", "4.", "第三条", "31000", "三万一千", "11.73%", "1.5倍", "9亿余元", "gongwuyongche", "GDP", "公物用车", "公車",
    "讲了什么", "主要内容", "有什么区别", "谁更高", "没有提到", "哪些报告", "不超过", "至少", "以上", "的定义", "是指", "一是", "二是",
)  # fmt: skip
ODD = (
    "\0", "\x1b[31m", "\x1b]0;x\x07", "\x7f", "\x9b", "\r", "\n", "\t", "\u3000", "\u00a0", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff",
    "\u2028", "\u0301" * 9, "\ud800", "\udfff", "\ufffe", "\U0010ffff", "\U0001f600", "👨‍👩‍👧", "\u1e9e", "İ", "ﬃ", "㍿", "①", "⑳", "Ⅷ", "½", "²", "〇",
    "（", "）", "(", ")", "[", "]", "{", "}", "《", "》", "“", "”", "「", "\"", "'", "\\", "/", "%", "‰", "％", "^", "$", "*", "+", "?", "？", "|", "~", "～", "—", "…",
    "[/]", "[@click=app.quit]", "{0}", "%s", "' OR 1=1 --", "${x}", "NULL", "AND", "NOT", "title:", "words:*", "\\d+", "(?:", "<b>", "&amp;",
)  # fmt: skip


def question(draw: random.Random) -> str:
    """Return one question."""
    kind = draw.random()
    if kind < 0.02:  # one thing, over and over
        return draw.choice(PIECES + ODD) * draw.randrange(1, 700)
    if kind < 0.07:
        return "".join(chr(draw.choice((draw.randrange(0x80), draw.randrange(0x3000, 0xA000), draw.randrange(0x110000)))) for _ in range(draw.randrange(40)))  # fmt: skip
    parts = []
    for _ in range(draw.choice((1, 2, 3, 4, 5, 6, 8, 12, 30))):
        at = draw.random()
        if at < 0.62:
            parts.append(draw.choice(PIECES))
        elif at < 0.80:
            parts.append(draw.choice(ODD))
        else:
            parts.append(number(draw))
    text = "".join(parts)
    if draw.random() < 0.2 and text:  # as if mistyped
        at = draw.randrange(len(text))
        text = draw.choice((text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], text[at:] + text[:at]))
    return text


def number(draw: random.Random) -> str:
    """Return a numeral or a year, some without sense."""
    digits = draw.choice(("0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "一二三四五六七八九十百千万亿两", "零壹贰叁肆伍陆柒捌玖拾佰仟", "٠١٢٣", "²³", "①②"))  # fmt: skip
    length = draw.choice((1, 1, 2, 3, 4, 4, 4, 5, 8, 20)) if draw.random() < 0.99 else 400
    written = "".join(draw.choice(digits) for _ in range(length))
    return (
        draw.choice(("", "", "第", "约", "-", "."))
        + written
        + draw.choice(("", "年", "%", "亿元", "万", "台", ".5", "e9", "-2021年", "月31日"))
    )


def make(folder: Path) -> str:
    """Make a small knowledge base; returns its folder."""
    reports = folder / "reports"
    reports.mkdir()
    for place in "甲乙":
        for year in (2019, 2020):
            lines = [f"{n}.第{n}项工作。{year}年取消公务用车{n}千余台，增长{n}.5%，推进法治。" for n in range(1, 8)]
            text = f"{place}市{year}年工作报告\n一、公务用车改革\n" + "\n".join(lines) + "\n二、[/]\x1b[2J附则\n"
            (reports / f"{place}市{year}.txt").write_text(text, "utf-8")
    base = LocalKnowledgeBase(str(folder / "kb"), create=True)
    list(base.add([shipped_reports(), str(reports)]))
    base.size()
    base.close()
    return str(folder / "kb")


def ask(bot: Bot, base: LocalKnowledgeBase, draw: random.Random) -> str:
    """Ask one question; returns how it was asked."""
    asked = question(draw)
    history = [question(draw) for _ in range(draw.choice((0, 0, 0, 1, 2, 5)))]
    exact = draw.random() < 0.1
    if draw.random() < 0.9:
        if asked.strip() and not too_long(asked):
            understand(resolve(asked, history).text, base, exact=exact)
        return "understood"
    extract.SURE = SURE if draw.random() < 0.2 else 0.0
    try:
        reply = bot.ask(asked, history, top=draw.choice((1, 3, 9)), exact=exact)
    finally:
        extract.SURE = SURE
    line = reply_json(reply)
    json.loads(line)
    shown = [*asides(reply), *declined(reply)]
    if reply.answered:
        shown += [answered(reply, Screen(width=draw.choice((None, 20, 80))))]
    assert not UNSAFE.search(line + "".join(shown).replace("\n", "")), "unsafe"
    return "answered" if reply.answered else "declined"


def run(kb: str, seed: str, times: int, seconds: float) -> tuple[Counter[str], float, list[str]]:
    """Ask so many questions, or for so long; returns how many how, the longest time, and what went wrong."""
    bot, base = open_bot(kb), LocalKnowledgeBase(kb)
    count, longest, wrong = Counter[str](), 0.0, []
    end = time.monotonic() + seconds
    for number in range(times):
        if time.monotonic() > end:
            break
        start = time.process_time()
        try:
            count[ask(bot, base, random.Random(f"{seed}-{number}"))] += 1
        except Exception:
            count["WRONG"] += 1
            wrong.append(f"{seed}-{number}: {''.join(traceback.format_exc().splitlines(keepends=True)[-6:])}")
        took = time.process_time() - start
        longest = max(longest, took)
        if took > SLOW:
            count["SLOW"] += 1
            wrong.append(f"{seed}-{number}: {took:.1f} s")
    return count, longest, wrong


def main() -> None:
    """Ask in as many processes as there are processors, and print what came of it."""
    times, seed, minutes = (*sys.argv[1:], *("1000000", "1", "600")[len(sys.argv) - 1 :])
    workers = os.cpu_count() or 1
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as place, multiprocessing.get_context("spawn").Pool(workers) as pool:
        kb = make(Path(place))
        jobs = [(kb, f"{seed}-{part}", int(times) // workers, 60 * float(minutes)) for part in range(workers)]
        results = pool.starmap(run, jobs)
    count = sum((result[0] for result in results), Counter[str]())
    for one in [one for result in results for one in result[2]][:20]:
        print(one)
    asked = count["understood"] + count["answered"] + count["declined"] + count["WRONG"]
    print(f"{asked} questions: {dict(count)}; longest {max(r[1] for r in results):.2f} s;", end=" ")
    print(f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
