import pytest

from answer.render import escape
from web.answer_html import answer_html


def rendered(markdown):
    return str(answer_html(markdown, lambda address: f"../{address}"))


def test_an_answer_keeps_its_marks_and_its_links_fit_the_page():
    html = rendered("> a<strong>b</strong>\n\n——[《x》第一条](r/x-1/1?c=1/2,2/1)\n\n![alt](flow/x-1/p.svg)")
    assert "<p>a<strong>b</strong></p>" in html
    assert '<a href="../r/x-1/1?c=1/2,2/1">《x》第一条</a>' in html
    assert '<img src="../flow/x-1/p.svg" alt="alt" />' in html


def test_a_table_scrolls_in_itself():
    assert rendered("| a |\n| --- |\n| b |").startswith('<div class="wide"><table>')


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<svg/onload=alert(1)>",
        "<strong onclick=alert(1)>x</strong>",
        "<!-- -->",
        "<STRONG>",
    ],
)
@pytest.mark.parametrize("around", ["{}", "> {}", "| a |\n| --- |\n| {} |", "1. {}"])
def test_other_tags_are_text_though_they_were_not_escaped(payload, around):
    html = rendered(around.format(payload))
    for tag in ("<script", "<img", "<svg", "<strong onclick", "<!--", "<STRONG"):
        assert tag not in html
    assert payload[:3].replace("<", "&lt;") in html


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "data:text/html,x", "/etc", "../x", "ask?q=x"],
)
def test_other_addresses_are_not_followed(address):
    for markdown in (f"[x]({address})", f"![x]({address})", f"<{address}>"):
        html = rendered(markdown)
        assert not [part for part in ("href", "src") if f'{part}="' in html and f'{part}="#"' not in html], html


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "[x](javascript:alert(1))", "&lt;b&gt;", "*a* _b_ `c`", "# a", "1. a", "a | b"]
)
def test_what_is_escaped_shows_as_it_is(text):
    from html import unescape

    html = rendered(escape(text))
    assert unescape(html.strip().removeprefix("<p>").removesuffix("</p>")) == text
