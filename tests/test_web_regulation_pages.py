"""Pages of a second regulation: few chapters, no titles, bank or procedures; suffixes, items, hostile words."""

import itertools
import re
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pages_only import pages_of

from answer import texts
from corpus import load_corpus
from web.reading import by_chapter, citation_of, grouped

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(1)">'
TEXT = f"""演示办法

第一条　{HOSTILE}档案室开放。见第二条之一。

第二条　逾期不还的，由档案室催还：
（一）催还一次；
（二）仍不还的，通报批评。

第二条之一　按照《民法典》第二条和本办法第一条办理。
另行规定的，从其规定。

第一编　总则
第一章　附则
第一节　施行

第三条　本办法自印发之日起施行。
"""
META = """title = "<b>演示</b>办法"
issuer = "{0}"
adopted = 2024-01-01
adopted_by = "{0}"
issued = 2024-01-02
source = "{0}"
"""


@pytest.fixture
def folder(two_article_folder):
    folder = two_article_folder / "demo-1"
    (folder / "regulation.txt").write_text(TEXT, "utf-8")
    (folder / "meta.toml").write_text(META.format("<i>x</i>"), "utf-8")
    return two_article_folder


@pytest.fixture
def demo(folder):
    return load_corpus(folder)[0]


@pytest.fixture
def client(demo, regulation):
    with TestClient(pages_of([demo, regulation])) as client:
        yield client


@pytest.fixture
def alone(demo):
    with TestClient(pages_of([demo])) as client:
        yield client


PATHS = ["/r", "/r/demo-1", "/r/demo-1/1", "/r/demo-1/2", "/r/demo-1/2-1", "/r/demo-1/3", "/r/demo-1?q=script"]
PATHS += ["/r/demo-1/1?c=1/1", "/procedures", "/about", "/ask"]


@pytest.mark.parametrize("path", PATHS)
def test_hostile_words_stay_words(alone, path):
    page = alone.get(path)
    assert page.status_code == 200
    assert page.text.count("<script") == 1
    assert not re.search("<(img|b|i)[ >]", page.text)


@pytest.mark.parametrize("path", PATHS)
def test_headings_are_in_order_and_none_is_empty(alone, path):
    page = alone.get(path).text
    levels = list(map(int, re.findall(r"<h([1-6])", page)))
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert all(re.sub("<[^>]+>|\\s", "", text) for text in re.findall(r"<h[1-6][^>]*>(.*?)</h", page, re.S))
    assert '<ul class="plain links"></ul>' not in page


def test_every_article_is_shown_though_it_stands_in_no_chapter(demo, alone):
    assert [(group.heading, [str(a.number) for a in group.articles]) for group in grouped(demo)] == [
        ("", ["1", "2", "2-1"]),
        ("第一编 总则　第一章 附则　第一节 施行", ["3"]),
    ]
    page = alone.get("/r/demo-1").text
    assert re.findall('<section id="(.*?)"', page) == ["t1", "t2", "t2-1", "t3"]
    ids = re.findall(' id="(.*?)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall('href="#(.*?)"', page)) <= set(ids)


def test_a_suffix_has_its_page_between_its_neighbours(alone):
    page = alone.get("/r/demo-1/2-1").text
    assert re.findall(r'href="\.\./\.\./r/demo-1/([^"]+)" rel="(\w+)"', page) == [("3", "next"), ("2", "prev")]
    assert alone.get("/r/demo-1", params={"q": "2-1"}, follow_redirects=False).headers["location"] == "../r/demo-1/2-1"
    assert alone.get("/r/demo-1/2-2").status_code == 404


def test_items_keep_their_lines(demo, alone):
    page = alone.get("/r/demo-1/2").text
    shown = re.sub("<[^>]+>", "", re.search('<span class="lines">.*?</p>', page, re.S).group())
    assert shown.strip() == demo.articles[1].paragraphs[0].text
    assert "\n（一）" in shown


def test_references_to_other_texts_are_none(alone):
    """第二条之一 names 第一条 of this text and 第二条 of another."""
    related = alone.get("/r/demo-1/2-1").text
    assert re.findall(r'<li><a href="\.\./\.\./r/demo-1/([^"]+)">', related) == ["1"]


def test_a_search_for_an_article_that_is_not_there_says_so(alone):
    page = alone.get("/r/demo-1", params={"q": "99"}).text
    assert "共4条，没有第九十九条" in page


def test_a_long_search_is_told_and_stays_in_the_form(alone):
    query = "档案" * 60
    page = alone.get("/r/demo-1", params={"q": query})
    assert page.status_code == 200
    assert f'value="{query}"' in page.text
    assert texts.SEARCH_TOO_LONG.format(length=120, limit=100) in page.text


def test_a_search_whose_clauses_are_many_links_to_a_page_that_marks_them(regulation, client):
    """Every address that a search links to works, however many clauses it names."""
    page = client.get("/r/tj-2023", params={"q": "的"}).text
    links = re.findall(r'href="\.\./(r/tj-2023/\d+\?c=[^"]+)"', page)
    assert len(links) > 40
    longest = max(links, key=len)
    assert client.get(f"/{longest}").text.count("<mark>") == longest.count(",") + 1


def test_a_citation_is_of_the_marked_clauses(regulation, demo):
    article = regulation.articles[32]
    one, two = article.paragraphs[:2]
    name = "《天津市人民政府工作规则》第三十三条"
    assert citation_of(article, regulation, {two.clauses[0].id}) == f"{name}第二款：“{two.clauses[0].text}”"
    assert citation_of(article, regulation, ()) == f"{name}：“{one.text}\n{two.text}”"
    second = demo.articles[1]
    ids = {second.clauses[0].id, second.clauses[2].id}
    assert citation_of(second, demo, ids).endswith("第二条：“逾期不还的，由档案室催还：……（二）仍不还的，通报批评。”")


def test_procedures_stand_under_the_heading_where_they_start(regulation, client, alone):
    shown = by_chapter(regulation)
    assert sorted(p.id for _, group in shown for p in group) == sorted(p.id for p in regulation.guides.procedures)
    order = [group.heading for group in grouped(regulation)]
    assert [order.index(heading) for heading, _ in shown] == sorted(order.index(heading) for heading, _ in shown)
    assert texts.NO_PROCEDURES in alone.get("/procedures").text
    assert texts.NO_PROCEDURES not in client.get("/procedures").text


@pytest.mark.parametrize("prefix", ["/bot", "/r", "/portal/bot"])
def test_links_stay_below_a_prefix_that_is_kept_or_stripped(demo, prefix):
    """uvicorn's --root-path and a mount keep it in the path; nginx strips it, and the app need not know it."""
    outer = FastAPI()
    outer.mount(prefix, pages_of([demo]))
    with TestClient(outer) as kept, TestClient(pages_of([demo])) as stripped:
        for path in ("/r/demo-1/2-1", "/r/demo-1", "/r", "/about"):
            page = kept.get(f"{prefix}{path}", headers={"accept": "text/html"}).text
            assert page == stripped.get(path).text
            for link in re.findall('(?:href|src|action)="([^"#][^"]*)"', page):
                there = urljoin(f"http://x{prefix}{path}", link)
                assert there.startswith((f"http://x{prefix}/", "data:")), (path, link)


def test_a_slash_that_is_written_as_percent_2f_is_none_to_a_browser(demo):
    with TestClient(pages_of([demo])) as client:
        page = client.get("/r/demo-1%2F1", headers={"accept": "text/html"}).text
    assert 'href="../site/tokens.css' in page
