"""What is searched for: the question's words, and where they tell nothing more, not the names of its places."""

import pytest

from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.question import understand
from qa.retrieve import CANDIDATES, CANDIDATES_NARROW, clauses, looked_at, retrieve
from tests.qa.test_scope import provinces  # noqa: F401 - a fixture


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("湖南2020年粮食总产量是多少?", False),  # only its reports are looked in
        ("湖南和湖北2020年粮食总产量是多少?", False),
        ("广东2020年粮食总产量是多少?", True),  # no report is of it; one may yet tell of it
        ("粮食总产量是多少?", False),
    ],
)
def test_the_name_of_a_place_is_not_looked_for_in_its_own_reports(
    provinces: Bot,  # noqa: F811
    question: str,
    sought: bool,
) -> None:
    terms = {clause.term for clause in clauses(understand(question, provinces._base))}
    assert bool(terms & {"湖南", "湖北", "广东", "湖", "广"}) == sought
    assert any(term in "粮食总产量" for term in terms)


def test_where_reports_are_of_no_place_its_name_is_a_word_like_others(base: LocalKnowledgeBase) -> None:
    assert "湖南" in {clause.term for clause in clauses(understand("湖南取消了多少台公务用车?", base))}


def test_a_name_that_is_no_word_is_looked_for_by_its_pairs(base: LocalKnowledgeBase) -> None:
    query = understand("磊淼焱一共几台?", base)
    assert ("pairs", "磊淼") in {(clause.field, clause.term) for clause in clauses(query)}
    assert retrieve(query, base)


@pytest.mark.parametrize(
    ("question", "most"),
    [
        ("湖南2020年粮食总产量是多少?", CANDIDATES_NARROW),
        ("粮食总产量是多少?", CANDIDATES),  # of any place and year
    ],
)
def test_where_the_place_is_told_fewer_passages_are_looked_at(
    provinces: Bot,  # noqa: F811
    question: str,
    most: int,
) -> None:
    query = understand(question, provinces._base)
    assert looked_at(query) == most
    assert len(retrieve(query, provinces._base, limit=1)) == 1


def test_where_reports_are_of_no_place_as_many_are_looked_at_as_ever(base: LocalKnowledgeBase) -> None:
    assert looked_at(understand("湖南2020年取消了多少台公务用车?", base)) == CANDIDATES
