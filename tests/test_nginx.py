"""The sample configuration of nginx, as it is delivered: the chat under a prefix, with TLS."""

import httpx
import pytest
from live import ask
from playwright.sync_api import expect
from proxy import PREFIX, behind_nginx, framed, needs_nginx

pytestmark = needs_nginx


@pytest.fixture(scope="module")
def address(prefixed, tmp_path_factory):
    """The chat with the settings that the sample configuration names, behind nginx."""
    with behind_nginx(tmp_path_factory.mktemp("nginx"), prefixed) as address:
        yield address


@pytest.fixture
def answered(secure_page):
    """(address, status) of everything that the page loads."""
    answered = []
    secure_page.on("response", lambda response: answered.append((response.url, response.status)))
    return answered


def test_the_chat_answers_under_the_prefix(secure_page, answered, address):
    asked = []
    secure_page.on("request", lambda request: asked.append(request.url))
    secure_page.goto(f"{address}/")
    ask(secure_page, "常务会议议题怎么上会？")
    picture = secure_page.locator("#wengui-chat img")
    expect(picture).to_be_visible()
    secure_page.wait_for_function("document.querySelector('#wengui-chat .message img').naturalWidth > 0")
    expect(secure_page.locator("#wengui-source mark").first).to_be_visible()
    secure_page.locator("#wengui-chat .option").first.click()
    expect(secure_page.locator("#wengui-chat [data-testid=user]")).to_have_count(2, timeout=20_000)
    assert [url for url in asked if not url.startswith((f"{address}/", "data:", "blob:"))] == []
    assert [(url, status) for url, status in answered if status >= 400] == []


@pytest.mark.parametrize(
    "path", ["r/tj-2023", "r/tj-2023/67?c=1/2", "procedures", "about", "ask?q=67条", "embed-check"]
)
def test_the_links_of_every_page_stay_under_the_prefix(secure_page, answered, address, path):
    secure_page.goto(f"{address}/{path}")
    links = secure_page.evaluate("[...document.links].map(link => link.href)")
    assert links
    assert [link for link in links if not link.startswith(f"{address}/")] == []
    secure_page.wait_for_load_state("networkidle")
    assert [(url, status) for url, status in answered if status >= 400 or not url.startswith(f"{address}/")] == []


def test_the_prefix_without_a_slash_leads_to_it(address):
    response = httpx.get(address, verify=False)
    assert response.status_code == 301
    assert httpx.URL(address).join(response.headers["location"]) == f"{address}/"


def test_the_check_in_the_portals_frame_finds_nothing_wrong(secure_page, answered, address, portal):
    check = framed(secure_page, portal, f"{address}/embed-check")
    expect(check.locator("#state")).to_have_text("检查完毕。")
    found = check.locator("#found li").all_inner_texts()
    assert [line for line in found if not line.startswith("【通过】")] == []
    assert any(portal[0] in line for line in found)
    assert any(f"路径前缀一致：{PREFIX}" in line for line in found)
    assert [(url, status) for url, status in answered if status >= 400] == []


def test_what_is_too_large_is_refused_by_nginx(address):
    assert httpx.post(f"{address}/gradio_api/call/ask", content=b"x" * 1_100_000, verify=False).status_code == 413
