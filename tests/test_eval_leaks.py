import pytest

from eval.leaks import find_leaks, leaks_of_files
from eval.questions import QUESTIONS_DIR


def leaks_between(untuned_encoder, bank, dev):
    return find_leaks({"bank": bank, "dev": dev}, untuned_encoder)


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
def test_a_question_with_other_particles_or_order_is_found(untuned_encoder, question):
    leaks = leaks_between(untuned_encoder, BANK, ("局长出国谁批", question))
    assert [(leak.first_set, leak.second_set, leak.second) for leak in leaks] == [("bank", "dev", question)]


@pytest.mark.parametrize("question", ["楼里着火了，几点之前得打电话上报？", "68条", "专题会的纪要谁签"])
def test_another_question_is_none(untuned_encoder, question):
    assert leaks_between(untuned_encoder, BANK, (question,)) == []


def test_questions_of_one_set_are_not_compared(untuned_encoder):
    assert leaks_between(untuned_encoder, BANK + BANK, ()) == []


@pytest.mark.slow
def test_bank_dev_and_test_share_no_near_duplicate(regulation, untuned_encoder):
    paths = [QUESTIONS_DIR / "dev.jsonl", QUESTIONS_DIR / "test.jsonl"]
    assert leaks_of_files(regulation.questions, untuned_encoder, paths) == []
