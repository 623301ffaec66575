"""How likely what answers has a word that a question says."""

from collections.abc import Callable

from knowledge.local import LocalKnowledgeBase
from qa.evaluate import Gold
from qa.train.said import Usual, _tags, said

_PATH = "2020年甘肃政府工作报告.txt"


def _gold(base: LocalKnowledgeBase, question: str, *answers: str) -> Gold:
    (report,) = base.reports()
    line = base.text(report.id).split("\n").index("粮食产量1200万吨,取消公务用车300台。") + 1
    return Gold("1", question, answers, frozenset({(report.path, line)} if answers else set()), "number")


def test_a_word_counts_as_told_in_any_form(base_of: Callable[[str, str], LocalKnowledgeBase]) -> None:
    base = base_of("2020年甘肃政府工作报告", "粮食产量1200万吨,取消公务用车300台。")
    golds = [_gold(base, "甘肃砍了多少公车", "300台"), _gold(base, "甘肃房子怎么样")]
    told = dict(said(base, golds))
    assert told["公车"]  # 公务用车
    assert "甘肃" not in told  # of a place is the report
    assert "房子" not in told  # nothing answers


def test_of_a_line_that_is_a_document_what_is_near_counts(base_of: Callable[[str, str], LocalKnowledgeBase]) -> None:
    base = base_of("2020年甘肃政府工作报告", f"棉花很好。{'长' * 4000}粮食产量1200万吨。")
    (report,) = base.reports()
    (line,) = (at for at, text in enumerate(base.text(report.id).split("\n"), 1) if "棉花" in text)
    gold = Gold("1", "甘肃棉花和粮食产量", ("1200万吨",), frozenset({(report.path, line)}), "number")
    told = dict(said(base, [gold]))
    assert told["粮食产量"] and not told["棉花"]


def test_what_is_usual_is_learned_from_words_alike(base_of: Callable[[str, str], LocalKnowledgeBase]) -> None:
    base = base_of("2020年甘肃政府工作报告", "粮食产量1200万吨,取消公务用车300台。")
    usual = Usual([base], _tags())
    usual.learn({"母亲": (20, 2), "房子": (20, 1), "粮食": (20, 20), "公务": (20, 19)})
    assert usual("父亲") < 0.4 < 0.6 < usual("产量")
