"""Which questions ask for the whole course of a procedure, as two people labelled them: `questions/courses.jsonl`.

It holds the items that at least one of the two calls so; they saw the questions and the list of procedures only.
"""

from collections.abc import Mapping
from pathlib import Path

from eval.questions import QUESTIONS_DIR, Record, load_records

COURSES = QUESTIONS_DIR / "courses.jsonl"


class CourseLabels(Record):
    """What both said of one item: id of the procedure, `-` where none fits, empty where no course is asked for."""

    first: str
    second: str

    @property
    def asks(self) -> bool | None:
        """Whether both say that a procedure is asked for; None where they differ, or no procedure fits."""
        if "-" in (self.first, self.second) or bool(self.first) != bool(self.second):
            return None
        return bool(self.first)


def load_courses(path: Path = COURSES) -> Mapping[str, bool | None]:
    """Read the labels: item to whether it asks for a course. Whoever is not in it does not.

    Raises:
        QuestionFileError: for a line that is no label, or an id for the second time.
    """
    return {labels.id: labels.asks for labels in load_records(path, CourseLabels)}
