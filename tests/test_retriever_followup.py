import numpy as np
import pytest

from retriever import features, followup
from retriever.features import ClauseFeatures
from retriever.learned import FOLLOW_UP_PATH, ClauseModel, FollowUpModel, LearnedRanker, load_model
from retriever.reading import ALONE, BEFORE, JOINED, READINGS
from retriever.settings import SearchSettings

HISTORY = ("市政府全体会议多久开一次？", "副市长离津外出要报谁批准？")


@pytest.fixture(scope="module")
def scores(service):
    return service.retriever.score("那秘书长呢？", HISTORY)


def test_a_question_that_follows_others_is_searched_in_every_reading(scores):
    assert scores.context == "市政府全体会议多久开一次? 副市长离津外出要报谁批准?"
    assert tuple(scores.readings) == READINGS[1:]
    assert scores.readings[ALONE].context == ""
    assert scores.readings[BEFORE].question == "副市长离津外出要报谁批准?"
    assert scores.readings[JOINED].searched == "副市长离津外出要报谁批准? 那秘书长呢?"


def test_each_reading_is_as_if_it_were_asked_so(service, scores):
    alone = service.retriever.score("那秘书长呢？")
    before = service.retriever.score(HISTORY[-1])
    for reading, other in ((scores.readings[ALONE], alone), (scores.readings[BEFORE], before)):
        assert reading.bm25 == other.bm25
        rows, cosines = zip(*reading.bank_dense[:5], strict=True)
        assert (rows, cosines) == (
            tuple(row for row, _ in other.bank_dense[:5]),
            pytest.approx([cosine for _, cosine in other.bank_dense[:5]], abs=1e-4),
        )
    assert not alone.readings


def test_a_turn_of_nothing_is_none(service):
    assert not service.retriever.score("那秘书长呢？", ["\u200b"]).readings


@pytest.mark.parametrize(
    ("question", "turns", "goes_on"),
    [
        ("换副市长", ["市长外出怎么请假"], True),
        ("那秘书长呢？", HISTORY, True),
        ("领导出席剪彩", ["发文立项要走哪些步骤"], False),
        ("常务会议纪要由谁签发", ["市长外出怎么请假"], False),
    ],
)
def test_a_question_goes_on_where_its_articles_are_those_of_the_turn_before(service, question, turns, goes_on):
    retriever = service.retriever
    ranker = LearnedRanker(retriever.regulations, retriever.index, SearchSettings())
    found = ranker.rank(retriever.score(question, turns))
    assert (found.continued > 0.3) is goes_on
    assert goes_on or found.continued < 0.1
    assert ranker.rank(retriever.score(question)).continued == 1.0


def test_the_features_of_the_readings_have_the_order_of_their_names(service, regulation, scores):
    table = ClauseFeatures([regulation], service.retriever.index)
    rows = table.of_readings(scores)
    assert rows.shape == (len(table.clause_ids), len(followup.NAMES))
    of_alone = [name.startswith(f"{ALONE}.") for name in followup.NAMES]
    assert (rows[:, of_alone] == table.of(scores.readings[ALONE])).all()
    assert len(followup.LEVELS) == len(READINGS) * len(features.LEVELS)
    assert set(followup.DIRECTIONS) == set(followup.NAMES)


def test_the_trained_model_has_the_signs_of_the_directions():
    model = load_model(FollowUpModel, FOLLOW_UP_PATH)
    wrong = {n: w for n, w in model.clause.items() if np.sign(w) * followup.DIRECTIONS[n] < 0}
    assert wrong == {}
    with pytest.raises(ValueError, match="trained on"):
        load_model(ClauseModel, FOLLOW_UP_PATH)


def test_a_follow_up_goes_on_to_another_article(service):
    retrieval = service.retriever.search("开会请假找谁批", ["市政府常务会议由哪些人组成？"])
    assert retrieval.articles[0].article.number.number == 48
