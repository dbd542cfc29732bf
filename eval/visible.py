"""What a reader sees of an answer."""

from html.parser import HTMLParser

from markdown_it import MarkdownIt


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def visible_text(markdown: str) -> str:
    """The characters of a Markdown text that are shown, without spaces and line ends."""
    reader = _Text()
    reader.feed(MarkdownIt("commonmark").render(markdown))
    return "".join("".join(reader.parts).split())
