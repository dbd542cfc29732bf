import math
from collections import Counter

import numpy as np
import pytest

from retriever.searcher import Query
from retriever.words import Bm25Searcher

TEXTS = (
    "突发事件发生后，必须在30分钟内向市政府总值班室电话报告、1小时内书面报告。",
    "市政府常务会议纪要由市长签发；",
    "市政府专题会议纪要由主持会议的市政府领导同志签发。",
    "市政府常务会议一般每周召开1次，遇有重要情况可随时召开。",
)


def test_terms_of_the_regulation_are_not_cut(tokenizer):
    assert {"市政府常务会议", "常务会议"} <= set(tokenizer.words("市政府常务会议纪要"))
    assert "行政规范性文件" in tokenizer.words("制定行政规范性文件要符合规定")


def test_marks_and_spaces_are_no_words(tokenizer):
    assert tokenizer.tokenize("，。 ！ \u3000") == []


def test_pairs_of_characters_stop_at_marks_and_latin(tokenizer):
    assert [token for token in tokenizer.tokenize("甲乙，丙PPT丁戊") if token.endswith("*")] == ["甲乙*", "丁戊*"]


def query_of(tokenizer, text):
    return Query(np.empty((1, 0), np.float32), tuple(tokenizer.tokenize(text)))


def lucene_bm25(tokens, documents, k1=1.5, b=0.75):
    """BM25 as bm25s has it by default: Lucene's variant (Kamphuis et al., ECIR 2020), written out."""
    counts = [Counter(document) for document in documents]
    average = sum(map(len, documents)) / len(documents)
    scores = []
    for document, count in zip(documents, counts, strict=True):
        score = 0.0
        for token in tokens:
            held = sum(token in other for other in counts)
            idf = math.log(1 + (len(documents) - held + 0.5) / (held + 0.5))
            length = k1 * (1 - b + b * len(document) / average)
            score += idf * count[token] / (count[token] + length)
        scores.append(score)
    return scores


@pytest.mark.parametrize("query", ["会议纪要谁签发", "突发事件要多久报告？", "每周召开几次常务会议", "签发签发"])
def test_search_is_brute_force_on_values(tokenizer, query):
    found = Bm25Searcher.build(tokenizer, TEXTS).search(query_of(tokenizer, query), 10)
    scores = lucene_bm25(tokenizer.tokenize(query), [tokenizer.tokenize(text) for text in TEXTS])
    expected = sorted((row for row in range(len(TEXTS)) if scores[row] > 0), key=lambda row: (-scores[row], row))
    assert [row for row, _ in found] == expected
    assert [score for _, score in found] == pytest.approx([scores[row] for row in expected], rel=1e-4)


def test_what_shares_no_word_is_not_found(tokenizer):
    assert Bm25Searcher.build(tokenizer, TEXTS).search(query_of(tokenizer, "天气预报"), 10) == ()
    assert Bm25Searcher.build(tokenizer, TEXTS).search(query_of(tokenizer, "？？"), 10) == ()


def test_equal_scores_come_in_the_order_of_the_rows(tokenizer):
    index = Bm25Searcher.build(tokenizer, ["会议纪要", "公文审批", "会议纪要", "会议纪要"])
    found = index.search(query_of(tokenizer, "会议纪要"), 2)
    assert [row for row, _ in found] == [0, 2]


def test_a_saved_index_answers_as_before(tokenizer, tmp_path):
    built = Bm25Searcher.build(tokenizer, TEXTS)
    built.save(tmp_path / "bm25")
    query = query_of(tokenizer, "会议纪要谁签发")
    assert Bm25Searcher.load(tokenizer, tmp_path / "bm25").search(query, 9) == built.search(query, 9)


def test_an_index_of_nothing_finds_nothing(tokenizer):
    assert Bm25Searcher.build(tokenizer, []).search(query_of(tokenizer, "会议纪要"), 9) == ()


def test_unknown_is_the_share_of_words_that_no_text_holds(tokenizer):
    index = Bm25Searcher.build(tokenizer, TEXTS)
    assert index.unknown("签发") == 0
    assert index.unknown("天气") == 1
    assert index.unknown("签发 天气") == 0.5
    assert index.unknown("？") == 0
