from dataclasses import replace

import pytest

from answer.compose import cite, cite_clause
from answer.suggest import MOST, Suggester
from corpus import Example


def citations_of(regulation, *clauses):
    return [cite_clause(regulation, f"{regulation.id}/{clause}") for clause in clauses]


@pytest.fixture(scope="module")
def suggester(regulation):
    return Suggester(regulation)


@pytest.fixture(scope="module")
def clause_of(regulation):
    """Question to the clause that it is bound to."""
    bank = {question.text: question.clauses[0] for question in regulation.questions if question.clauses}
    return bank | {example.question: f"{regulation.id}/{example.clause}" for example in regulation.examples}


def test_the_next_step_of_the_procedure_comes_first(suggester, regulation, clause_of):
    first, *_ = suggester.suggest(citations_of(regulation, "47/1/1"), [])
    procedure = next(p for p in regulation.guides.procedures if "tj-2023/47/1/1" in p.steps[0].clauses)
    assert clause_of[first] in procedure.steps[1].clauses


@pytest.mark.parametrize("shown", ["minutes-and-report", "decision-followup"])
def test_the_steps_of_the_procedure_that_is_shown_come_before_those_of_others(suggester, regulation, clause_of, shown):
    first, *_ = suggester.suggest(citations_of(regulation, "49/1/1"), [], [], shown)
    of_each = {p.id: {c for step in p.steps[1:] for c in step.clauses} for p in regulation.guides.procedures}
    assert clause_of[first] in of_each[shown]


def test_what_was_found_comes_before_the_neighbours_of_the_article(suggester, regulation, clause_of):
    cited = citations_of(regulation, "3/1/1")
    chosen = suggester.suggest(cited, [], ["tj-2023/62/1/2", "tj-2023/3/1/1", "tj-2023/79/1/1"])
    assert [clause_of[question] for question in chosen[:2]] == ["tj-2023/62/1/2", "tj-2023/79/1/1"]


def test_suggestions_under_every_clause_are_answered_elsewhere_and_differ(suggester, regulation, clause_of):
    for article in regulation.articles:
        for clause in article.clauses:
            chosen = suggester.suggest([cite(regulation, article, clause)], [])
            places = [clause_of[question] for question in chosen]
            assert len(set(places)) == MOST == 3
            assert clause.id not in places


def test_what_was_asked_or_quoted_is_not_offered_again(suggester, regulation, clause_of):
    cited = citations_of(regulation, "67/1/2")
    first = suggester.suggest(cited, [])
    again = suggester.suggest(cited, [f" {first[0]}？", first[1]])
    assert not {first[0], first[1]} & set(again)
    both = suggester.suggest(citations_of(regulation, "67/1/2", "67/1/1"), [])
    assert "tj-2023/67/1/1" not in {clause_of[question] for question in both}


def test_the_conversation_never_repeats_itself(suggester, regulation):
    asked, cited = [], citations_of(regulation, "67/1/2")
    for _ in range(30):
        chosen = suggester.suggest(cited, asked)
        assert not set(chosen) & set(asked)
        asked.append(chosen[0])


def test_without_citations_the_welcome_is_offered(regulation):
    examples = (Example("甲？", "70/1/1", True), Example("乙？", "64/1/1", False), Example("丙？", "6/1/2", True))
    suggester = Suggester(replace(regulation, examples=examples))
    assert suggester.suggest([], []) == ("甲？", "丙？")
    assert suggester.suggest([], ["甲"]) == ("丙？",)


def test_a_regulation_without_examples_and_bank_offers_nothing(regulation):
    bare = Suggester(replace(regulation, examples=(), questions=()))
    assert bare.suggest(citations_of(regulation, "67/1/2"), []) == ()
