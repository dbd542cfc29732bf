from dataclasses import replace

import pytest

from answer.compose import cite
from answer.suggest import MOST, suggest
from corpus import Example

EXAMPLES = (
    Example("七十条问什么？", "70/1/1", True),
    Example("六十四条问什么？", "64/1/1", False),
    Example("六条问什么？", "6/1/2", True),
    Example("六十七条第二句？", "67/1/2", True),
    Example("六十八条问什么？", "68/1/1", False),
    Example("六十七条第一句？", "67/1/1", False),
    Example("八条问什么？", "8/1/1", True),
    Example("九条问什么？", "9/1/1", True),
)


@pytest.fixture
def examples(regulation):
    """The real regulation with the examples above."""
    return replace(regulation, examples=EXAMPLES)


def citations_of(regulation, *clause_ids):
    clauses = {clause.id: (article, clause) for article in regulation.articles for clause in article.clauses}
    return [cite(regulation, *clauses[f"{regulation.id}/{clause_id}"]) for clause_id in clause_ids]


@pytest.mark.parametrize(
    ("cited", "asked", "suggested"),
    [
        # 70 and 64 are equally far from 67: the order of the file decides.
        (["67/1/2"], [], ["六十七条第一句？", "六十八条问什么？", "七十条问什么？"]),
        (["67/1/3"], [], ["六十七条第二句？", "六十七条第一句？", "六十八条问什么？"]),
        (["67/1/1", "67/1/2"], [], ["六十八条问什么？", "七十条问什么？", "六十四条问什么？"]),
        # The first citation says where we are; the others are not offered either.
        (["8/1/2", "6/1/2"], [], ["八条问什么？", "九条问什么？", "六十四条问什么？"]),
        (["67/1/2"], ["六十七条第一句？"], ["六十八条问什么？", "七十条问什么？", "六十四条问什么？"]),
        (
            ["67/1/2"],
            [" 六十七条第一句? ", "六十八条问\u200b什么？"],
            ["七十条问什么？", "六十四条问什么？", "九条问什么？"],
        ),
        ([], [], ["七十条问什么？", "六条问什么？", "六十七条第二句？"]),
        ([], ["六条问什么？"], ["七十条问什么？", "六十七条第二句？", "八条问什么？"]),
        ([], [example.question for example in EXAMPLES[:7]], ["九条问什么？"]),
        ([], [example.question for example in EXAMPLES], []),
    ],
)
def test_suggestions(examples, cited, asked, suggested):
    assert suggest(examples, citations_of(examples, *cited), asked) == tuple(suggested)


def test_no_examples(regulation):
    assert suggest(replace(regulation, examples=()), citations_of(regulation, "67/1/2"), []) == ()


def test_suggestions_under_every_clause_of_the_real_regulation(regulation):
    by_question = {example.question: example for example in regulation.examples}
    for article in regulation.articles:
        for clause in article.clauses:
            chosen = suggest(regulation, [cite(regulation, article, clause)], [])
            places = [by_question[question].clause for question in chosen]
            distances = [abs(int(place.split("/")[0]) - article.number.number) for place in places]
            offered = [e for e in regulation.examples if f"{regulation.id}/{e.clause}" != clause.id]
            nearest = sorted(abs(int(e.clause.split("/")[0]) - article.number.number) for e in offered)
            assert distances == nearest[:MOST]
            assert f"{regulation.id}/{places[0]}" != clause.id
            assert len(set(chosen)) == MOST == 3


def test_the_conversation_never_repeats_itself(regulation):
    asked, cited = [], citations_of(regulation, "67/1/2")
    while chosen := suggest(regulation, cited, asked):
        assert not set(chosen) & set(asked)
        asked.append(chosen[0])
    expected = [e.question for e in regulation.examples if e.clause != "67/1/2"]
    assert sorted(asked) == sorted(expected)
