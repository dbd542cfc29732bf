import json

import pytest

from corpus import CorpusError
from eval.beir import BeirError, evaluate
from retriever.settings import Settings

DOCUMENTS = [
    ("d1", "值班", "突发事件发生后，必须在30分钟内电话报告。"),
    ("d2", "", "市政府常务会议纪要由市长签发。"),
    ("d3", "接待", "无公函的公务活动一律不予接待。"),
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "qrels").mkdir()
    records = [{"_id": i, "title": title, "text": text} for i, title, text in DOCUMENTS]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    queries = [
        {"_id": "q1", "text": "突发事件多久报告"},
        {"_id": "q2", "text": "纪要谁签发"},
        {"_id": "q3", "text": "不用"},
    ]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n", "utf-8")
    return tmp_path


def test_a_small_collection(folder, encoder):
    report = evaluate(folder, encoder, Settings())
    assert (report["documents"], report["queries"]) == (3, 2)
    assert report["scores"]["fused"] == {
        "Recall@5": 1.0, "Recall@10": 1.0, "Recall@50": 1.0, "Recall@100": 1.0, "MRR@10": 1.0, "nDCG@10": 1.0,
    }  # fmt: skip
    assert report["build_seconds"] > 0
    assert report["query_p95_ms"] >= report["query_p50_ms"] > 0


def test_a_query_that_finds_nothing_relevant_counts_as_zero(folder, encoder):
    path = folder / "qrels" / "test.tsv"
    path.write_text(path.read_text("utf-8") + "q3\tnowhere\t1\n", "utf-8")
    assert evaluate(folder, encoder, Settings())["scores"]["fused"]["MRR@10"] == pytest.approx(2 / 3, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("corpus.jsonl", "{", r"corpus.jsonl:1"),
        ("corpus.jsonl", '{"_id": "d1"}', r"corpus.jsonl:1: KeyError\('text'\)"),
        ("corpus.jsonl", "", "no document in it"),
        ("queries.jsonl", '{"_id": "q1", "text": "x"}', "query 'q2' of the qrels is missing"),
        ("qrels/test.tsv", "q1 d1 1", r"test.tsv:1"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n", "no judgement in it"),
    ],
)
def test_a_faulty_folder_is_refused_with_its_place(folder, encoder, name, content, message):
    (folder / name).write_text(content, "utf-8")
    with pytest.raises(BeirError, match=message):
        evaluate(folder, encoder, Settings())


def test_a_missing_file_is_refused(folder, encoder):
    (folder / "queries.jsonl").unlink()
    with pytest.raises(CorpusError, match=r"queries\.jsonl"):
        evaluate(folder, encoder, Settings())
