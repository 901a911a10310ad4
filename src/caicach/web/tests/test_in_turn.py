"""Pages of one worker are worked out one after the other, first come, first served; uploads do not hold them up."""

import threading
from time import monotonic, sleep

import pytest

from caicach.web.in_turn import InTurn, is_small

GET = {"REQUEST_METHOD": "GET"}


def until(condition):
    deadline = monotonic() + 10
    while not condition():
        assert monotonic() < deadline
        sleep(0.001)


class Office:
    """Answers when it is let; says what is being worked on and in which order it began."""

    def __init__(self):
        self.began, self.at_once, self.most, self.may_go_on = [], 0, 0, threading.Semaphore(0)

    def __call__(self, environ, start_response):
        self.began.append(environ["n"])
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.may_go_on.acquire()
        self.at_once -= 1
        if environ.get("fails"):
            raise ZeroDivisionError
        return [b"ok"]


def test_pages_go_one_after_the_other_in_their_order():
    office = Office()
    queue = InTurn(office)
    threads = []
    for n in range(6):
        thread = threading.Thread(target=queue, args=(GET | {"n": n}, None))
        thread.start()
        threads.append(thread)
        until(lambda n=n: office.began == [0] and len(queue.turn._waiting) == n)
    for _ in threads:
        office.may_go_on.release()
    for thread in threads:
        thread.join(10)
    assert office.began == list(range(6)) and office.most == 1


def test_an_upload_does_not_wait_and_holds_up_nobody():
    office = Office()
    queue = InTurn(office)
    upload = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "50000000"}
    threads = [
        threading.Thread(target=queue, args=(environ, None))
        for environ in (upload | {"n": "up 1"}, GET | {"n": "page"}, upload | {"n": "up 2"})
    ]
    for thread in threads:
        thread.start()
    until(lambda: office.at_once == 3)
    for _ in threads:
        office.may_go_on.release()
    for thread in threads:
        thread.join(10)


def test_a_page_that_fails_hands_on():
    office = Office()
    queue = InTurn(office)
    for _ in range(2):
        office.may_go_on.release()
    with pytest.raises(ZeroDivisionError):
        queue(GET | {"n": 1, "fails": True}, None)
    assert queue(GET | {"n": 2}, None) == [b"ok"]


@pytest.mark.parametrize(
    ("environ", "small"),
    [
        ({"REQUEST_METHOD": "GET"}, True),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": ""}, True),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "65536"}, True),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "65537"}, False),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "x"}, False),
    ],
)
def test_what_is_small(environ, small):
    assert is_small(environ) is small
