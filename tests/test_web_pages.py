"""The pages around the chat, as a browser without a script sees them."""

import itertools
import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from answer import texts
from corpus import load_corpus
from web.app import build_web
from web.assets import STATIC

REGULATION = load_corpus()[0]
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def client(service, settings):
    with TestClient(build_web(service, settings.server), raise_server_exceptions=False) as client:
        yield client


class _Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.links, self.ids, self.tags = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        self.links += [found[name] for name in ("href", "src", "action") if found.get(name)]
        self.ids += [found["id"]] if "id" in found else []


def text_of(html):
    return re.sub("<[^>]+>", "", html)


def test_every_article_has_a_page_with_its_words(client):
    for number, article in enumerate(REGULATION.articles):
        page = client.get(f"/r/tj-2023/{article.number}").text
        shown = re.search(r'<article id="article".*?</article>', page, re.S).group()
        for paragraph in article.paragraphs:
            assert paragraph.text in text_of(shown), article.id
        assert ('rel="prev"' in page, 'rel="next"' in page) == (number > 0, number + 1 < len(REGULATION.articles))


def test_the_quoted_clauses_are_marked_and_no_others(client):
    page = client.get("/r/tj-2023/33", params={"c": "2/1,1/2"}).text
    clauses = REGULATION.articles[32].paragraphs
    assert re.findall("<mark>(.*?)</mark>", page) == [clauses[0].clauses[1].text, clauses[1].clauses[0].text]
    assert {"k1", "k2", "k1-2", "k2-1"} <= set(_Page(page).ids)


@pytest.mark.parametrize("place", ["9/9", "../../etc", "<script>", "1/2" * 60, "０/１"])
def test_a_place_that_is_none_marks_nothing_and_does_no_harm(client, place):
    response = client.get("/r/tj-2023/67", params={"c": place})
    assert response.status_code in (200, 404)
    assert "<script>alert" not in response.text
    assert response.status_code == 404 or "9/9" in place or response.text.count("<mark>") <= 1


@pytest.mark.parametrize(
    "path",
    [
        "/r/tj-2023/82",
        "/r/tj-2023/0",
        "/r/nix",
        "/r/tj-2023/x",
        "/procedures/tj-2023/nix",
        "/site/nix",
        "/site/head.html",
    ],
)
def test_what_is_not_there_is_told_in_chinese(client, path):
    page = client.get(path, headers=HTML)
    assert page.status_code == 404
    assert texts.NO_PAGE in page.text
    assert client.get(path).json()["detail"].startswith(texts.NO_PAGE)


def test_the_search_finds_exact_words_and_goes_to_numbers(client):
    page = client.get("/r/tj-2023", params={"q": "纪要 签发"}).text
    held = [a for a in REGULATION.articles if "纪要" in a.text and "签发" in a.text]
    assert f"“纪要 签发”：{len(held)}条" in page
    assert "<mark>纪要</mark>" in page
    for written in ("67", "第六十七条", "67条"):
        moved = client.get("/r/tj-2023", params={"q": written}, follow_redirects=False)
        assert (moved.status_code, moved.headers["location"]) == (303, "tj-2023/67")
    nothing = client.get("/r/tj-2023", params={"q": "<b>火星</b>"}).text
    assert "&lt;b&gt;火星" in nothing
    assert "没有这个词" in nothing


def test_the_procedures_are_all_there_with_clauses_and_picture(client):
    index = client.get("/procedures").text
    for procedure in REGULATION.guides.procedures:
        assert f'href="./procedures/tj-2023/{procedure.id}"' in index
        page = client.get(f"/procedures/tj-2023/{procedure.id}")
        assert page.status_code == 200
        assert f"flow/tj-2023/{procedure.id}.svg" in page.text
        for clause in procedure.clauses:
            assert REGULATION.clause(clause).text in text_of(page.text)


def test_about_tells_edition_hash_and_figures(client):
    page = client.get("/about").text
    assert "6c2559cab55f6d811e627bf6406c260d9ad1b2a7e12b3de19a46dd3d1b49b089" in page
    assert "2023年1月17日市人民政府第1次常务会议通过" in page
    assert "81条" in page
    assert "第一条就是答案所在的条" in page


