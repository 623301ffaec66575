import itertools
import math
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import cutting, tables, words
from knowledge.text import fold

VOCABULARY = st.dictionaries(st.text("甲乙丙丁", min_size=1, max_size=3), st.integers(1, 50), max_size=8)
LEXICON = {"甲乙", "丙丁", "丁丁"}
QUESTIONS = st.text("甲乙丙丁，1a", max_size=8)


def run(python: Sequence[str], code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*python, "-c", code, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=60,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )  # fmt: skip


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> jieba.Tokenizer:
    """jieba itself, with a folder of its own for its cache."""
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    jieba.setLogLevel(60)
    return tokenizer


def cut_by(tokenizer: jieba.Tokenizer, text: str) -> list[str]:
    return [word for word in tokenizer.cut_for_search(text) if any(c.isalnum() or c == "_" for c in word)]


def test_reports_are_cut_as_jieba_cuts_them(shipped_text: str, theirs: jieba.Tokenizer) -> None:
    for text in (fold(shipped_text).text, *fold(shipped_text).text.splitlines()):
        assert cutting.cut(text) == words.cut_report(text) == cut_by(theirs, text)


@pytest.mark.parametrize(
    "text",
    ["2016-2020年", "pm2.5降至70%以下", "www.gov.cn的1.5%", "010-64521233、", "a_b", "...", "㐀㐀氏", "中\ud800国", ""],
)
def test_what_marks_join_and_rare_characters_are_cut_as_jieba_cuts_them(theirs: jieba.Tokenizer, text: str) -> None:
    assert cutting.cut(text) == cut_by(theirs, text)


# Words that overlap, a name that no dictionary has, what only begins a word, characters outside the dictionary's.
@given(st.text("中华人民共和国公务用车改革研究生命起源的张杰伦坡囍一二三丨㐀龥龦한é ,。1.%-_+#&aQ\r\n", max_size=40))
def test_any_text_is_cut_as_jieba_cuts_it(theirs: jieba.Tokenizer, text: str) -> None:
    assert cutting.cut(text) == cut_by(theirs, text)


def test_real_reports_are_cut_as_jieba_cuts_them(shared: Path, theirs: jieba.Tokenizer) -> None:
    for file in sorted((shared / "eval" / "provinces" / "reports").iterdir())[::60]:
        for line in fold(file.read_text("utf-8")).text.splitlines():
            assert cutting.cut(line) == cut_by(theirs, line)


@given(st.text("公务用车改革，。 12.5%abc-_㐀한é\n", max_size=60))
def test_no_character_that_can_be_searched_is_lost(text: str) -> None:
    folded = fold(text).text
    cut = words.cut_report(folded)
    assert set("".join(cut)) >= {c for c in folded if c.isalnum()}


def test_a_run_without_end_takes_time_in_proportion() -> None:
    words.cut_report("的")
    cut = words.cut_report("的" * 30_000)  # 4 s where the time grows with the square
    assert "".join(cut) == "的" * 30_000


