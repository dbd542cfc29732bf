from eval.commands import DEV
from eval.conversations import complete_questions
from eval.questions import Question, load_questions


def test_a_complete_question_comes_after_others_that_do_not_answer_it():
    questions = load_questions(DEV, Question)
    gold = {question.question: question.gold_articles for question in questions}
    complete = list(complete_questions(questions))
    assert len(complete) > 150
    for question in complete:
        assert 1 <= len(question.history) <= 2
        assert all(turn != question.question and not gold[turn] & question.gold_articles for turn in question.history)
    assert complete == list(complete_questions(questions))
