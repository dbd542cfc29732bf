import pytest

from eval.agreement import Label, LabelPair, agreement, load_labels
from eval.questions import QUESTIONS_DIR, Question, QuestionFileError, load_questions


def pair(name, first, second):
    labels = (Label(answerable=bool(articles), articles=articles) for articles in (first, second))
    return LabelPair(id=name, first=next(labels), second=next(labels))


def test_agreement_by_hand():
    figures = agreement((pair("a", (67,), (67,)), pair("b", (43, 44), (44,)), pair("c", (), ()), pair("d", (5,), ())))
    assert figures["items"] == 4
    assert figures["answerable agreed"] == 3 / 4
    # Chance agreement: 3/4 · 2/4 + 1/4 · 2/4 = 1/2, so kappa is (3/4 - 1/2) / (1 - 1/2).
    assert figures["kappa"] == pytest.approx(1 / 2)
    assert figures["articles identical"] == 2 / 4
    assert figures["Jaccard"] == pytest.approx((1 + 1 / 2) / 2)


def test_every_item_was_labelled_twice_and_every_disagreement_settled():
    pairs = {pair.id: pair for pair in load_labels()}
    ids = [q.id for name in ("dev", "test") for q in load_questions(QUESTIONS_DIR / f"{name}.jsonl", Question)]
    assert sorted(pairs) == sorted(ids)
    assert [p.id for p in pairs.values() if p.first != p.second and not (p.settled and p.why)] == []


def test_a_faulty_line_is_named(tmp_path):
    (tmp_path / "labels.jsonl").write_text('\n{"id": "a"}\n', "utf-8")
    with pytest.raises(QuestionFileError, match=r"labels\.jsonl:2"):
        load_labels(tmp_path / "labels.jsonl")
