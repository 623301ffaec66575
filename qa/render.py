"""What a person or a script sees: text made safe for a terminal, replies as text and as JSON."""

import json
from typing import Any

from knowledge.base import Added, Summary
from knowledge.model import Section
from knowledge.patterns import late
from qa.model import Answer, Cell, Nearest, Reply, Tally

# C0 (but tab and newline), DEL, C1; what is bidi, has no width, or is ignored where it cannot be shown (Unicode's
# Bidi_Control and Default_Ignorable: joiners, fillers, selectors, tags); line and paragraph separators; lone
# surrogates, which no terminal can be sent.
_UNSAFE = late(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """Make control and bidi characters visible (␛, ⟨202E⟩): how a report's text reaches a terminal."""
    return _UNSAFE.sub(lambda match: _picture(ord(match.group())), text)


def one_line(text: str) -> str:
    """Return `visible` text on one line."""
    return " ".join(visible(text).split())


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨{code:04X}⟩"


def label_path(path: tuple[Section, ...]) -> str:
    """Return a section path in short: 一、→(一)→4."""
    return "→".join(one_line(section.label or section.title) for section in path)


def section_names(path: tuple[Section, ...]) -> list[str]:
    """Return the headings of a section path, label and title."""
    return [f"{section.label}{section.title}" for section in path]


def reply_json(reply: Reply) -> str:
    """Return a reply as one line of JSON that is safe to print."""
    return safe_json(reply_data(reply))


def safe_json(data: Any) -> str:
    """Return plain data as one line of JSON; control and invisible characters are escaped."""
    written = json.dumps(data, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: _escaped(ord(match.group())), written)


def _escaped(code: int) -> str:
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"


def added_json(added: Added) -> str:
    """Return what became of a file as one line of JSON: the contract of `qa add --json`."""
    return safe_json(
        {
            "path": added.path,
            "status": added.status,
            "reason": added.zh or None,
            "sections": added.sections,
            "passages": added.passages,
            "notes": list(added.notes),
            "missing": list(added.missing),
            "number": added.number,
            "of": added.of,
        }
    )


def reply_data(reply: Reply) -> dict[str, Any]:
    """Return a reply as plain data: the contract of `--json`."""
    abstention = reply.abstention
    query = reply.query
    return {
        "question": reply.question,
        "status": "answered" if reply.answered else "not_found",
        "reason": abstention.zh if abstention else None,
        "reason_code": abstention.reason if abstention else None,
        "answers": [_answer_data(answer) for answer in reply.answers],
        "nearest": [_nearest_data(near) for near in abstention.nearest] if abstention else [],
        "comparison": [_cell_data(cell) for cell in reply.cells],
        "ahead": [{"place": cell.place, "year": cell.year} for cell in reply.ahead],
        "unsaid": list(reply.unsaid),
        "tally": _tally_data(reply.tally) if reply.tally else None,
        "query": {
            "text": query.text,
            "kind": query.asking.kind,
            "unit": query.asking.unit,
            "terms": [term.text for term in query.terms],
            "places": [*query.scope.places, *query.scope.strange],
            "years": list(query.scope.years),
            "corrections": [list(pair) for pair in query.corrections],
            "exact": query.exact,
        }
        if query
        else {},
    }


def _answer_data(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "quote": answer.quote,
        "score": answer.score,
        "report": _report_data(answer.report),
        "section": _section_data(answer.section_path),
        "line": answer.line,
        "line_end": answer.line_end,
        "page": answer.page,
        "start": answer.start,
        "end": answer.end,
        "quote_start": answer.quote_start,
        "quote_end": answer.quote_end,
    }


def _cell_data(cell: Cell) -> dict[str, Any]:
    return {
        "place": cell.place,
        "year": cell.year,
        "answer": _answer_data(cell.answer) if cell.answer else None,
        "reason": cell.abstention.zh if cell.abstention else None,
        "report": _report_data(report) if (report := cell.report) else None,
    }


def _tally_data(tally: Tally) -> dict[str, Any]:
    return {"what": tally.what, "mentioned": tally.holding, "reports": tally.reports, "negated": tally.negated}


def _nearest_data(near: Nearest) -> dict[str, Any]:
    return {
        "report": _report_data(near.report),
        "section": _section_data(near.section_path),
        "line": near.line,
    }


def _report_data(report: Summary) -> dict[str, Any]:
    head = report.head
    return {
        "title": head.title,
        "path": report.path,
        "issuer": head.issuer,
        "date": head.date,
        "number": head.number,
    }


def _section_data(path: tuple[Section, ...]) -> dict[str, Any]:
    return {"label": "".join(section.label or section.title for section in path), "path": section_names(path)}
