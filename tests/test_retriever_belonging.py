import numpy as np
import pytest

from retriever.belonging import BELONGING_PATH, DIRECTIONS, NAMES, Belonging, BelongingFeatures, load_belonging
from retriever.learned import LearnedRanker
from retriever.ranking import Candidates
from retriever.settings import SearchSettings

QUESTION = "突发事件要多久报告，局长出国谁批"


@pytest.fixture(scope="module")
def found(service, regulation):
    """Scores of a question for two things, and its candidates."""
    scores = service.retriever.score(QUESTION)
    return scores, LearnedRanker([regulation], service.retriever.index, SearchSettings()).rank(scores)


@pytest.fixture(scope="module")
def features(service, regulation):
    return BelongingFeatures([regulation], service.retriever.index)


def test_features_are_of_the_candidates_in_their_order(features, found):
    rows = features.of(*found)
    assert rows.shape == (len(found[1].clauses), len(NAMES))
    column = dict(zip(NAMES, rows.T, strict=True))
    assert column["rank"].tolist() == sorted(column["rank"])
    assert column["ratio"][0] == 0
    assert (np.diff(column["score"]) <= 0).all()
    assert set(column["in_first"]) == {0.0, 1.0}
    of_article = [sum(c.article_id == other for c in found[1].clauses) for other in [found[1].clauses[0].article_id]]
    assert column["clauses_of_article"][0] >= of_article[0]
    assert np.ptp(column["several"]) == np.ptp(column["list"]) == 0


def test_a_clause_is_never_like_itself(features, found):
    like = features.of(*found)[:, NAMES.index("like_others")]
    assert (like < 0.9999).all()


def test_each_part_of_the_question_has_a_clause_that_leads(features, found):
    lead = features.of(*found)[:, NAMES.index("part_lead")]
    leading = {clause.article_id for clause, value in zip(found[1].clauses, lead, strict=True) if value > -1}
    assert {"tj-2023/67", "tj-2023/65"} <= leading


def test_more_of_what_speaks_for_a_clause_never_lowers_its_odds(features, found):
    model, rows = load_belonging(), features.of(*found)
    before = model.predict(rows, raw_score=True)
    for at, (name, sign) in enumerate(DIRECTIONS.items()):
        moved = rows.copy()
        moved[:, at] += 10.0 * sign
        assert (model.predict(moved, raw_score=True) >= before - 1e-12).all() or sign == 0, name


def test_the_same_candidates_have_the_same_odds(features, found):
    belonging = Belonging(features, load_belonging())
    assert (belonging.log_odds(*found) == belonging.log_odds(*found)).all()
    assert belonging.log_odds(found[0], Candidates([], [])).shape == (0,)


def test_a_model_of_other_features_is_refused(tmp_path):
    other = tmp_path / "belonging.txt"
    other.write_text(BELONGING_PATH.read_text("utf-8").replace("like_others", "something_else"), "utf-8")
    with pytest.raises(ValueError, match="other features"):
        load_belonging(other)
    other.write_text("no model", "utf-8")
    with pytest.raises(ValueError, match="train"):
        load_belonging(other)
