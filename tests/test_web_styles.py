"""The styles and scripts of the pages: for a browser of ten years ago, and nothing from elsewhere."""

import re

import pytest

from web.assets import STATIC

CSS = {
    name: re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text("utf-8"), flags=re.S)
    for name in ("tokens.css", "site.css")
}
PAGES = ("site.js", "old-browser.js")


def blocks(css):
    """Selector and declarations of each innermost block."""
    return [(selector.strip(), body) for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css)]


def declarations(body):
    return [tuple(part.strip() for part in one.split(":", 1)) for one in body.split(";") if ":" in one]


def test_every_value_has_one_for_browsers_without_custom_properties():
    for selector, body in blocks(CSS["site.css"]):
        plain = []
        for name, value in declarations(body):
            if "var(" not in value:
                plain.append(name)
            else:
                # border: 1px solid #ccc comes before border-color: var(...)
                whole = name.removesuffix("-color")
                assert name in plain or (whole != name and any(p.startswith(whole) for p in plain)), (selector, name)


def test_there_is_nothing_that_an_old_browser_trips_over():
    css = CSS["site.css"]
    assert not re.search(
        r":has\(|:is\(|:where\(|@layer|@container|display: *(grid|flex)|\bgap:|inset:|clamp\(|min\(|max\(|color-mix",
        css,
    )
    depth = deepest = 0
    for char in css:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    assert (depth, deepest) == (0, 2), "rules stand in @media at most, never in each other"


def test_nothing_comes_from_elsewhere():
    for css in CSS.values():
        assert not re.search(r"url\(|@import|@font-face|https?:", css)


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"(--wg-[\w-]+):", CSS["tokens.css"]))
    assert set(re.findall(r"var\((--wg-[\w-]+)", CSS["site.css"])) <= defined


def test_the_dark_colours_are_the_same_by_choice_and_by_system():
    found = {selector.split("{")[-1].strip(): declarations(body) for selector, body in blocks(CSS["tokens.css"])}
    assert found[".dark"] == found[".auto"]
    assert dict(found[".dark"]).keys() <= dict(found[":root"]).keys()
    assert CSS["tokens.css"].index("@media screen {") < CSS["tokens.css"].index(".dark {")


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [":root", ".dark"])
def test_text_stands_out(theme):
    found = {selector: dict(declarations(body)) for selector, body in blocks(CSS["tokens.css"])}
    tokens = found[":root"] | found[theme]
    grounds = ("paper", "ground", "raised", "asked")
    pairs = [(ink, ground) for ink in ("ink", "ink-soft", "primary", "accent") for ground in grounds]
    pairs += [("on-primary", "primary"), ("on-mark", "mark"), ("on-primary", "primary-strong")]
    for ink, ground in pairs:
        assert contrast(tokens[f"--wg-{ink}"], tokens[f"--wg-{ground}"]) >= 4.5, (theme, ink, ground)
    for edge in ("line-strong", "focus"):
        assert contrast(tokens[f"--wg-{edge}"], tokens["--wg-paper"]) >= 3, (theme, edge)


@pytest.mark.parametrize("name", PAGES)
def test_the_scripts_of_the_pages_are_old_javascript(name):
    code = re.sub(r"//.*|\"[^\"]*\"", "", (STATIC / name).read_text("utf-8"))
    assert not re.search(r"=>|`|\b(const|let|class|async|await)\b|\?\.|\?\?|\.\.\.", code)
