import json

import pytest

from corpus import CorpusError
from eval.questions import QUESTIONS_DIR, Asked, Question, QuestionFileError, check_gold, load_questions


@pytest.mark.parametrize("name", ["dev", "test"])
def test_our_question_files_are_well_formed_and_their_gold_is_verbatim(regulation, name):
    questions = load_questions(QUESTIONS_DIR / f"{name}.jsonl", Question)
    assert check_gold(questions, regulation) == []
    assert len(questions) >= 120


@pytest.mark.parametrize("name", ["dev", "test"])
def test_every_article_is_asked_for(name):
    questions = load_questions(QUESTIONS_DIR / f"{name}.jsonl", Question)
    assert set().union(*(question.gold_articles for question in questions)) == set(range(1, 82))


def test_dev_and_test_share_no_question():
    dev, test = (
        {
            question.question
            for question in load_questions(QUESTIONS_DIR / f"{name}.jsonl", Asked)
            if not question.history
        }
        for name in ("dev", "test")
    )
    assert dev & test == set()


def test_only_what_is_asked_is_read_of_a_foreign_file(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "a", "question": "问\u2028句", "gold": "secret"}) + "\n\n", "utf-8")
    assert load_questions(path, Asked) == (Asked(id="a", question="问\u2028句", history=()),)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('{"id": "a", "question": "问"}\n{"id": "a", "question": "问"}', ":2: id 'a' for the second time"),
        ('{"id": "a"}', ":1: question: Field required"),
        ("{", ":1: line: "),
        ('{"id": "a", "question": 7}', ":1: question: "),
        ("", "no question in it"),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(tmp_path, lines, message):
    path = tmp_path / "in.jsonl"
    path.write_text(lines, "utf-8")
    with pytest.raises(QuestionFileError, match=r"in\.jsonl") as refused:
        load_questions(path, Asked)
    assert message in str(refused.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(CorpusError, match=r"nowhere\.jsonl"):
        load_questions(tmp_path / "nowhere.jsonl", Asked)


def test_faults_of_the_gold_are_told(regulation):
    base = {"id": "a", "question": "问", "category": "direct", "style": "formal", "also_ok": (), "note": ""}
    gold = ({"article": 67, "span": "四十分钟"}, {"article": 99, "span": "句"})
    faults = check_gold((Question(**base, answerable=False, gold=gold, key=("无",)),), regulation)
    assert len(faults) == 4
