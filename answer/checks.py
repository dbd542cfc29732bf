"""What a question must be before it is searched."""

import re

from answer.model import Status
from answer.texts import GREETINGS
from retriever.query import normalise

MAX_CHARS = 300
"""Longest question in characters, as typed."""

# Atomic and possessive: 谢谢你好 reads in two ways, and trying them all doubles the time with each repetition.
_GREETING = re.compile(rf"(?:(?>{GREETINGS})[\s\W]*+)++", re.IGNORECASE)


def check_question(question: str) -> Status | None:
    """Tell why a question is not searched.

    Args:
        question: as typed.

    Returns:
        A refusing status, or greeting; None when the question is to be searched.
    """
    if not question.strip():
        return Status.REFUSED_EMPTY
    if len(question) > MAX_CHARS:
        return Status.REFUSED_TOO_LONG
    plain = normalise(question)
    if not any(char.isalnum() for char in plain):
        return Status.REFUSED_NO_WORDS
    return Status.GREETING if _GREETING.fullmatch(plain) else None
