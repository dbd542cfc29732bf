"""The pages around the chat, as a browser without a script sees them."""

import itertools
import re
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pages_only import pages_of

from answer import texts
from corpus import load_corpus
from web.app import _NO_SCRIPT, build_web
from web.assets import STATIC, Assets
from web.errors import add_error_pages
from web.pages import MOST_TURN_BYTES, _passed
from web.render import Renderer

REGULATION = load_corpus()[0]
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def client():
    with TestClient(pages_of([REGULATION]), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def asking(service, settings):
    with TestClient(build_web(service, settings.server)) as client:
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


@pytest.mark.parametrize("place", ["9/9", "../../etc", "<script>", "1/2" * 60, "０/１", ",", "1/1/1", "x" * 9000])
def test_a_place_that_is_none_marks_nothing_and_does_no_harm(client, place):
    response = client.get("/r/tj-2023/67", params={"c": place})
    assert response.status_code == 200
    assert "<script>" not in response.text
    assert "<mark>" not in response.text


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
        assert (moved.status_code, moved.headers["location"]) == (303, "../r/tj-2023/67")
    nothing = client.get("/r/tj-2023", params={"q": "<b>火星</b>"}).text
    assert "&lt;b&gt;火星" in nothing
    assert texts.SEARCH_NOTHING in nothing


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


def test_asking_without_a_script(asking):
    page = asking.get("/ask", params={"q": "突发事件要多久报告？"})
    assert page.headers["cache-control"] == "no-store"
    assert "必须在30分钟内" in page.text
    assert 'href="./r/tj-2023/67?c=' in page.text
    follow = asking.get("/ask", params={"q": "那秘书长呢？", "h": ["副市长离津外出要报谁批准？"]}).text
    assert "秘书长离岗离津外出，事先向市长请示" in text_of(follow)
    assert '<input type="hidden" name="h" value="那秘书长呢？">' in follow


@pytest.mark.parametrize("question", ["", "字" * 301, "？？？"])
def test_what_is_refused_says_why_and_nothing_typed_is_lost(asking, question):
    page = asking.get("/ask", params={"q": question}).text
    assert any(f"{text[:6]}" in page for text in ("还没有收到问题", "问题有301个字", "没有读到文字"))
    assert f'rows="3" maxlength="600">{question}</textarea>' in page


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "[x](javascript:alert(1))"]
)
def test_payloads_stay_text(asking, payload):
    for parameters in ({"q": payload}, {"q": "那秘书长呢", "h": payload}, {"q": "常务会议" + payload}):
        page = asking.get("/ask", params=parameters).text
        assert payload not in page.replace("&#34;", '"') or "<" not in payload
        assert not re.search(r"<(script(?! defer src=\"\./site)|img(?! src=\"\./flow))", page)
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


def test_every_link_works_and_stays_here(asking):
    for address in sorted(crawl(asking)):
        if address.startswith("data:") or address in ("http://x/", "http://x"):
            continue
        assert address.startswith("http://x/"), address
        assert asking.get(address.removeprefix("http://x"), headers=HTML).status_code == 200, address


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
    assert "<footer" not in page
    assert '<html lang="zh-CN" class="auto">' in client.get("/r/tj-2023/67", params={"theme": "<b>"}).text
    moved = client.get("/r/tj-2023", params={"q": "33条2款", "size": "large"}, follow_redirects=False)
    assert moved.headers["location"] == "../r/tj-2023/33?size=large#k2"


def test_an_answer_hands_theme_and_size_on(asking):
    page = asking.get("/ask", params={"q": "突发事件要多久报告？", "theme": "dark", "size": "large", "embed": "1"}).text
    links = [link for link in _Page(page).links if not link.startswith(("data:", "./site/", "#"))]
    assert links
    assert all("theme=dark&size=large&embed=1" in link for link in links if link != "./ask"), links
    assert f"{texts.DISCLAIMER}。" in page


