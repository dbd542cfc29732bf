"""Between the service and the chat: what the browser sends becomes turns, and an answer becomes messages."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from answer import texts
from answer.model import Answer, Status
from answer.render import mark_article, unescape
from answer.service import Service
from corpus import format_citation

Message = dict[str, Any]
"""A message as Gradio's chat has it: role, content, and for a folded panel metadata."""


def user_turns(messages: Sequence[Any]) -> tuple[str, ...]:
    """What the user said, oldest first.

    Args:
        messages: plain strings, or messages whose content is a string (API callers) or a list of parts (the browser).
            Whatever has another form is skipped: it comes from outside.
    """
    turns = []
    for message in messages if isinstance(messages, list | tuple) else ():
        if isinstance(message, str):
            turns.append(message)
        elif isinstance(message, dict) and message.get("role") == "user":
            turns.append(unescape(_text(message)))
    return tuple(turns)


def _text(message: Message) -> str:
    content = message.get("content")
    parts = content if isinstance(content, list) else [content]
    said = (part.get("text") if isinstance(part, dict) else part for part in parts)
    return "".join(text for text in said if isinstance(text, str))


def without_offers(messages: Sequence[Message]) -> list[Message]:
    """Leave out the headings of earlier suggestions: their buttons are gone once another message follows."""
    return [message for message in messages if _text(message) not in (texts.SUGGESTIONS_HEADING, texts.CHOOSE)]


def stream(service: Service, answer: Answer) -> Iterator[list[Message]]:
    """The messages of an answer: its paragraphs one after another, then the folded sources and what to ask next."""
    paragraphs = answer.markdown.split("\n\n")
    for count in range(1, len(paragraphs)):
        yield [{"role": "assistant", "content": "\n\n".join(paragraphs[:count])}]
    messages: list[Message] = [{"role": "assistant", "content": answer.markdown}, *_sources(service, answer)]
    if options := _options(service, answer):
        heading = texts.CHOOSE if answer.status is Status.ASK_BACK else texts.SUGGESTIONS_HEADING
        # Gradio shows the buttons of the last message only.
        messages.append({"role": "assistant", "content": heading, "options": options})
    yield messages


def _options(service: Service, answer: Answer) -> list[dict[str, str]]:
    """Buttons under an answer: the candidates when it asks back, else the suggestions."""
    if answer.status is Status.ASK_BACK:
        titles = {regulation.id: regulation.meta.title for regulation in service.regulations}
        return [
            {
                "value": format_citation(titles[c.regulation], c.article),
                "label": f"{c.article.label}：{c.quote[:18]}{'…' if len(c.quote) > 18 else ''}",
            }
            for c in answer.candidates
        ]
    return [{"value": suggestion, "label": suggestion} for suggestion in answer.suggestions]


def _sources(service: Service, answer: Answer) -> list[Message]:
    """A folded panel for each article: the whole text, the quoted clauses marked."""
    regulations = {regulation.id: regulation for regulation in service.regulations}
    ordered = sorted(answer.citations or answer.candidates, key=lambda c: (c.regulation, c.article))
    panels = []
    for (regulation_id, article), group in groupby(ordered, key=lambda c: (c.regulation, c.article)):
        regulation = regulations[regulation_id]
        title = texts.SOURCE_TITLE.format(citation=format_citation(regulation.meta.title, article))
        body = mark_article(tuple(group), regulation)
        panels.append({"role": "assistant", "content": body, "metadata": {"title": title, "status": "done"}})
    return panels
