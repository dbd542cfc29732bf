import pytest

from answer.compose import cite_clause
from answer.procedures import procedure_for, with_steps
from answer.verify import verify

TOPIC, DISAGREEMENT = "executive-meeting-topic", "topic-disagreement"


def citations_of(regulation, *clauses):
    return [cite_clause(regulation, f"{regulation.id}/{clause}") for clause in clauses]


def procedure(regulation, wanted):
    return next(p for p in regulation.guides.procedures if p.id == wanted)


@pytest.mark.parametrize(
    ("question", "clauses", "courses", "shown"),
    [
        # Of those that stand on what is quoted, the one that questions worded alike ask for.
        ("然后呢", ["47/1/1"], {DISAGREEMENT: 0.3}, DISAGREEMENT),
        ("然后呢", ["47/1/1"], {DISAGREEMENT: 0.3, TOPIC: 0.4}, TOPIC),
        # What all quotes are of outweighs a few questions.
        ("然后呢", ["46/1/1", "46/2/1"], {DISAGREEMENT: 0.3}, TOPIC),
        ("然后呢", ["46/1/1", "47/1/2"], {DISAGREEMENT: 0.6}, DISAGREEMENT),
        # Where all is equal, the title.
        ("议题怎么上会", ["47/1/1"], {}, TOPIC),
        ("意见有分歧怎么协调", ["47/1/1"], {}, DISAGREEMENT),
    ],
)
def test_the_procedure_stands_on_the_quotes_and_is_asked_for_alike(regulation, question, clauses, courses, shown):
    found = procedure_for(question, citations_of(regulation, *clauses), regulation, courses)
    assert found is not None
    assert found.id == shown


def test_a_procedure_that_the_answer_has_no_article_of_is_not_shown(regulation):
    cited = citations_of(regulation, "47/1/1")
    assert procedure_for("值班怎么安排", cited, regulation, {"duty": 1.0}) is not procedure(regulation, "duty")
    assert procedure_for("本规则何时施行", citations_of(regulation, "81/1/1"), regulation, {"duty": 1.0}) is None


def test_quotes_stand_in_the_order_of_the_steps_and_the_others_behind(regulation):
    cited = citations_of(regulation, "81/1/1", "46/1/1", "46/2/1", "80/1/1", "47/1/1")
    shown = with_steps(cited, procedure(regulation, TOPIC), regulation)
    assert [c.clause_id.removeprefix("tj-2023/") for c in shown] == ["47/1/1", "46/1/1", "46/2/1", "81/1/1", "80/1/1"]


@pytest.mark.parametrize(
    ("wanted", "cited", "shown"),
    [
        ("media-supervision", ["40/1/1"], ["40/1/1", "40/1/2"]),
        # What is added never stands before what was chosen first, though its step comes before.
        ("media-supervision", ["40/1/2"], ["40/1/2", "40/1/1"]),
        # Article 47 is not quoted, so nothing of it is added.
        (TOPIC, ["46/2/1"], ["46/2/1", "46/1/1"]),
    ],
)
def test_of_the_articles_quoted_all_that_the_steps_stand_on_is_quoted(regulation, wanted, cited, shown):
    found = with_steps(citations_of(regulation, *cited), procedure(regulation, wanted), regulation)
    assert [c.clause_id.removeprefix("tj-2023/") for c in found] == shown
    assert verify(found, {regulation.id: regulation}) == tuple(found)
