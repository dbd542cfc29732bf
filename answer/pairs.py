"""Words without a tokenizer: what two texts have in common, by pairs of neighbouring characters."""


def pairs_of(text: str) -> set[str]:
    """The pairs of neighbouring characters of a text; none where it is shorter than two."""
    return {text[at : at + 2] for at in range(len(text) - 1)}
