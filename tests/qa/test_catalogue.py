"""The catalogue of all reports' names: what is looked up is what looking through them all finds."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Summary
from knowledge.model import Head
from qa.catalogue import catalogue
from qa.scope import named_years, report_places, report_years

_TITLES = ("湖南省", "湖北省", "长沙市", "湖南省长沙市", "湖南与湖北", "某局")


def _summary(number: int, title: str, year: int, date: str) -> Summary:
    name = f"{title}{year or ''}年政府工作报告"
    head = Head(name, "", date, "", ())
    return Summary(number, f"{name}.txt", f"/{number}", "utf-8", "", 0, 0, head, ())


_summaries = st.lists(
    st.tuples(st.sampled_from(_TITLES), st.sampled_from((0, 2020, 2021, 2022)), st.sampled_from(("", "2021-01-20"))),
    max_size=12,
).map(lambda rows: [_summary(number, *row) for number, row in enumerate(rows)])


@given(
    _summaries,
    st.lists(st.sampled_from(("湖南", "湖北", "长沙", "日本")), max_size=2, unique=True),
    st.sets(st.sampled_from((2019, 2020, 2021, 2030))),
)
def test_what_is_looked_up_is_what_looking_through_finds(
    summaries: list[Summary], places: list[str], years: set[int]
) -> None:
    of = {s.id: report_places(s) for s in summaries}
    chosen = [s for s in summaries if not places or set(places) & set(of[s.id])]
    made = catalogue(summaries)
    assert set(made.of(places)) == {s.id for s in chosen}
    assert set(made.dated(years)) == {s.id for s in summaries if not report_years(s) or years & named_years(s)}
    assert made.told(places) == {report_years(s) for s in chosen}
    assert list(made.places) == list(dict.fromkeys(place for s in summaries for place in of[s.id]))
    assert made.placed == (bool(summaries) and all(of.values()))


def test_it_is_made_once_for_as_long_as_the_reports_are_the_same() -> None:
    summaries = [_summary(1, "湖南省", 2020, "")]
    made = catalogue(summaries)
    assert catalogue(summaries) is made
    assert catalogue(list(summaries)) is not made
