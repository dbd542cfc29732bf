"""Which questions ask for the whole course of a procedure, as two people labelled them: `questions/courses.jsonl`.

It holds the items of dev, test and extra that at least one of the two calls so. The same two labelled dev and test;
extra was shared out among several pairs. All saw the questions and the steps of the procedures only.
"""

from collections.abc import Mapping
from pathlib import Path

from eval.questions import QUESTIONS_DIR, Record, load_records

COURSES = QUESTIONS_DIR / "courses.jsonl"


class CourseLabels(Record):
    """Whether each of the two says that one item asks for a course, and for which.

    Attributes:
        procedures: ids of those that labellers named; empty where nobody was asked which.
    """

    first: bool
    second: bool
    procedures: tuple[str, ...] = ()

    @property
    def asks(self) -> bool | None:
        """What both say; None where they differ."""
        return self.first if self.first == self.second else None


def load_courses(path: Path = COURSES) -> Mapping[str, CourseLabels]:
    """Read the labels of the items; whoever is not in it asks for no course.

    Raises:
        QuestionFileError: for a line that is no label, or an id for the second time.
    """
    return {labels.id: labels for labels in load_records(path, CourseLabels)}


def labels_of(item: str, courses: Mapping[str, CourseLabels]) -> CourseLabels:
    """The labels of an item; those of one that is not in the file say that it asks for no course."""
    return courses.get(item) or CourseLabels(id=item, first=False, second=False)
