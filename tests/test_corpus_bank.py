import json
from collections import Counter

import pytest

from corpus import CorpusError, load_corpus

ANSWERED = {"question": "几天能借", "clauses": ["1/1/1"], "style": "colloquial"}
UNRELATED = {"question": "今天几度", "clauses": [], "unrelated": True, "style": "colloquial"}
UNANSWERED = {"question": "要交押金吗", "clauses": [], "near": 1, "says": "第一条未规定押金", "style": "formal"}


def load(folder, *records):
    lines = (record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records)
    (folder / "demo-1" / "questions.jsonl").write_text("\n".join(lines), "utf-8")
    return load_corpus(folder)[0].questions


def test_all_kinds_of_questions_are_read(two_article_folder):
    answered, unanswered, unrelated = load(two_article_folder, ANSWERED, "", UNANSWERED, UNRELATED)
    assert (answered.text, answered.clauses, answered.near) == ("几天能借", ("demo-1/1/1/1",), "")
    assert (unanswered.clauses, unanswered.near, unanswered.says) == ((), "demo-1/1", "第一条未规定押金")
    assert (unrelated.clauses, unrelated.near, unrelated.says) == ((), "", "")


def test_a_question_for_a_whole_procedure_names_it(two_article_folder):
    (two_article_folder / "demo-1" / "procedures.toml").write_text(
        '[[procedure]]\nid = "loan"\ntitle = "借书"\n'
        '[[procedure.step]]\nactor = ""\nlabel = "借"\nclauses = ["1/1/1"]\n'
        '[[procedure.step]]\nactor = ""\nlabel = "还"\nclauses = ["2/1/1"]\n',
        "utf-8",
    )
    course, single = load(two_article_folder, ANSWERED | {"question": "从借到还怎么走", "procedure": "loan"}, ANSWERED)
    assert (course.procedure, single.procedure) == ("loan", "")


def test_a_regulation_needs_no_bank(two_article_folder):
    assert load_corpus(two_article_folder)[0].questions == ()


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        ("{", "not a bank question"),
        ("[]", "not a bank question"),
        ({}, "not a bank question: 'clauses'"),
        (ANSWERED | {"question": ""}, "not a bank question"),
        (ANSWERED | {"style": "rude"}, "not a bank question"),
        (ANSWERED | {"near": 1}, "not a bank question: fields question, clauses, style, near"),
        (ANSWERED | {"clauses": [1]}, "not a bank question"),
        (ANSWERED | {"clauses": []}, "not a bank question"),
        (UNRELATED | {"unrelated": False}, "not a bank question"),
        (UNRELATED | {"near": 1}, "not a bank question"),
        (UNANSWERED | {"near": "1"}, "not a bank question"),
        (UNANSWERED | {"near": 3}, "要交押金吗: there is no article demo-1/3"),
        (ANSWERED | {"clauses": ["1/1/3"]}, "几天能借: there is no clause demo-1/1/1/3"),
        (ANSWERED | {"procedure": "loan"}, "几天能借: there is no procedure loan"),
        (ANSWERED | {"question": "几天，能借？"}, "stands in line 1 too"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(two_article_folder, record, fault):
    with pytest.raises(CorpusError) as raised:
        load(two_article_folder, ANSWERED, "", record)
    assert "questions.jsonl:3" in str(raised.value)
    assert fault in str(raised.value)


PROCEDURAL_CHAPTERS = (2, 5, 8, 9, 10, 11, 12, 13)


@pytest.fixture(scope="module")
def answered(regulation):
    return [question for question in regulation.questions if question.clauses]


def test_the_bank_is_as_broad_as_promised(regulation, answered):
    assert len(answered) >= 1600
    assert len(regulation.questions) - len(answered) >= 500
    assert {question.style for question in regulation.questions} == {"formal", "colloquial", "keyword", "scenario"}


def test_every_article_has_its_questions(regulation, answered):
    asked = Counter(article for q in answered for article in {clause.split("/")[1] for clause in q.clauses})
    procedural = {
        str(article.number)
        for chapter in regulation.chapters
        if chapter.heading.number in PROCEDURAL_CHAPTERS
        for article in chapter.articles
    }
    wanted = {str(a.number): 25 if str(a.number) in procedural else 10 for a in regulation.articles}
    assert {article: asked[article] for article in wanted if asked[article] < wanted[article]} == {}


def test_every_clause_has_its_questions(regulation, answered):
    asked = Counter(clause for question in answered for clause in question.clauses)
    clauses = [clause.id for article in regulation.articles for clause in article.clauses]
    assert {clause: asked[clause] for clause in clauses if asked[clause] < 3} == {}


def test_every_procedural_article_has_tempting_questions(regulation):
    tempting = Counter(question.near for question in regulation.questions if question.near)
    few = {
        article.id: tempting[article.id]
        for chapter in regulation.chapters
        if chapter.heading.number in PROCEDURAL_CHAPTERS
        for article in chapter.articles
        if tempting[article.id] < 3
    }
    assert few == {}
