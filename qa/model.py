"""The words of the house as data: query, evidence, answer, abstention, reply."""

from typing import Literal, NamedTuple

from knowledge.base import Found, Summary
from knowledge.model import Section
from qa.scope import Scope

# What a question asks for; `open` where it does not say.
Kind = Literal[
    "number",
    "date",
    "person",
    "place",
    "name",
    "title",
    "document",
    "contact",
    "list",
    "yesno",
    "reason",
    "how",
    "definition",
    "open",
]

# Why there is no answer.
Reason = Literal[
    "empty",
    "too_long",
    "no_reports",
    "not_mentioned",
    "place_not_loaded",
    "year_not_loaded",
    "figure_absent",
    "field_empty",
    "unsure",
    "ambiguous",
    "bad_line",
    "error",
]

# A bot declines these without looking: what was typed is no question.
NO_QUESTION: tuple[Reason, ...] = ("empty", "too_long")


class Asking(NamedTuple):
    """What a question asks for: the kind, and the question words (spans) that say so.

    `unit` would fit a number; `implied` says that a noun suggests it and the question does not name it. Of a contact it
    is "@" for a mail address, "/" for one of the web, 账 for an account, '' for a telephone number. `full_name`:
    a person's name is asked for, an office is not enough. `many`: how many things (哪五个), 0 where unsaid.
    `towards`: "to" where a number is asked for that something rose or fell to, "total" for a sum, "level" for how much there is, "growth" for by how
    much, "share" for what part of a whole; of a date, "to" where it ends something and "from" where it begins it. `office`: the office asked about (副组长). `category`: the span of the noun that says what kind of thing is asked for (什么荣誉).
    `magnitude`: the 万 or 亿 that a number is asked for in. `at_length`: it is told in sentences (如何, 哪些措施). `year`, `day`: a date is asked for, and of it the year (哪一年), or the
    day, too (哪一天).
    """

    kind: Kind
    unit: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    implied: bool = False
    full_name: bool = False
    many: int = 0
    category: tuple[int, int] = (0, 0)
    office: str = ""
    towards: Literal["to", "from", "total", "level", "growth", "share", ""] = ""
    at_length: bool = False
    year: bool = False
    day: bool = False
    magnitude: str = ""


class Variant(NamedTuple):
    """Another form that stands for a term: a synonym says the same; what is near, by a dictionary, may mean it."""

    text: str
    weight: float
    why: Literal["synonym", "near"]


# What `Query.field_names` holds where it is asked on which day a report was given to a meeting.
GIVEN = ("作报告的日子",)


class Term(NamedTuple):
    """A word of the question that evidence should hold.

    `weight` is how much it tells (its idf, scaled so that the terms of a query sum to 1); `known` whether it, or a
    variant, stands in any report.
    """

    text: str
    start: int
    end: int
    weight: float
    known: bool
    variants: tuple[Variant, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """The ways to say the term itself: as asked, and by its synonyms."""
        return (self.text, *(variant.text for variant in self.variants if variant.why == "synonym"))


class Query(NamedTuple):
    """A question understood. `text` is the question after follow-ups are resolved, `folded` what is searched for.

    `subjects` are terms that a sentence must itself tell of: what a follow-up asks for, what stands before the year.
    `corrections` are pairs of what was typed and what was searched for in its place; `exact`: words count as typed.
    """

    text: str
    folded: str
    asking: Asking
    terms: tuple[Term, ...]
    scope: Scope
    subjects: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    field_names: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    exact: bool = False

    @property
    def scoped(self) -> bool:
        """Whether a place or a year is asked for."""
        return bool(self.scope.places or self.scope.years)


class Evidence(NamedTuple):
    """A scored span in a passage found; offsets are in the report's text.

    `typed`: it has the form asked for. `timely`: how well it fits the years asked for (0-1). `missing`: the
    question's terms that neither the passage nor its headings nor its report's title hold. `known`: the features that
    tell how sure it is (see `extract.probability`), weighed as evidence `of_year`, of reports of a year, or as other.
    """

    hit: Found
    start: int
    end: int
    quote_start: int
    quote_end: int
    score: float
    typed: bool
    timely: float
    missing: tuple[str, ...] = ()
    known: tuple[float, ...] = ()
    of_year: bool = True


class Meant(NamedTuple):
    """A question as it is understood after others: whole, and the part of it that it added to them, which matters most.

    `dropped`: what they asked about is dropped: it is of another thing, of the same place and year. `base`: the question that
    this one asks a detail of, '' where it is none. `place` and `year`: those of the report that answered it, where the text
    names none; '' where they are not known.
    """

    text: str
    focus: str = ""
    dropped: bool = False
    base: str = ""
    place: str = ""
    year: str = ""


class Answer(NamedTuple):
    """The report's own words and where they stand; `text == report.text[start:end]`, lines and pages count from 1.

    `page` is None where the report's format has no pages.
    """

    text: str
    quote: str
    score: float
    report: Summary
    section_path: tuple[Section, ...]
    start: int
    end: int
    quote_start: int
    quote_end: int
    line: int
    line_end: int
    page: int | None = None


class Nearest(NamedTuple):
    """A section offered beside an abstention: a place to look, not an answer."""

    report: Summary
    section_path: tuple[Section, ...]
    line: int


class Abstention(NamedTuple):
    """No answer, and why: `zh` and `en` say it in one line."""

    reason: Reason
    zh: str
    en: str
    nearest: tuple[Nearest, ...] = ()


class Cell(NamedTuple):
    """One row of a table: what is told of a place and a year ('' where shared), or why nothing is.

    `report` is the one looked through, in a survey.
    """

    place: str
    year: str
    answer: Answer | None
    abstention: Abstention | None
    report: Summary | None = None


class Tally(NamedTuple):
    """How many of the reports looked through hold the words asked about; `negated`: its cells are those without."""

    what: str
    holding: int
    reports: int
    negated: bool


class Reply(NamedTuple):
    """What comes back for one question: answers, best first, or an abstention; never both.

    A comparison has its `cells`, in the order asked for, and so has a survey of the reports, with its `tally`; the
    answers are the first of theirs. `ahead` are the cells that a comparison asks for (谁更高). `unsaid` are the places asked
    about that the best answer's report nowhere names; of a comparison, that the report of the place's own cell does not.
    """

    question: str
    query: Query | None
    answers: tuple[Answer, ...] = ()
    abstention: Abstention | None = None
    cells: tuple[Cell, ...] = ()
    tally: Tally | None = None
    ahead: tuple[Cell, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether there is an answer."""
        return bool(self.answers)
