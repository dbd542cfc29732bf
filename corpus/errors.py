"""The error that a damaged regulation, or a damaged file beside it, is refused with."""

from pathlib import Path


class CorpusError(ValueError):
    """A file of the corpus that cannot be used, where the fault stands, and how to mend it.

    Attributes:
        path: the file, or None for a text that came from no file.
        line: the line, counted from 1, or None where the whole file is meant.
        problem: what is wrong, with the offending value.
        mend: what to change.
    """

    def __init__(self, path: Path | None, line: int | None, problem: str, mend: str) -> None:
        """Keep the four parts and make the message `FILE:LINE: PROBLEM. Mend: MEND`."""
        self.path, self.line, self.problem, self.mend = path, line, problem, mend
        place = str(path or "<text>") + (f":{line}" if line is not None else "")
        super().__init__(f"{place}: {problem}. Mend: {mend}")