def test_pages_have_landmarks_and_headings_in_order(asking):
    for path in ("/r", "/r/tj-2023", "/r/tj-2023/67", "/procedures", "/about", "/ask", "/ask?q=常务会议纪要谁签发"):
        tags = _Page(asking.get(path).text).tags
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


@pytest.mark.parametrize(
    ("turns", "passed"),
    [
        (["甲", "乙", "丙", "丁"], ["乙", "丙", "丁"]),
        (["问" * 300, "短"], ["问" * 265, "短"]),
        (["先", "问" * 300], ["问" * 266]),
        (["a" * 300, "b"], ["a" * 300, "b"]),
        ([], []),
    ],
)
def test_earlier_turns_fit_into_an_address(turns, passed):
    assert _passed(turns) == passed
    assert sum(len(quote(turn)) for turn in _passed(turns)) <= MOST_TURN_BYTES


def test_an_address_of_the_form_is_one_that_nginx_reads(asking):
    page = asking.get("/ask", params={"q": "常务会议" + "问" * 290, "h": ["问" * 300] * 9}).text
    hidden = re.findall(r'<input type="hidden" name="h" value="([^"]*)">', page)
    assert len(f"GET /ask?{urlencode([('q', '问' * 600), *(('h', turn) for turn in hidden)])} HTTP/1.1") < 8192


def test_what_fails_and_what_is_wrong_is_told_in_chinese(client):
    failed = client.get("/ask", params={"q": "x"}, headers=HTML)
    assert (failed.status_code, texts.PAGE_FAILED in failed.text) == (500, True)
    assert client.get("/ask", params={"q": "x"}).json()["detail"].startswith(texts.PAGE_FAILED)
    wrong = client.post("/r/tj-2023/67", headers=HTML)
    assert (wrong.status_code, texts.NO_METHOD in wrong.text) == (405, True)
    assert set(wrong.headers["allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}
    assert wrong.headers["cache-control"] == "no-store"


def test_a_parameter_of_another_type_is_told_in_chinese():
    app = FastAPI()
    add_error_pages(app, Renderer(Assets()))
    app.add_api_route("/number", lambda n: n)
    with TestClient(app) as client:
        wrong = client.get("/number", headers=HTML)
    assert (wrong.status_code, texts.WRONG_ADDRESS in wrong.text) == (422, True)


@pytest.mark.parametrize(
    "path", ["/r", "/r/tj-2023", "/r/tj-2023/67", "/procedures", "/about", "/flow/tj-2023/executive-meeting-topic.svg"]
)
def test_a_browser_that_holds_a_page_is_not_sent_it_again(client, path):
    first = client.get(path)
    assert first.headers["cache-control"] == "no-cache"
    for held in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        again = client.get(path, headers={"if-none-match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content


def test_a_file_is_kept_only_under_the_address_of_its_edition(client):
    assert "immutable" not in client.get("/site/site.css").headers["cache-control"]
    assert "immutable" not in client.get("/site/site.css", params={"v": "000000000000"}).headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/r", "/r/tj-2023", "/r/tj-2023/67", "/procedures", "/about", "/flow/tj-2023/executive-meeting-topic.svg"]
)
def test_head_tells_the_same_as_get(client, path):
    head, got = client.head(path), client.get(path)
    assert (head.status_code, head.headers) == (got.status_code, got.headers)


@pytest.mark.parametrize("path", ["/r", "/r/tj-2023", "/r/tj-2023/67", "/procedures", "/about", "/ask"])
def test_a_slash_at_the_end_is_no_other_page(client, path):
    page = client.get(f"{path}/", follow_redirects=False)
    assert page.status_code == 200
    links = {urljoin(f"http://x{path}/", link) for link in _Page(page.text).links if not link.startswith("#")}
    assert links == {urljoin(f"http://x{path}", link) for link in _Page(client.get(path).text).links if link[0] != "#"}


def test_the_chat_page_shows_old_browsers_the_way(client):
    assert 'src="site/old-browser.js"' in _NO_SCRIPT
    assert client.get("/site/old-browser.js").status_code == 200
    assert re.findall('href="(.*?)"', _NO_SCRIPT) == ["ask", "ask"]
