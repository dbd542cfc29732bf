"""The parts of a question that asks several things at once: 纪要谁签，记者能不能报道 is two questions."""

import re

_BETWEEN = re.compile(r"[，,。.？?！!；;：:、~\s]+|以及|还有|(?<!参)和(?!谐|平)|与(?!会)|(?<!涉)及(?!时|其)")
_MOST = 5
"""Parts of a question; a long story is put together again until so many are left."""
_SHORTEST = 4
"""Characters of a part; a shorter one belongs to the next."""


def parts_of(question: str) -> tuple[str, ...]:
    """Cut a question where one thing ends and the next begins; empty where it is one thing."""
    parts: list[str] = []
    for piece in filter(None, _BETWEEN.split(question)):
        if parts and len(parts[-1]) < _SHORTEST:
            parts[-1] += piece
        else:
            parts.append(piece)
    if len(parts) > 1 and len(parts[-1]) < _SHORTEST:
        parts[-2:] = ["".join(parts[-2:])]
    while len(parts) > _MOST:
        at = min(range(len(parts) - 1), key=lambda at: len(parts[at]) + len(parts[at + 1]))
        parts[at : at + 2] = [f"{parts[at]}，{parts[at + 1]}"]
    return tuple(parts) if len(parts) > 1 else ()
