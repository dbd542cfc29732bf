"""A question is answered in time, or told that it was not."""

import threading

import pytest

from answer.model import Status
from answer.service import Service
from web.deadline import PunctualService

QUESTION = "突发事件发生后要在多长时间内报告？"


class _Waiting:
    """A composer that waits until it is let go."""

    def __init__(self):
        self.go = threading.Event()

    def compose(self, retrieval):
        self.go.wait(60)
        return ()


@pytest.fixture
def waiting():
    composer = _Waiting()
    yield composer
    composer.go.set()


def test_in_time_the_answer_is_that_of_the_service(service):
    punctual = PunctualService(service, seconds=60, workers=1)
    assert punctual.ask(QUESTION).markdown == service.ask(QUESTION).markdown
    assert punctual.ask("那秘书长呢？", ["副市长离津外出要报谁批准？"]).citations


def test_out_of_time_it_is_told_and_the_next_is_answered(service, waiting):
    slow = Service(service.retriever, service.regulations, waiting)
    punctual = PunctualService(slow, seconds=0.2, workers=2)
    answer = punctual.ask(QUESTION)
    assert answer.status is Status.FAILED
    assert "没有在0秒内查完" in answer.markdown
    assert punctual.ask("你好").status is Status.GREETING


def test_when_all_are_busy_the_wait_counts(service, waiting):
    punctual = PunctualService(Service(service.retriever, service.regulations, waiting), seconds=0.2, workers=1)
    assert [punctual.ask(QUESTION).status, punctual.ask("你好").status] == [Status.FAILED] * 2
    waiting.go.set()
    assert PunctualService(service, seconds=60, workers=1).ask("你好").status is Status.GREETING
