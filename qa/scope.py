"""Which reports, and which of their parts, a question is about: its places, its years, results or plans.

Everything here is told by the reports' own titles, dates and headings: a report made in 2021 tells what was done in
2020 and what is planned for 2021, and says so in its headings (2020年工作回顾, 2021年目标).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from knowledge.base import Summary
from knowledge.patterns import chinese, late
from knowledge.text import fold_plain
from qa.places import places_in
from qa.times import edge_years, five_years

if TYPE_CHECKING:
    from qa.catalogue import Catalogue

Intent = Literal["result", "plan", "either", ""]

# What follows the name of a place in a title; 县, 区 and 盟 end other words, too.
_DIVISIONS = (
    "省", "市", "自治区", "自治州", "自治县", "自治旗", "特别行政区",
    *(division + more for division in "县区盟" for more in ("政府", "人民", "20", "19")),
)  # fmt: skip
_SHORTEST_PLACE, _LONGEST_PLACE = 2, 6
_PEOPLES = late(r"(?:回族|壮族|维吾尔|藏族|苗族|彝族|土家族|蒙古族|朝鲜族|哈萨克|傣族|侗族|布依族|羌族|白族).*$")
_NAMED_YEAR = late(r"(?<![\da-z])((?:19|20)\d\d)(?![\da-z])")  # a file may be called by a hash

_DIVISION = late(r"(.{2,})[省市县区州盟旗]")
BACK = {"去年": 1, "上年": 1, "今年": 0, "前年": 2}

# Of what was planned, too; 实际利用外资 is but the name of a figure. What was not reached (为什么没完成目标) came of a plan.
_DONE_ASKED = late(
    r"实际(?!利用|使用|到位|到账|吸收|外资)|已经|真的|最后|最终|(?:完成|实现|达到|达成)[^,。]{0,6}(?:了吗|了没|没有|吗)"
    r"|(?:没有?|未|没能|未能)(?:完全|全部|如期)?(?:完成|实现|达[到成标])"
)
_PLAN_ASKED = late(
    r"目标|计划|打算|任务|年初定|(?<![主重必需纪])要(?!求|素|闻|点|件)|将(?!军)|力争|争取|准备|预计|预期|安排|拟|年内|规划|希望|今后|未来"
    r"|(?<![理思设联感])想(?![问查看]|知道|了解|请教)"
)
_RESULT_ASKED = late(r"了(?!解)|完成|实现|获|达到过|累计")


class Scope(NamedTuple):
    """What a question is about: `reports` are the ids to look in (None: all), `places` and `years` those asked for.

    `strange` are places that no report is about, though every report has a place of its own in the title (`placed`).
    `period`: the years of the five-year plan that is asked about, where no year is.
    """

    places: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    intent: Intent = ""
    reports: tuple[int, ...] | None = None
    placed: bool = False
    period: tuple[int, ...] = ()

    @property
    def narrow(self) -> bool:
        """Whether every report is of a place, and only those of the place or the year asked about are looked in."""
        return self.placed and self.reports is not None


@lru_cache(maxsize=4096)
def title_places(title: str) -> tuple[str, ...]:
    """Return the places that a report's title says it is about: provinces, and what stands before 市, 县 and the like."""
    found = places_in(title)
    sizes = range(_SHORTEST_PLACE, min(_LONGEST_PLACE, len(title)) + 1)
    named = next((title[:size] for size in sizes if title.startswith(_DIVISIONS, size)), "")
    own = _PEOPLES.sub("", named) if chinese(named) else ""
    return tuple(dict.fromkeys((*found, *((own,) if own else ()))))


@lru_cache(maxsize=4096)
def _names(title: str, path: str, issuer: str) -> tuple[str, ...]:
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return tuple(map(fold_plain, (title, stem, issuer)))


def naming(report: Summary) -> str:
    """Return what names a report, folded: its title, its file's name, its issuer."""
    return " ".join(_names(report.head.title, report.path, report.head.issuer))


def report_places(report: Summary) -> tuple[str, ...]:
    """Return the places that a report is of. One with the title 2016年政府工作报告 leaves that to its file's name."""
    names = _names(report.head.title, report.path, report.head.issuer)
    return tuple(dict.fromkeys(place for name in names for place in title_places(name)))


@lru_cache(maxsize=4096)
def _years(named: str, date: str) -> tuple[int, ...]:
    titled = [int(year) for year in _NAMED_YEAR.findall(named)]
    dated = int(date[:4]) if date[:4].isdecimal() else None
    if titled:
        # Made in the year after the one it is about (2020年度…, dated 2021), it is about that year alone.
        return (titled[0],) if dated == titled[0] + 1 else (titled[0], titled[0] - 1)
    return (dated, dated - 1) if dated else ()


def report_years(report: Summary) -> tuple[int, ...]:
    """Return the years a report tells about: the one it was made for, and the year before."""
    return _years(naming(report), report.head.date)


def yearly(report: Summary) -> bool:
    """Whether a report is of a year, as those of governments are; articles, findings and rules are not, whatever their date."""
    return bool(report_years(report)) and _reckons(*_names(report.head.title, report.path, "")[:2])


