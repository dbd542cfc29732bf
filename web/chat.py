"""Between the service and the chat: what the browser sends becomes turns, and an answer becomes messages."""

from collections.abc import Iterator, Sequence
from typing import Any

from answer.model import Answer, Status
from answer.render import unescape
from answer.service import Service
from corpus import format_citation

Message = dict[str, Any]
"""A message as Gradio's chat has it: role, content, and options where it offers what to ask next."""


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
            turns.append(unescape(text_of(message)))
    return tuple(turns)


def text_of(message: Message) -> str:
    """The text of a message in either form; parts that are no text are left out."""
    content = message.get("content")
    parts = content if isinstance(content, list) else [content]
    said = (part.get("text") if isinstance(part, dict) else part for part in parts)
    return "".join(text for text in said if isinstance(text, str))


def stream(service: Service, answer: Answer) -> Iterator[Message]:
    """The message of an answer: its paragraphs one after another, at last with what may be asked next."""
    paragraphs = answer.markdown.split("\n\n")
    for count in range(1, len(paragraphs)):
        yield {"role": "assistant", "content": "\n\n".join(paragraphs[:count])}
    yield {"role": "assistant", "content": answer.markdown, "options": options(service, answer)}


def options(service: Service, answer: Answer) -> list[dict[str, str]]:
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
