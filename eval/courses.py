"""Which questions ask for the whole course of a procedure, as labellers say: `questions/courses.jsonl`.

It holds the items of dev, test and extra that at least one labeller calls so. The same two labelled dev and test; extra
was shared out among several pairs, and what was in doubt there was given to two more. All saw the questions and the
steps of the procedures only.
"""

from collections.abc import Mapping
from pathlib import Path

from eval.questions import QUESTIONS_DIR, Record, load_records

COURSES = QUESTIONS_DIR / "courses.jsonl"


class CourseLabels(Record):
    """Whether each labeller says that one item asks for a course, and for which.

    Attributes:
        more: what two more say, of items of extra.
        procedures: ids of those that labellers named; empty where nobody was asked which.
    """

    first: bool
    second: bool
    more: tuple[bool, ...] = ()
    procedures: tuple[str, ...] = ()

    @property
    def asks(self) -> bool | None:
        """What both say, or three of four; None where they differ."""
        votes = (self.first, self.second, *self.more)
        against = len(votes) - sum(votes)
        return None if min(sum(votes), against) > len(votes) // 4 else sum(votes) > against


def load_courses(path: Path = COURSES) -> Mapping[str, CourseLabels]:
    """Read the labels of the items; whoever is not in it asks for no course.

    Raises:
        QuestionFileError: for a line that is no label, or an id for the second time.
    """
    return {labels.id: labels for labels in load_records(path, CourseLabels)}


def labels_of(item: str, courses: Mapping[str, CourseLabels]) -> CourseLabels:
    """The labels of an item; those of one that is not in the file say that it asks for no course."""
    return courses.get(item) or CourseLabels(id=item, first=False, second=False)
