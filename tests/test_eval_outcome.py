import pytest

from answer.compose import cite
from answer.model import Answer, Status
from corpus import ArticleNumber
from eval.outcome import answer_measures
from eval.questions import Question, gold_clauses, gold_spans
from eval.visible import visible_text

SPANS = ("必须在30分钟内向市政府总值班室电话报告", "市长离岗离津外出，须以书面形式报市委")


def question(*gold, also_ok=(), key=("30分钟",)):
    return Question(
        id="q",
        question="问",
        category="direct",
        style="formal",
        answerable=True,
        gold=tuple({"article": article, "span": span} for article, span in gold),
        also_ok=also_ok,
        key=key,
        note="",
    )


BOTH = question((67, SPANS[0]), (68, SPANS[1]))


def answer(regulation, *clauses, status=Status.ANSWERED, markdown=""):
    by_id = {c.id: (a, c) for a in regulation.articles for c in a.clauses}
    cited = tuple(cite(regulation, *by_id[f"tj-2023/{clause}"]) for clause in clauses)
    return Answer(status, markdown, citations=cited)


def measure(regulation, asked, given):
    return answer_measures(asked, given, gold_spans(asked, regulation))


def test_gold_spans_and_clauses_are_found_in_the_text(regulation):
    assert [regulation.text[start:end] for start, end in gold_spans(BOTH, regulation)] == list(SPANS)
    assert gold_clauses(BOTH, regulation) == ("tj-2023/67/1/2", "tj-2023/68/1/2")


def test_a_span_over_two_clauses_is_quoted_only_by_both(regulation):
    first, second = (c.text for c in regulation.article(ArticleNumber(67)).clauses[1:3])
    asked = question((67, first[-8:] + second[:6]), key=())
    assert gold_clauses(asked, regulation) == ("tj-2023/67/1/2", "tj-2023/67/1/3")
    assert measure(regulation, asked, answer(regulation, "67/1/2"))["spans"] == 0
    assert measure(regulation, asked, answer(regulation, "67/1/3", "67/1/2"))["spans"] == 1


def test_a_complete_answer(regulation):
    given = answer(regulation, "67/1/2", "68/1/2", markdown="> 必须在**30分钟**内")
    assert measure(regulation, BOTH, given) == {
        "spans": 1,
        "keys": 1,
        "citation precision": 1,
        "citation recall": 1,
        "complete": 1,
        "first quote": 1,
    }


def test_half_an_answer_with_one_wrong_article(regulation):
    given = answer(regulation, "67/1/2", "5/1/1", markdown="三十分钟")
    assert measure(regulation, BOTH, given) == {
        "spans": 0.5,
        "keys": 0,
        "citation precision": 0.5,
        "citation recall": 0.5,
        "complete": 0,
        "first quote": 1,
    }


def test_the_first_quote_is_the_one_that_is_read(regulation):
    assert measure(regulation, BOTH, answer(regulation, "5/1/1", "67/1/2", "68/1/2"))["first quote"] == 0


def test_what_is_also_right_does_not_count_as_wrong(regulation):
    given = answer(regulation, "67/1/2", "5/1/1")
    asked = question((67, SPANS[0]), also_ok=(5,))
    assert measure(regulation, asked, given)["citation precision"] == 1


def test_the_right_article_with_the_wrong_clause_is_not_complete(regulation):
    found = measure(regulation, question((67, SPANS[0])), answer(regulation, "67/1/1"))
    assert (found["citation recall"], found["spans"], found["complete"]) == (1, 0, 0)


def test_a_refusal_of_an_answerable_question_scores_zero(regulation):
    given = answer(regulation, status=Status.NOT_IN_REGULATION, markdown="没有规定。最接近：30分钟")
    assert set(measure(regulation, BOTH, given).values()) == {0.0}


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("> 甲\\_乙&lt;b&gt;\n\n——《丙》", "甲_乙<b>——《丙》"),
        ("**30** 分钟\n\n- 一\n- 二", "30分钟一二"),
        ("", ""),
    ],
)
def test_what_a_reader_sees(markdown, text):
    assert visible_text(markdown) == text
