import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.compose import cite
from answer.render import escape, mark_article, quote_blocks, unescape
from corpus import ArticleNumber, load_regulation


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
        "——《天津市人民政府工作规则》第六十七条",
        "> 规范公务接待管理。\n>\n> 严格公务接待审批制度，访问函、会议通知及其他证明公务活动的材料可视作公函，"
        "不属于接待范围的或者无公函的公务活动和来访人员一律不予接待。\n\n"
        "——《天津市人民政府工作规则》第六十二条",
    )


def test_the_order_is_that_of_the_citations(regulation):
    (block,) = quote_blocks(citations_of(regulation, "67/1/3", "67/1/2"), regulation)
    assert block.startswith("> 坚决杜绝迟报、谎报、瞒报、漏报。\n>\n> 突发事件发生后，")


def test_paragraphs_are_cited_where_there_are_several(regulation):
    cited = citations_of(regulation, "33/1/2", "33/2/1", "67/1/3")
    assert [block.rsplit("——", 1)[1] for block in quote_blocks(cited, regulation)] == [
        "《天津市人民政府工作规则》第三十三条第一款",
        "《天津市人民政府工作规则》第三十三条第二款",
        "《天津市人民政府工作规则》第六十七条",
    ]


def test_no_citations_no_blocks(regulation):
    assert quote_blocks([], regulation) == ()


def test_the_quoted_clauses_are_marked_and_no_others(regulation):
    marked = mark_article(citations_of(regulation, "33/2/1", "33/1/2"), regulation)
    assert marked == (
        "**第三十三条**　涉及公共利益、公众权益、需要广泛知晓和社会关切的事项以及政府规章、行政规范性文件和市政府规定"
        "需要公开的其他事项，应通过政府网站、政府公报、新闻发布会或者各类媒体，依法、及时、全面、准确、具体地向社会公开。"
        "<mark>对涉及特别重大、重大突发事件的政务舆情，及时发布权威信息，适时举行新闻发布会，并根据工作进展情况，"
        "持续发布权威信息。</mark>\n\n"
        "<mark>加强政府新闻发言人制度建设，提升新闻发言人履职能力，主动做好重大政策解读、妥善回应公众质疑、"
        "及时澄清不实传言、权威发布重大突发事件信息。</mark>"
    )


def test_marks_of_every_article(regulation):
    for article in regulation.articles:
        for clause in article.clauses:
            marked = mark_article([cite(regulation, article, clause)], regulation)
            assert re.findall("<mark>(.*?)</mark>", marked) == [escape(clause.text)]
            plain = unescape(re.sub("</?mark>", "", marked).replace(f"**{article.number.label}**　", "", 1))
            assert plain == "\n\n".join(paragraph.text for paragraph in article.paragraphs)


def test_mark_of_an_article_that_the_regulation_lacks(regulation, two_article_folder):
    demo = load_regulation(two_article_folder / "demo-1")
    assert demo.article(ArticleNumber(67)) is None
    with pytest.raises(KeyError, match="67"):
        mark_article(citations_of(regulation, "67/1/1"), demo)


def test_markup_in_a_regulation_comes_out_escaped(two_article_folder):
    demo = regulation_with(
        two_article_folder / "demo-1", "<script>alert(1)</script>。**粗**[链](x)；&amp;</mark>。", title="<b>办法*"
    )
    cited = citations_of(demo, "1/1/1", "1/1/2")
    assert quote_blocks(cited, demo) == (
        "> &lt;script&gt;alert(1)&lt;/script&gt;。\\*\\*粗\\*\\*\\[链\\](x)；\n\n——《&lt;b&gt;办法\\*》第一条",
    )
    assert mark_article(cited[1:], demo) == (
        "**第一条**　&lt;script&gt;alert(1)&lt;/script&gt;。<mark>\\*\\*粗\\*\\*\\[链\\](x)；</mark>"
        "&amp;amp;&lt;/mark&gt;。"
    )


def test_items_stand_in_lines_of_their_own(two_article_folder):
    demo = regulation_with(two_article_folder / "demo-1", "应当：\n（一）甲；\n（二）乙。")
    (block,) = quote_blocks(citations_of(demo, "1/1/1", "1/1/2", "1/1/3"), demo)
    assert block == "> 应当：\n>\n> （一）甲；\n>\n> （二）乙。\n\n——《演示办法》第一条"
