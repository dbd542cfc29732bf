"""What a question must be before it is searched."""

import re
from collections.abc import Sequence

from answer.model import Status
from answer.outline import asks_for_outline
from answer.texts import HELLOS, THANKED, THANKS, WHO, WHO_I_AM
from retriever.query import normalise

MAX_CHARS = 300
"""Longest question in characters, as typed."""

MAX_TURNS = 8
"""Earlier turns that are read."""

# Atomic and possessive: 谢谢你好 reads in two ways, and trying them all doubles the time with each repetition.
_GREETING = re.compile(rf"(?:(?>{WHO}|{HELLOS}|{THANKS})[\s\W]*+)++", re.IGNORECASE)
_SAID = re.compile(rf"(?P<who>{WHO})|(?P<hello>{HELLOS})|(?P<thanks>{THANKS})", re.IGNORECASE)


def usable_turns(history: Sequence[str]) -> tuple[str, ...]:
    """The newest earlier turns, at most `MAX_TURNS`, each cut to `MAX_CHARS`: they come from outside, in any size.

    Args:
        history: the user's earlier turns, oldest first; whatever is not a text is left out.
    """
    return tuple(turn[:MAX_CHARS] for turn in history[-MAX_TURNS:] if isinstance(turn, str))


def length_of(question: str) -> int:
    """The length of a question, in characters: as typed or as searched, whichever is longer.

    One character may stand for a phrase: ﷺ is searched as eighteen. A text that is too long as typed is not normalised.
    """
    return len(question) if len(question) > MAX_CHARS else max(len(question), len(normalise(question)))


def check_question(question: str) -> Status | None:
    """Tell why a question is not searched.

    Args:
        question: as typed.

    Returns:
        A refusing status, or greeting, which needs no rule; None when the question is to be searched.
    """
    if not question.strip():
        return Status.REFUSED_EMPTY
    if length_of(question) > MAX_CHARS:
        return Status.REFUSED_TOO_LONG
    plain = normalise(question)
    if not any(char.isalnum() for char in plain):
        return Status.REFUSED_NO_WORDS
    return Status.GREETING if _GREETING.fullmatch(plain) or asks_for_outline(question) else None


def greeting_intro(question: str) -> str | None:
    """What is said to a message that is no question: by what stands in it; None for a mere hello."""
    # One after another: 你好 is a hello, though the 好 in it alone would be a thanks.
    said = {match.lastgroup for match in _SAID.finditer(normalise(question))}
    if "who" in said:
        return WHO_I_AM
    return THANKED if "thanks" in said else None
