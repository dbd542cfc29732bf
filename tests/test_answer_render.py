import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.compose import cite
from answer.render import escape, quote_blocks, unescape
from corpus import load_regulation


def citations_of(regulation, *clause_ids):
    """Citations by ids such as 67/1/2, in that order."""
    clauses = {clause.id: (article, clause) for article in regulation.articles for clause in article.clauses}
    return [cite(regulation, *clauses[f"{regulation.id}/{clause_id}"]) for clause_id in clause_ids]


def regulation_with(folder, body, title="演示办法"):
    (folder / "regulation.txt").write_text(f"第一条　{body}\n", "utf-8")
    meta = folder / "meta.toml"
    meta.write_text(meta.read_text("utf-8").replace("演示办法", title), "utf-8")
    return load_regulation(folder)


# Text that looks like escapes is the hard part of the round trip.
@given(st.text() | st.text(r"\`*_[]#|~$&<>;amplgt 甲"))
def test_escape_round_trip(text):
    assert unescape(escape(text)) == text


@given(st.text() | st.text(r"\`*_[]#|~$&<>;amplgt 甲"))
def test_no_mark_is_left_bare(text):
    escaped = escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert re.search(r"&(?!amp;|lt;|gt;)", escaped) is None
    assert re.search(r"[`*_\[\]#|~$]", re.sub(r"\\[\\`*_\[\]#|~$]", "", escaped)) is None


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("**粗** _斜_ `码`", r"\*\*粗\*\* \_斜\_ \`码\`"),
        ("[链接](javascript:x)", r"\[链接\](javascript:x)"),
        ("# 题 | 表 ~删~ $x$", r"\# 题 \| 表 \~删\~ \$x\$"),
        ("a\\b", r"a\\b"),
        ("&lt;", "&amp;lt;"),
        ("突发事件发生后，必须在30分钟内报告。", "突发事件发生后，必须在30分钟内报告。"),
    ],
)
def test_escape(text, escaped):
    assert escape(text) == escaped


@pytest.mark.parametrize("text", ["- 甲", "+ 甲", "1. 甲", "2) 甲", "---"])
def test_no_line_becomes_a_list_or_a_rule(text):
    """In a quote Markdown would take these starts away and draw a bullet, a number of its own, a line."""
    assert re.match(r"(?:[-+]|\d+[.)])\s|-{3,}$", escape(text)) is None


def test_neighbours_stand_in_one_line_and_others_apart(regulation):
    cited = citations_of(regulation, "67/1/1", "67/1/2", "62/1/1", "62/1/3")
    assert quote_blocks(cited, regulation) == (
        "> 市政府各部门、各区人民政府要落实突发事件信息报告制度，强化首报意识，即接即报、边核边报、阶段续报。"
        "突发事件发生后，必须在30分钟内向市政府总值班室电话报告、1小时内书面报告。\n\n"
        "——[《天津市人民政府工作规则》第六十七条](r/tj-2023/67?c=1/1,1/2)",
        "> 规范公务接待管理。\n>\n> 严格公务接待审批制度，访问函、会议通知及其他证明公务活动的材料可视作公函，"
        "不属于接待范围的或者无公函的公务活动和来访人员一律不予接待。\n\n"
        "——[《天津市人民政府工作规则》第六十二条](r/tj-2023/62?c=1/1,1/3)",
    )


def test_the_order_is_that_of_the_citations(regulation):
    (block,) = quote_blocks(citations_of(regulation, "67/1/3", "67/1/2"), regulation)
    assert block.startswith("> 坚决杜绝迟报、谎报、瞒报、漏报。\n>\n> 突发事件发生后，")


def test_paragraphs_are_cited_where_there_are_several(regulation):
    cited = citations_of(regulation, "33/1/2", "33/2/1", "67/1/3")
    assert re.findall(r"——\[(.+?)\]", "".join(quote_blocks(cited, regulation))) == [
        "《天津市人民政府工作规则》第三十三条第一款",
        "《天津市人民政府工作规则》第三十三条第二款",
        "《天津市人民政府工作规则》第六十七条",
    ]


def test_no_citations_no_blocks(regulation):
    assert quote_blocks([], regulation) == ()


def test_markup_in_a_regulation_comes_out_escaped(two_article_folder):
    demo = regulation_with(
        two_article_folder / "demo-1", "<script>alert(1)</script>。**粗**[链](x)；&amp;</mark>。", title="<b>办法*"
    )
    cited = citations_of(demo, "1/1/1", "1/1/2")
    assert quote_blocks(cited, demo) == (
        "> &lt;script&gt;alert(1)&lt;/script&gt;。\\*\\*粗\\*\\*\\[链\\](x)；\n\n"
        "——[《&lt;b&gt;办法\\*》第一条](r/demo-1/1?c=1/1,1/2)",
    )


def test_items_stand_in_lines_of_their_own(two_article_folder):
    demo = regulation_with(two_article_folder / "demo-1", "应当：\n（一）甲；\n（二）乙。")
    (block,) = quote_blocks(citations_of(demo, "1/1/1", "1/1/2", "1/1/3"), demo)
    assert block == "> 应当：\n>\n> （一）甲；\n>\n> （二）乙。\n\n" + (
        "——[《演示办法》第一条](r/demo-1/1?c=1/1,1/2,1/3)"
    )
