"""Replies as they are: what changes in an answer is seen in a diff. QA_GOLDEN=write renews the file."""

import json
from collections.abc import Callable

from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.render import reply_data

QUESTIONS = (
    "全省一共取消了多少台公务用车?",
    "节支率是多少?",
    "制定了几件地方标准?",
    "请了哪家律所当顾问?",
    "副组长由谁担任?",
    "国有资产管理体制改革意见的文号是什么?",
    "专家给领导干部讲授了哪些法律法规?",
    "什么时候通过了国管局标准化试点验收考核?",
    "重大行政决策要经过哪些法定程序?",
    "这个局有没有行政执法权?",
    "这份报告是哪天发布的?",
    "全省取消公物用车多少台?",
    "維修專項資金約多少?",
    "lvshi shiwusuo shi na yi jia",
    "法律意见书 份数",
    "局长叫什么名字?",
    "法律顾问费是多少?",
    "2019年法治政府建设情况如何?",
    "广东省取消了多少台公务用车?",
    "发布机构是谁?",
    "今天天气怎么样?",
)


def test_replies(base: LocalKnowledgeBase, golden: Callable[[str, str], None]) -> None:
    lines = []
    for question in QUESTIONS:
        reply = reply_data(Bot(base).ask(question))
        lines += [f"? {question}", f"  {reply['status']}: {reply['reason'] or ''}".rstrip(": ")]
        for answer in reply["answers"][:1]:
            place = f"{answer['section']['label']} line {answer['line']} [{answer['start']}:{answer['end']}]"
            lines += [f"  > {json.dumps(answer['text'], ensure_ascii=False)}  {place}", f"    {answer['quote']!r}"]
        lines += [f"  ~ {near['section']['label']} line {near['line']}" for near in reply["nearest"]]
    golden("replies.txt", "\n".join(lines) + "\n")
