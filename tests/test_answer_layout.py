import re

import pytest

from answer import texts
from answer.comparisons import comparisons_in
from answer.compose import cite_clause
from answer.emphasis import deciding
from answer.kinds import Kind
from answer.layout import lay_out
from answer.model import Status
from answer.render import unescape

QUESTION = "常务会议议题怎么上会"


def citations_of(regulation, *clauses):
    return [cite_clause(regulation, f"{regulation.id}/{clause}") for clause in clauses]


def test_what_decides_is_bold_and_the_quote_stays_verbatim(regulation):
    cited = citations_of(regulation, "67/1/2")
    layout = lay_out("突发事件多久内报告", cited, regulation)
    (quote, source) = layout.paragraphs[0].split("\n\n")
    assert re.findall("<strong>(.*?)</strong>", quote) == ["必须在30分钟内", "1小时内"]
    assert unescape(re.sub("</?strong>", "", quote.removeprefix("> "))) == cited[0].quote
    assert source == "——[《天津市人民政府工作规则》第六十七条](r/tj-2023/67?c=1/2)（突发事件报告）"


def test_a_quote_from_within_a_paragraph_has_the_title_behind_it(regulation):
    def sources(*clauses):
        layout = lay_out("谁负责机关工作", citations_of(regulation, *clauses), regulation)
        return [p.rpartition(")")[2] for p in layout.paragraphs if p.startswith(">")]

    assert sources("9/1/2") == ["（秘书长的职责）"]
    assert sources("9/1/1", "9/1/2") == [""]
    assert sources("9/1/2", "8/1/1") == ["〔1〕", "〔2〕"]


def test_every_clause_stays_verbatim_whatever_is_asked(regulation):
    for article in regulation.articles:
        for clause in article.clauses:
            for kind in Kind:
                at = 0
                for start, end in deciding(clause.text, "", kind):
                    assert at <= start < end <= len(clause.text)
                    at = end


@pytest.mark.parametrize(
    ("clause", "question", "bold"),
    [
        # 向市长请假 is what is asked for; who takes leave stands in the question.
        ("48/1/1", "副市长请假找谁", ["秘书长", "市长"]),
        ("49/1/1", "常务会议纪要谁签发", ["市长"]),
        ("49/1/1", "常务会议纪要是市长签发吗，还是谁", ["市长"]),
        # Who gives the charge is not who has it.
        ("9/1/2", "机关那摊事归谁管", []),
        ("8/1/3", "市长出差谁主持工作", ["常务副市长"]),
    ],
)
def test_an_actor_that_the_question_names_does_not_decide(regulation, clause, question, bold):
    text = regulation.clause(f"tj-2023/{clause}").text
    assert [text[start:end] for start, end in deciding(text, question, Kind.WHO)] == bold


@pytest.mark.parametrize("clause", ["33/2/1", "18/1/1", "26/1/1", "17/1/1", "1/1/1"])
def test_no_part_of_a_word_is_bold(regulation, clause):
    text = regulation.clause(f"tj-2023/{clause}").text
    bold = [text[start : end + 1] for kind in (Kind.MAY, Kind.WHEN) for start, end in deciding(text, "", kind)]
    assert not [word for word in bold if word in ("应公", "应对", "应用", "可行", "可控", "可持", "一届天", "十八届人")]


def test_several_articles_stand_under_their_titles_and_are_numbered(regulation):
    layout = lay_out("开会请假找谁，纪要谁签", citations_of(regulation, "48/1/1", "49/1/1"), regulation)
    titles = [p for p in layout.paragraphs if p.startswith("<strong>")]
    assert titles == [texts.HEADING.format(title="会议请假"), texts.HEADING.format(title="会议纪要的签发")]
    assert [p[-3:] for p in layout.paragraphs if p.startswith(">")] == ["〔1〕", "〔2〕"]


def test_a_verdict_stands_first(regulation):
    layout = lay_out("副市长出国带8个人行吗", citations_of(regulation, "64/1/1"), regulation)
    assert layout.verdict is False
    assert layout.paragraphs[0] == texts.DISAGREES.format(rule="出访组团总人数不超过6人")


def test_a_procedure_is_shown_where_it_is_asked_for(regulation):
    cited = citations_of(regulation, "46/1/1")
    layout = lay_out(QUESTION, cited, regulation, courses={})
    assert layout.procedure == "executive-meeting-topic"
    steps = layout.paragraphs[-2].splitlines()
    assert steps[2] == "3. <strong>市长</strong>同意议题 · [第四十六条](r/tj-2023/46?c=1/1)"
    assert layout.paragraphs[-1].startswith("![流程图：常务会议议题上会")
    assert lay_out(QUESTION, cited, regulation, courses=None).procedure == ""


def test_of_two_procedures_that_fit_the_title_decides(regulation):
    cited = citations_of(regulation, "47/1/1")
    assert lay_out("常务会议议题怎么上会", cited, regulation, courses={}).procedure == "executive-meeting-topic"
    assert lay_out("会议议题有分歧怎么处理", cited, regulation, courses={}).procedure == "topic-disagreement"


def test_the_procedure_that_questions_worded_alike_ask_for_comes_first_where_it_stands_on_the_answer(regulation):
    cited = citations_of(regulation, "46/1/1", "47/1/2")
    for nearest, shown in (("topic-disagreement", "topic-disagreement"), ("duty", "executive-meeting-topic")):
        assert lay_out(QUESTION, cited, regulation, courses={nearest: 0.6}).procedure == shown


def test_a_comparison_is_a_table_of_quotes(service, regulation):
    answer = service.ask("全体会议和常务会议有什么区别？")
    assert answer.status is Status.ANSWERED
    head, rule, *rows = answer.markdown.split("\n\n")[0].splitlines()
    assert head == "| 对照 | 全体会议 | 常务会议 |"
    assert rule == "| --- | --- | --- |"
    assert len(rows) == 4
    for citation in answer.citations:
        assert sum(citation.quote in unescape(row) for row in rows) == 1
    assert {citation.article.number for citation in answer.citations} == {43, 44, 49}


@pytest.mark.parametrize("question", ["副秘书长和副市长离津外出请假有什么区别", "市长助理和副市长离津请假有什么区别"])
def test_people_that_no_side_is_of_are_not_compared(regulation, question):
    assert comparisons_in(question, regulation) == []


def test_what_is_not_named_twice_is_not_compared(service):
    assert "|" not in service.ask("常务会议有什么区别？").markdown


@pytest.mark.parametrize(
    ("message", "intro"),
    [
        ("你好", texts.ANSWER_INTRO[Status.GREETING]),
        ("您好呀", texts.ANSWER_INTRO[Status.GREETING]),
        ("谢谢啊", texts.THANKED),
        ("好的，明白了", texts.THANKED),
        ("你是谁？", texts.WHO_I_AM),
    ],
)
def test_a_message_that_is_no_question_gets_one_friendly_line(service, regulation, message, intro):
    answer = service.ask(message)
    assert answer.status is Status.GREETING
    assert answer.markdown == intro.format(title=regulation.meta.title)
    assert len(answer.suggestions) == 3