def test_asking_without_a_script(client):
    page = client.get("/ask", params={"q": "突发事件要多久报告？"})
    assert page.headers["cache-control"] == "no-store"
    assert "必须在30分钟内" in page.text
    assert 'href="r/tj-2023/67?c=' in page.text
    follow = client.get("/ask", params={"q": "那秘书长呢？", "h": ["副市长离津外出要报谁批准？"]}).text
    assert "秘书长离岗离津外出，事先向市长请示" in text_of(follow)
    assert '<input type="hidden" name="h" value="那秘书长呢？">' in follow


@pytest.mark.parametrize("question", ["", "字" * 301, "？？？"])
def test_what_is_refused_says_why_and_nothing_typed_is_lost(client, question):
    page = client.get("/ask", params={"q": question}).text
    assert any(f"{text[:6]}" in page for text in ("还没有收到问题", "问题有301个字", "没有读到文字"))
    assert f'rows="2">{question}</textarea>' in page


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "[x](javascript:alert(1))"]
)
def test_payloads_stay_text(client, payload):
    for parameters in ({"q": payload}, {"q": "那秘书长呢", "h": payload}, {"q": "常务会议" + payload}):
        page = client.get("/ask", params=parameters).text
        assert payload not in page.replace("&#34;", '"') or "<" not in payload
        assert not re.search(r"<(script(?! src=\"\./site)|img(?! src=\"flow))", page)
        assert 'href="javascript' not in page


def crawl(client, prefix=""):
    """Every address that a page of ours links to, from the root of the app."""
    seen, left = (
        set(),
        {
            "/r",
            "/r/tj-2023",
            "/r/tj-2023/67",
            "/procedures",
            "/procedures/tj-2023/executive-meeting-topic",
            "/about",
            "/ask?q=常务会议纪要谁签发",
        },
    )
    for path in left:
        page = client.get(prefix + path, headers=HTML)
        assert page.status_code == 200, path
        seen |= {urljoin(f"http://x{prefix}{path}", link).split("#")[0] for link in _Page(page.text).links}
    return seen


def test_every_link_works_and_stays_here(client):
    for address in sorted(crawl(client)):
        if address.startswith("data:") or address in ("http://x/", "http://x"):
            continue
        assert address.startswith("http://x/"), address
        assert client.get(address.removeprefix("http://x"), headers=HTML).status_code == 200, address


def test_links_stay_below_the_prefix_of_a_proxy(service, settings):
    outer = FastAPI()
    outer.mount("/bot", build_web(service, settings.server))
    with TestClient(outer) as client:
        assert all(a.startswith(("http://x/bot", "data:")) for a in crawl(client, "/bot"))


def test_theme_size_and_frame_are_handed_on(client):
    page = client.get("/r/tj-2023/67", params={"theme": "dark", "size": "large", "embed": "1"}).text
    assert '<html lang="zh-CN" class="dark wengui-large">' in page
    assert "<header" not in page
    assert 'href="../../r/tj-2023/68?theme=dark&amp;size=large&amp;embed=1"' in page
    assert 'class=""' in client.get("/r/tj-2023/67", params={"theme": "<b>"}).text


def test_pages_have_landmarks_and_headings_in_order(client):
    for path in ("/r", "/r/tj-2023", "/r/tj-2023/67", "/procedures", "/about", "/ask", "/ask?q=常务会议纪要谁签发"):
        tags = _Page(client.get(path).text).tags
        assert tags.count("main") == tags.count("h1") == 1, path
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels)), path


def test_the_files_are_kept_by_browsers_and_change_their_address(client):
    page = client.get("/about").text
    for name in ("tokens.css", "site.css", "site.js"):
        (address,) = re.findall(rf'"\./(site/{re.escape(name)}\?v=[0-9a-f]{{12}})"', page)
        response = client.get(f"/{address}")
        assert "immutable" in response.headers["cache-control"]
        assert response.text == (STATIC / name).read_text("utf-8")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_only_read(client, method):
    assert client.request(method, "/r/tj-2023/67").status_code == 405
    assert client.head("/r/tj-2023/67").status_code == 200
