"""Every status, end to end, on the real regulation."""

import pytest

from answer import texts
from answer.checks import MAX_CHARS
from answer.missing import missing_of
from answer.model import Citation, Status
from answer.service import Service, nearest_clauses
from corpus import ArticleNumber, BankQuestion
from eval.visible import visible_text
from retriever.references import look_up
from retriever.retriever import Retriever


def cited(answer):
    return [f"{c.article}/{c.paragraph}/{c.clause}" for c in answer.citations]


def test_answered_with_a_checked_quote(service, regulation):
    answer = service.ask("突发事件发生后要在多长时间内报告？")
    assert answer.status is Status.ANSWERED
    assert "67/1/2" in cited(answer)
    assert "必须在30分钟内向市政府总值班室电话报告、1小时内书面报告。" in visible_text(answer.markdown)
    assert "——[《天津市人民政府工作规则》第六十七条](r/tj-2023/67?c=" in answer.markdown
    assert all(regulation.text[c.start : c.end] == c.quote for c in answer.citations)


def test_a_paragraph_is_cited_where_there_are_several(service):
    answer = service.ask("33条2款")
    assert answer.status is Status.ANSWERED
    assert cited(answer) == ["33/2/1"]
    assert "第三十三条第二款" in answer.markdown


def test_a_range_is_shown_whole_up_to_a_limit(service):
    assert {c.article.number for c in service.ask("第六十七条至第六十九条").citations} == {67, 68, 69}
    long = service.ask("第一条到第八十一条")
    assert long.status is Status.PARTLY_ANSWERED
    assert texts.RANGE_CUT.format(count=5) in long.markdown
    assert {c.article.number for c in long.citations} == {1, 2, 3, 4, 5}


def test_partly_answered_when_one_of_two_articles_does_not_exist(service):
    answer = service.ask("第八十条和第八十二条分别怎么规定的？")
    assert answer.status is Status.PARTLY_ANSWERED
    assert {c.article.number for c in answer.citations} == {80}
    assert "没有第八十二条" in answer.markdown


def test_partly_answered_when_the_paragraph_does_not_exist(service):
    answer = service.ask("第六十七条第二款")
    assert answer.status is Status.PARTLY_ANSWERED
    assert "第六十七条只有1款" in answer.markdown


def test_an_article_that_does_not_exist(service):
    answer = service.ask("第九十九条怎么规定的？")
    assert answer.status is Status.NOT_IN_REGULATION
    assert not answer.status.answered
    assert answer.citations == ()
    assert answer.markdown.startswith("《天津市人民政府工作规则》共81条，没有第九十九条。")
    assert answer.candidates == ()
    assert len(answer.suggestions) >= 2


@pytest.mark.parametrize("question", ["请假", "纪要", "“报告”", "办公厅？", "公务接待", "以任何形式转嫁", "实事求是"])
def test_of_a_piece_of_the_text_it_is_never_said_that_it_is_not_there(service, question):
    answer = service.ask(question)
    assert answer.status in (Status.ANSWERED, Status.ASK_BACK)
    assert answer.citations or answer.candidates


def test_not_in_the_regulation_names_the_nearest(service, regulation):
    answer = service.ask("值班补贴一天多少钱？")
    assert answer.status is Status.NOT_IN_REGULATION
    assert answer.citations == ()
    assert "已核对全部81条" in answer.markdown
    assert 66 in {c.article.number for c in answer.candidates}
    assert all(c.quote in regulation.text for c in answer.candidates)


def test_off_topic(service):
    answer = service.ask("红烧肉怎么做才不腻？")
    assert answer.status is Status.OFF_TOPIC
    assert answer.citations == answer.candidates == ()


def test_greeting_and_its_examples(service):
    answer = service.ask("你好")
    assert answer.status is Status.GREETING
    assert len(answer.suggestions) == 3


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("", Status.REFUSED_EMPTY),
        (" \n\t　", Status.REFUSED_EMPTY),
        ("问" * (MAX_CHARS + 1), Status.REFUSED_TOO_LONG),
        ("？？！……", Status.REFUSED_NO_WORDS),
        ("\x00\x07\u200b", Status.REFUSED_NO_WORDS),
    ],
)
def test_refused_with_its_own_message(service, question, status):
    answer = service.ask(question)
    expected = texts.ANSWER_INTRO[status].format(length=len(question), limit=MAX_CHARS)
    assert (answer.status, answer.markdown, answer.citations) == (status, expected, ())


def test_ask_back_offers_candidates(service):
    """The band between the thresholds, reached by moving them: which question falls into it may change with a fit."""
    thresholds = service.retriever.search("公文谁来签").thresholds.model_copy(update={"confident": 1.0})
    calibration = service.retriever._calibration.model_copy(update={"thresholds": thresholds})
    old = service.retriever
    retriever = Retriever(old.regulations, old.index, old._reader, calibration, old._settings)
    answer = Service(retriever, service.regulations).ask("公文谁来签？")
    assert answer.status is Status.ASK_BACK
    assert 2 <= len(answer.candidates) <= 3
    assert answer.citations == ()


