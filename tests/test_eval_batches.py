import random

import pytest

from eval.__main__ import main
from eval.batches import Batches, sounding_like


def test_near_misses_are_drawn_beside_the_clauses_of_their_article(regulation):
    """Without them the encoder would not learn to tell what is left open from what is answered."""
    batches = Batches(regulation.questions, random.Random(0), clauses=48, unanswered=48, unrelated=6, noise=0.2)
    for _ in range(5):
        clauses, answered, unanswered = batches.draw()
        near = [question.near for question in unanswered if question.near]
        assert near
        assert len(near) == len(set(near))
        assert all(any(clause.startswith(f"{article}/") for clause in clauses) for article in near)
        assert not any(question.clauses for question in unanswered)
        assert all(set(question.clauses) & set(clauses) for question in answered)
        assert len(unanswered) - len(near) == 6


@pytest.mark.parametrize("count", ["0", "-5", "abc", "1.5"])
def test_a_count_of_questions_that_is_none_is_refused(count, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["tune", "--first", count])
    assert ended.value.code == 2
    assert f"'{count}': write a whole number from 1 on" in capsys.readouterr().err


def test_a_count_that_is_given_twice_weighs_twice(monkeypatch):
    tuned = []
    monkeypatch.setattr("eval.tune.tune", lambda banks, *_: tuned.extend(banks))
    main(["tune", "--first", "2", "3", "3"])
    assert [(len(questions), weight) for questions, weight in tuned] == [(2, 1), (3, 2)]


def test_what_is_mistyped_sounds_like_what_was_meant(regulation):
    batches = Batches(regulation.questions, random.Random(0), clauses=48, unanswered=48, unrelated=6, noise=1.0)
    assert set("庭挺听") <= set(sounding_like("厅"))
    assert set("尽近晋") <= set(sounding_like("津"))
    assert "今" in sounding_like("经")  # jin and jing
    assert sounding_like("a") == sounding_like("？") == ""
    changed = batches.mistype("常务会议纪要由谁签发？")
    assert changed != "常务会议纪要由谁签发？"
    pairs = zip("常务会议纪要由谁签发？", changed, strict=True)
    assert all(typed == meant or typed in sounding_like(meant) for meant, typed in pairs)
    assert batches.mistype("OA ppt 2026") == "OA ppt 2026"
