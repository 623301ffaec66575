"""What the names of all reports tell together: which are of a place, which tell about a year.

Looked up and not looked through, so that a question over 12,000 reports waits no longer than one over a dozen.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import NamedTuple, TypeVar

from knowledge.base import Summary
from qa.scope import named_years, report_places, report_years

_Key = TypeVar("_Key")


class Catalogue(NamedTuple):
    """The ids of the reports: by the places that their titles name, in the reports' order; by the years they name.

    `years` are those that each report tells about, as `report_years` has them. `unplaced` and `undated` name none, and
    may be of any.
    """

    places: dict[str, set[int]]
    unplaced: set[int]
    named: dict[int, set[int]]
    undated: set[int]
    years: dict[int, tuple[int, ...]]

    @property
    def placed(self) -> bool:
        """Whether there are reports, and each is of some place."""
        return bool(self.years) and not self.unplaced

    def of(self, places: Collection[str]) -> Set[int]:
        """Return the reports of any of these places; all where none is named."""
        return _together(self.places, places) if places else self.years.keys()

    def dated(self, years: Iterable[int]) -> Set[int]:
        """Return the reports that name any of these years, or tell of none."""
        return _together(self.named, years) | self.undated

    def told(self, places: Collection[str]) -> set[tuple[int, ...]]:
        """Return the years that the reports of these places, or all, tell about: each of what a report tells once."""
        return {self.years[report] for report in self.of(places)}


def _together(ids: Mapping[_Key, set[int]], keys: Iterable[_Key]) -> set[int]:
    return set().union(*(ids[key] for key in keys if key in ids))


_kept: list[tuple[Sequence[Summary], Catalogue]] = []


def catalogue(summaries: Sequence[Summary]) -> Catalogue:
    """Return the catalogue of these reports. The last is kept: a knowledge base that is as it was gives the same ones."""
    for of, made in _kept:
        if of is summaries:
            return made
    made = _catalogue(summaries)
    _kept[:] = [(summaries, made)]
    return made


def _catalogue(summaries: Sequence[Summary]) -> Catalogue:
    made = Catalogue({}, set(), {}, set(), {})
    for summary in summaries:
        places, years = report_places(summary), report_years(summary)
        made.years[summary.id] = years
        if not places:
            made.unplaced.add(summary.id)
        for place in places:
            made.places.setdefault(place, set()).add(summary.id)
        if not years:
            made.undated.add(summary.id)
        for year in named_years(summary):
            made.named.setdefault(year, set()).add(summary.id)
    return made
