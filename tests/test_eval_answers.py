import json

from corpus import ArticleNumber
from eval.answers import answer_file
from eval.questions import Asked

ASKED = (
    Asked(id="b", question="突发事件发生后要在多长时间内报告？"),
    Asked(id="a", question="那秘书长呢？", history=("副市长离津外出要报谁批准？",)),
    Asked(id="c", question=""),
    Asked(id="d", question="第八十条和第八十二条"),
)


def test_a_line_for_each_question_in_order_with_the_fields_of_the_contract(service, regulation, tmp_path):
    out = tmp_path / "out.jsonl"
    counts = answer_file(service, ASKED, out)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["b", "a", "c", "d"]
    assert sum(counts.values()) == 4
    for line in lines:
        assert set(line) == {
            "id", "status", "answered", "answer", "citations", "ranking", "confidence", "latency_ms",
        }  # fmt: skip
        assert 0 <= line["confidence"] <= 1
        assert line["latency_ms"] >= 0
        for citation in line["citations"]:
            assert set(citation) == {"regulation", "article", "paragraph", "clause", "quote"}
            assert citation["quote"] in regulation.article(ArticleNumber(citation["article"])).text
    assert [line["answered"] for line in lines] == [True, True, False, True]
    assert lines[3]["ranking"][0] == {"article": 80, "score": 2.0}
    assert len(lines[0]["ranking"]) == 10