def test_cutting_is_quiet_even_where_warnings_are_errors(python: list[str], tmp_path: Path) -> None:
    code = "from knowledge import words; assert words.cut_report('公务用车改革')"
    strict = [*python, "-W", "error", "-X", f"pycache_prefix={tmp_path}"]  # compile jieba anew, as on the first run
    done = run(strict, code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_search_does_not_load_jieba(python: list[str], kb_of_shipped: Path) -> None:
    code = """
import sys
from knowledge.base import Clause
from knowledge.local import LocalKnowledgeBase
base = LocalKnowledgeBase(sys.argv[1])
assert base.search([Clause("words", "改革", 1.0)], 5)
assert base.words(["改革"]) and base.size() and base.reports()
slow = {"jieba", "rjieba", "pypinyin", "opencc", "pathlib", "asyncio", "logging", "knowledge.head", "knowledge.outline"} & set(sys.modules)
print(sorted(slow))
"""
    done = run(python, code, str(kb_of_shipped))
    assert (done.stdout, done.stderr) == ("[]\n", "")


def brute(text: str, known: dict[str, int], total: int) -> float:
    """The greatest probability (its logarithm) of any way to cut text, by trying all."""
    best = 0.0
    stretches: list[list[tuple[int, int]]] = []
    for unit in words.units_of(text):
        if stretches and stretches[-1][-1][1] == unit[0]:
            stretches[-1].append(unit)
        else:
            stretches.append([unit])
    for stretch in stretches:
        scores = []
        for cuts in itertools.product([False, True], repeat=len(stretch) - 1):
            edges = [0, *(i + 1 for i, cut in enumerate(cuts) if cut), len(stretch)]
            score = 0.0
            for a, b in itertools.pairwise(edges):
                word = text[stretch[a][0] : stretch[b - 1][1]]
                weight = known.get(word, 0) or (0.5 if b - a == 1 or word in LEXICON else 0)
                score += math.log(weight / total) if weight else -math.inf
            scores.append(score)
        best += max(scores)
    return best


@given(QUESTIONS, VOCABULARY)
def test_a_question_is_cut_by_the_most_probable_path(text: str, known: dict[str, int]) -> None:
    total = max(1, sum(known.values()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "is_word", LEXICON.__contains__)
        cut = words.cut_question(text, lambda word: known.get(word, 0), total)
    assert [text[start:end] for _, start, end in cut] == [word for word, _, _ in cut]
    assert "".join(word for word, _, _ in cut) == text.replace("，", "")
    score = sum(math.log((known.get(word, 0) or 0.5) / total) for word, _, _ in cut)
    assert math.isclose(score, brute(text, known, total), abs_tol=1e-9)


@given(QUESTIONS, VOCABULARY)
def test_every_word_of_a_cut_was_a_candidate(text: str, known: dict[str, int]) -> None:
    candidates = words.candidates(text)
    assert len(candidates) == len(set(candidates))
    assert {word for word, _, _ in words.cut_question(text, lambda word: known.get(word, 0), 10)} <= set(candidates)


@pytest.mark.parametrize(
    ("letters", "cut"),
    [("lvshi", ["lv", "shi"]), ("gongwuyongche", ["gong", "wu", "yong", "che"]), ("xian", ["xian"]), ("zhuangxiu", ["zhuang", "xiu"]),
     ("", []), ("abc", None), ("v", None), ("hello", None)],
)  # fmt: skip
def test_pinyin_is_cut_into_syllables(letters: str, cut: list[str] | None) -> None:
    assert words.syllable_cut(letters) == cut


@given(st.lists(st.sampled_from(sorted(set(tables.syllables().values()))), max_size=5))
def test_joined_syllables_are_cut_into_no_more(syllables: list[str]) -> None:
    cut = words.syllable_cut("".join(syllables))
    assert cut is not None
    assert "".join(cut) == "".join(syllables) and len(cut) <= len(syllables)


def test_words_that_sound_alike() -> None:
    assert words.sound("公务用车") == words.sound("公物用车")
    assert words.sound("律师") == words.sound("律司")
    assert words.sound("A车") == "A'" + words.sound("车")


def test_grams() -> None:
    assert words.grams("节支率11.73%,ppt") == (
        ["节", "支", "率", "11.73", "ppt"],
        ["节支", "支率", "率11.73", "11.73ppt"],
    )
    assert words.grams("") == ([], [])


@given(st.text("公务用车zhang长 重.,-12a㐀é\n", max_size=30))
def test_characters_are_those_of_grams(text: str) -> None:
    assert words.characters(text) == " ".join(words.grams(text)[0])


@given(st.lists(st.sampled_from(["天", "都", "㐀", "实验", "实验室", "5", "a", "pm2.5"]), max_size=8))
def test_seams_are_pairs_of_single_characters(cut: list[str]) -> None:
    single = ["天", "都", "㐀"]
    expected = [first + second for first, second in itertools.pairwise(cut) if first in single and second in single]
    assert words.seams(" ".join(cut)).split() == expected
