"""Why an answer was chosen can be told: every word of the question is accounted for, at the nearest place."""

from qa.bot import Bot
from qa.why import explained

from .test_answers import bot  # noqa: F401  (the fixture)


def rows(bot: Bot, question: str) -> dict[str, str]:  # noqa: F811
    reply = bot.ask(question)
    assert reply.answered
    return dict(explained(reply, reply.answers[0]))


def test_each_word_is_told_where_it_stands(bot: Bot) -> None:  # noqa: F811
    told = rows(bot, "全省一共取消了多少台公务用车?")
    assert told["问的是"] == "数字（台）"
    assert "公务用车" in told["句中有"] and "取消" in told["句中有"]
    assert told["报告"] == "湖南省机关事务管理局2020年度法治政府建设情况"
    assert told["把握"].startswith("很可能")


def test_corrections_are_told(bot: Bot) -> None:  # noqa: F811
    assert rows(bot, "全省取消了多少台供无用车?")["改按"] == "供无用车 → 公务用车"
