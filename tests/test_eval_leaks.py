import pytest

from corpus import load_corpus
from eval.leaks import find_leaks, question_sets
from eval.questions import QUESTIONS_DIR

BANK = ("突发事件发生以后多久要报告？", "67条", "常务会议谁主持")


@pytest.mark.parametrize(
    "question",
    [
        "突发事件发生以后，多久要报告",
        "突发事件发生以后多久要报告啊？",
        "发生突发事件以后多久要报告？",
        "常务会议谁来主持",
    ],
)
def test_a_question_with_other_particles_or_order_is_found(encoder, question):
    leaks = find_leaks({"bank": BANK, "dev": ("局长出国谁批", question)}, encoder)
    assert [(leak.first_set, leak.second_set, leak.second) for leak in leaks] == [("bank", "dev", question)]


@pytest.mark.parametrize("question", ["楼里着火了，几点之前得打电话上报？", "68条", "专题会的纪要谁签"])
def test_another_question_is_none(encoder, question):
    assert find_leaks({"bank": BANK, "dev": (question,)}, encoder) == []


def test_questions_of_one_set_are_not_compared(encoder):
    assert find_leaks({"bank": BANK + BANK, "dev": ()}, encoder) == []


@pytest.mark.slow
def test_bank_dev_and_test_share_no_near_duplicate(encoder):
    sets = question_sets(load_corpus(), [QUESTIONS_DIR / "dev.jsonl", QUESTIONS_DIR / "test.jsonl"])
    assert find_leaks(sets, encoder) == []