class ForgingComposer:
    """Claims words that the regulation does not have."""

    def compose(self, retrieval):
        clause = retrieval.clauses[0].clause
        return (Citation("tj-2023", ArticleNumber(67), 1, 2, "值班补贴每天200元。", clause.start, clause.end),)


class BrokenComposer:
    def compose(self, retrieval):
        raise RuntimeError("broken")


def test_no_citation_left_means_no_answer(service, caplog):
    answer = Service(service.retriever, service.regulations, ForgingComposer()).ask("突发事件发生后多长时间内报告？")
    assert answer.status is Status.FAILED
    assert "200元" not in answer.markdown
    assert "dropped a quote" in caplog.text


def test_an_error_in_one_answer_is_answered_as_failed(service, caplog):
    answer = Service(service.retriever, service.regulations, BrokenComposer()).ask("突发事件发生后多长时间内报告？")
    assert answer.status is Status.FAILED
    assert answer.markdown == texts.ANSWER_INTRO[Status.FAILED]
    assert "broken" in caplog.text


def test_every_status_is_reached_above_and_has_a_text():
    assert set(texts.ANSWER_INTRO) | {Status.ANSWERED, Status.PARTLY_ANSWERED} == set(Status)


def test_the_same_question_gets_the_same_answer(service):
    records = [service.ask("副市长出访有什么限制？").as_record() | {"latency_ms": 0} for _ in range(3)]
    assert records[0] == records[1] == records[2]


def test_every_example_of_the_page_is_answered_by_its_clause(service, regulation):
    wrong = {
        example.question: cited(answer)
        for example in regulation.examples
        if example.clause not in cited(answer := service.ask(example.question))
    }
    assert wrong == {}


def test_markup_in_a_question_is_not_given_back(service):
    answer = service.ask("<script>alert(1)</script> 常务会议多久召开一次？")
    assert "<script" not in answer.markdown


def test_a_range_that_runs_past_the_end_is_said(service):
    answer = service.ask("第八十条至第九十条")
    assert answer.status is Status.PARTLY_ANSWERED
    assert "没有第九十条" in answer.markdown


def test_what_is_not_shown_is_not_announced(regulation):
    def missing(question, *, shown):
        return "".join(missing_of(look_up(question, [regulation]), shown=shown))

    assert missing("第六十七条第二款", shown=True).endswith("没有第六十七条第二款；该条全文如下。")
    assert missing("第六十七条第二款", shown=False).endswith("没有第六十七条第二款。")
    assert missing("第一条至第二十条", shown=False) == ""
    assert missing("第0条", shown=False) == "《天津市人民政府工作规则》共81条，没有“第0条”。"


def test_the_same_article_named_twice_is_ranked_once(service):
    ranking = [entry["article"] for entry in service.ask("第67条、第67条").as_record()["ranking"]]
    assert ranking[0] == 67
    assert len(set(ranking)) == len(ranking) == 10


@pytest.mark.parametrize("history", [["值班怎样安排" * 50_000], ["一"] * 10_000, [None, 1], []])
def test_a_history_of_any_size_is_read_in_bounds(service, history):
    assert service.ask("那副市长呢？", history).status is not Status.FAILED


def test_characters_that_grow_are_measured_grown(service):
    assert service.ask("ﷺ" * 300).status is Status.REFUSED_TOO_LONG


def test_the_clause_quoted_is_the_one_that_the_remark_speaks_of(service):
    retrieval = service.retriever.search("全体会议定下来的事由谁传达")
    remark = "第四十三条只规定出席人数须达到组成人员的半数以上，未规定人数不足时何时补开"
    left_open = BankQuestion("人数不够何时补开", (), "formal", "tj-2023/43", remark)
    first, *_ = nearest_clauses(retrieval, left_open, 1)
    assert "出席人数须达到组成人员的半数以上" in first.quote


def test_the_clause_that_answers_comes_before_what_stands_above_it(service):
    answer = service.ask("市政府常务会议多长时间召开一次？")
    assert answer.citations[0].quote.startswith("市政府常务会议一般每周召开1次")


def test_how_often_a_week_is_not_on_which_day_of_it(service):
    """The bank leaves 周几 open; the pair of characters stands in 每周几次, too."""
    often = service.ask("常务会每周几次")
    assert often.status is Status.ANSWERED
    assert [citation.clause_id for citation in often.citations] == ["tj-2023/44/1/7"]
    assert service.ask("常务会周几开").status is Status.NOT_IN_REGULATION
