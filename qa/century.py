"""Years in short: 24年, and a mere 24 beside a province."""

from knowledge.patterns import late
from qa.asking import MAGNITUDE, UNIT_BEGINS
from qa.places import PROVINCE

# Behind a mark, a word that leads to a year, or any other where what follows is no span of time: 长臂猿24年恢复 is of 2024, but
# 连续24年, 建成20年 and 20年来 are so many years.
_SHORT = late(
    r"(?:(?<=^)|(?<=[\s,、。;:?，；：？和与到在从比那是至省市区县州京津古宁林江苏徽建西东南北庆川藏肃海夏疆港门湾])"
    r"|(?<=到了)|(?<![\d.第近约超达过经历续满整共计时期长逾第前后这成了每有去来立区归行作务役援藏车产战费于延隔干权国]))(?<!建[省市区州])(?<!设[区市])([123]\d)年"
    r"(?!来(?!了)|[间期以内多前后龄代之均制老]|\d|免费|公费|义务|教育|禁渔|一遇|承包)"
)


# 云南22老小区, 17广东贫困生: beside a province without its 年, in a hurry; 广西14个市, 河南18地市 and 云南16县 count.
_BARE = late(
    rf"(?P<before>^|{PROVINCE.pattern})[省市]?\s?(?P<year>1[4-9]|2\d)\s?(?=[\u4e00-\u9fff])"
    rf"(?!{MAGNITUDE}(?:{UNIT_BEGINS})|[月日号多余几到至]|地(?!区|方)|设区|世纪|大(?!学|豆|气)|强|城|州|盟|中学|开发区|战略)"
)

_ALONE = late(r"^([12]\d)(?=的?呢?[?？]?$)")  # a follow-up that is but a year
_TWO_DIGITS = late(r"(?<!\d)[12]\d(?![\d年.%])")


def with_century(text: str) -> str:
    """Return a question with its years written in full: 广东24年 and 广东24 are 广东2024年."""
    text = _SHORT.sub(r"20\1年", text) if "年" in text else text
    text = _ALONE.sub(r"20\1年", text)
    bare = _BARE.search(text) if _TWO_DIGITS.search(text) else None  # the large pattern is seldom needed
    if bare is None or not (bare["before"] or PROVINCE.match(text, bare.end())):
        return text
    return f"{text[: bare.start('year')]}20{bare['year']}年{text[bare.end() :]}"