# What rules and what asks are called: 办法, 关于…的通知, 热点13问; and what accounts for a year.
_RULES = late(
    r"(?:法|条例|办法|规定|细则|规则|准则|规范|章程|制度|通知|通告|公告|公示|布告|意见|方案|措施|指引|指南|攻略|须知|问答|解答|问|[?？吗呢]|答复|批复|复函|函|解释|决定|决议|标准|目录|清单"
    r"|流程|政策|令|新闻稿)(?:\([^()]*\)|〔[^〔〕]*〕|!|！|[\s_\-\d号版])*$"
)
_ACCOUNTS = late(r"报告|总结|公报|年报|年鉴|情况|要点|计划|规划|概况|综述|回顾|白皮书|预算|决算|统计|讲话|致辞|工作")


@lru_cache(maxsize=4096)
def _reckons(title: str, stem: str) -> bool:
    """Whether what is called so is of the year in its name, or, where that names none, of the year that it is dated."""
    if _ACCOUNTS.search(title) is None and _RULES.search(stem):
        return False
    if _RULES.search(title):
        return False
    return bool(_NAMED_YEAR.search(f"{title} {stem}")) or bool(_ACCOUNTS.search(f"{title} {stem}"))


def named_years(report: Summary) -> set[int]:
    """Return the years a report tells about, and those in its name."""
    return {*report_years(report), *(int(year) for year in _NAMED_YEAR.findall(naming(report)))}


def scope(folded: str, years: tuple[int, ...], reports: "Catalogue", terms: Sequence[str]) -> Scope:
    """Return the scope of a folded question over these reports."""
    known = reports.places
    named = (match.group(1) for term in terms if (match := _DIVISION.fullmatch(term)))
    asked = tuple(dict.fromkeys((*places_in(folded), *(place for place in (*terms, *named) if place in known))))
    # A report whose title names no place may be about any; only where every title names one is a place missing.
    strange = tuple(place for place in asked if place not in known) if reports.placed else ()
    places = tuple(place for place in asked if place in known)
    chosen = reports.of(places) | reports.unplaced
    named_ = _made(folded)
    if made := {report for report in chosen if named_.intersection(reports.years[report][:1])}:
        # The report itself is named: whatever it tells is asked for, of whichever year, if no other is named.
        others = tuple(year for year in years if year not in named_)
        return Scope(places, strange, others, _intent(folded), tuple(sorted(made)), reports.placed)
    edges = edge_years(folded)
    years = years or _relative(folded, chosen, reports) or (edges if chosen & reports.dated(edges) else ())
    period = () if years else tuple(sorted(five_years(folded)))
    within = {*years, *period}
    dated = chosen & reports.dated(within) if within else chosen
    if not dated:
        years = tuple(sorted(within))  # of a five-year plan, too, that no report is of
    # A year that no report is made for may still be told about in passing: then all are looked through.
    chosen = dated or chosen
    narrowed = len(chosen) < len(reports.years)
    ids = tuple(sorted(chosen)) if narrowed else None
    return Scope(places, strange, years, _intent(folded), ids, reports.placed, period)


# Not 最后一公里, nor 实际增长, which is but the name of a figure; 最终目标 asks for a plan.
_OUTCOME_ASKED = late(
    r"实际(?!利用|使用|到位|到账|吸收|外资|增长)|最后(?!一)|最终|(?:完成|实现|达到|达成)[^,。]{0,6}(?:了吗|了没|没有|吗)"
)


def asks_outcome(folded: str) -> bool:
    """Whether a question says that it asks for what became of it, and not for what was planned."""
    done = _OUTCOME_ASKED.search(folded)
    return done is not None and not _PLAN_ASKED.search(folded, done.end())


def _intent(folded: str) -> Intent:
    if _PLAN_ASKED.search(folded) and not _DONE_ASKED.search(folded):
        return "plan"
    return "result" if _RESULT_ASKED.search(folded) or _DONE_ASKED.search(folded) else ""


# 2023年报告里, 2023年广东省政府工作报告; who 报告s cases, and what is 报告期, names none.
_REPORT = late(
    r"(?<!\d)((?:19|20)\d\d)\s?年度?(?:(?:的|那份|这份)的?报告|[^\d,，。?？]{0,8}?工作报告|报告(?=[里中上说提写的,，。?？\s]|$))(?!会|期)"
)


def _made(folded: str) -> set[int]:
    """Return the years of reports that a question names: 2023年的报告里."""
    return set(map(int, _REPORT.findall(folded))) if "报告" in folded else set()


def _relative(folded: str, chosen: Iterable[int], reports: "Catalogue") -> tuple[int, ...]:
    """Return the year meant by 今年 or 去年, where the reports that may tell are all made for one year and look back."""
    back = next((back for word, back in BACK.items() if word in folded), None)
    if back is None:
        return ()
    told = {reports.years[report] for report in chosen}
    if len(told) != 1 or len(own := told.pop()) != 2:
        return ()
    return (own[0] - back,)
