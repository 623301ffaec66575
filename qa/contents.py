"""What is in the knowledge base, for people: the reports, a report's outline, one section's text."""

import re
from collections.abc import Callable, Sequence

from knowledge.base import Summary
from knowledge.errors import Missing
from knowledge.model import Report, Section, section_path
from knowledge.naming import nearest_name
from knowledge.text import fold_plain, line_number
from qa.layout import BOLD, DIM, Screen, laid_out, shorten
from qa.render import one_line, visible
from qa.say import say
from qa.show import columns, headed

# What people leave out of a label or write between the labels of a path. Brackets stay: 一(一) is not 十一.
_BETWEEN = re.compile(r"[\s、.．。,，→>/]+")
_LINE_END = re.compile(r"\r\n|\r|\n")


def list_of(summaries: Sequence[Summary], screen: Screen) -> str:
    """Return the reports, one a line; on a terminal with a line of headings."""
    rows = [
        tuple(map(one_line, (s.path, s.head.title, s.head.issuer, s.head.date, s.head.number, str(s.passages))))
        for s in summaries
    ]
    if screen.width is None:
        return "\n".join(columns(rows, screen))
    named = (
        say("报告", "Report"), say("标题", "Title"), say("发文机关", "Issuer"),
        say("成文日期", "Date"), say("文号/索引号", "Number"), say("段落", "Passages"),
    )  # fmt: skip
    # A title that only says the file's name again, and a column with nothing in it, are left out.
    rows = [(row[0], "" if row[1] and row[1] in row[0] else row[1], *row[2:]) for row in rows]
    kept = [at for at in range(len(named)) if any(row[at] for row in rows)]
    head, *body = columns([tuple(row[at] for at in kept) for row in (named, *rows)], screen)
    return "\n".join([screen.paint(head, BOLD), *body])


def outline_of(report: Report, screen: Screen) -> str:
    """Return a report's head, its outline with line numbers, and the notes on how it was read."""
    head = report.head
    lines = [screen.paint(one_line(head.title or report.path), BOLD)]
    facts = (
        (say("文件", "File"), report.path), (say("发文机关", "Issuer"), head.issuer),
        (say("成文日期", "Date of issue"), head.date), (say("文号/索引号", "Number"), head.number),
    )  # fmt: skip
    lines += [say(f"{name}：{one_line(value)}", f"{name}: {one_line(value)}") for name, value in facts if value]
    size, sections, passages = len(report.text), len(report.sections) - 1, len(report.passages)
    zh = f"{size} 字，{sections} 个章节，{passages} 个段落"
    lines.append(say(zh, f"{size} characters, {sections} sections, {passages} passages"))
    for section in report.sections[1:]:
        depth = len(section_path(report.sections, section.ordinal)) - 1
        line = line_number(report.text, section.heading_start)
        place = say(f"  第{line}行", f"  line {line}")
        room = None if screen.width is None else screen.width - 2 * depth - len(place) - 2
        lines.append(f"{'  ' * depth}{shorten(headed(section), room)}{screen.paint(place, DIM)}")
    lines += [screen.paint(say(f"注：{one_line(note)}", f"Note: {one_line(note)}"), DIM) for note in report.notes]
    return "\n".join(lines)


def text_of(report: Report, section: Section, screen: Screen) -> str:
    """Return a section's text, all below it included, headed by the path that leads to it."""
    above = section_path(report.sections, section.ordinal)[:-1]
    lines = [screen.paint(" → ".join(map(headed, above)), DIM)] if above and screen.width else []
    text = report.text[section.start : section.end].strip()
    # Line ends of every kind become one: a carriage return would be shown as a control character.
    lines += [laid_out([(visible(line), "")], screen) for line in _LINE_END.split(text)]
    return "\n".join(lines)


def find_section(report: Report, name: str) -> Section:
    """Return the one section called `name`: a label path (一(一)4), the end of one, or a part of a heading.

    Raises Missing where there is none, or more than one.
    """
    labelled = label_paths(report)
    asked, folded = _plain(name), fold_plain(name.strip())
    sections = report.sections[1:] or report.sections
    tests: tuple[Callable[[Section], bool], ...] = (
        lambda s: labelled[s.ordinal] == asked,
        lambda s: bool(s.label) and labelled[s.ordinal].endswith(asked) and _plain(s.label) in asked,
        lambda s: folded in (fold_plain(s.title), fold_plain(s.label + s.title)),
        lambda s: folded in fold_plain(s.label + s.title),
    )
    close = next((found for test in tests if asked and (found := [s for s in sections if test(s)])), [])
    if not close:
        near = nearest_name(name, (section.title for section in sections))
        zh, en = (f"；是想用“{near}”吗？", f"; did you mean '{near}'?") if near else ("", "")
        raise Missing(
            f"报告里没有“{name}”这一章节{zh}（qa show 报告 列出全部）",
            f"no section '{name}'{en} (qa show REPORT lists all)",
        )
    if len(close) > 1:
        some = "、".join(f"{labelled[s.ordinal]} {s.title}" for s in close[:3]) + ("…" if len(close) > 3 else "")
        raise Missing(
            f"“{name}”指哪一节？有 {len(close)} 个：{some}",
            f"which section is '{name}'? There are {len(close)}: {some}",
        )
    return close[0]


def label_paths(report: Report) -> dict[int, str]:
    """Return the labels that lead to each section, as they are typed: 一(一)4."""
    return {
        section.ordinal: _plain("".join(step.label for step in section_path(report.sections, section.ordinal)))
        for section in report.sections
    }


def _plain(label: str) -> str:
    return _BETWEEN.sub("", fold_plain(label))
