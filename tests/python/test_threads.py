"""Other Python threads run while the library works, and one node serves several."""

from __future__ import annotations

import sys
import threading
import time

import dcr
from story import CLINICIAN, RECEIVED, admitted


def messages(count: int) -> bytes:
    """Many messages about one person, in one input."""
    return b"".join(
        b"MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A08|%d|P|2.4\rEVN|A08|20260703090000\r"
        b"PID|1||9990000026^^^NHS^NH~P2^^^RBD^PI||EXAMPLE^BOB||19500201|M|||%d HIGH STREET\r" % (number, number)
        for number in range(count)
    )


def test_other_threads_run_while_a_submit_works(node: dcr.Node) -> None:
    data = messages(1500)
    before = sys.getswitchinterval()
    counted = 0
    stop = threading.Event()
    started = threading.Event()

    def count() -> None:
        nonlocal counted
        while not stop.is_set():
            counted += 1
            started.set()
            time.sleep(0)  # gives the interpreter up, for whoever wants it

    counter = threading.Thread(target=count)
    counter.start()
    try:
        assert started.wait(10)
        # From here the interpreter changes hands only where it is given up: if the submit kept it, nobody could count.
        sys.setswitchinterval(60)
        at_start = counted
        receipt = node.submit(data, source="RBD/PAS", received=RECEIVED)
        during = counted - at_start
    finally:
        stop.set()
        sys.setswitchinterval(before)
        counter.join()
    assert receipt.accepted == 1500
    assert during > 10


def test_threads_share_a_node(node: dcr.Node) -> None:
    admitted(node)
    wrong: list[BaseException] = []

    def run(work: object) -> None:
        try:
            for number in range(15):
                if work == "submit":
                    assert node.submit(messages(number + 1), source="RBD/PAS", received=RECEIVED).quarantined == 0
                else:
                    assert node.view(CLINICIAN).permitted
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in ("submit", "view", "submit", "view")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert node.verify_audit() == {"code": "audit.intact", "intact": True, "size": 30, "erased": 0}


def test_a_node_may_be_closed_while_others_use_it(node: dcr.Node) -> None:
    admitted(node)
    codes: set[str] = set()

    def look() -> None:
        try:
            while True:
                node.view(CLINICIAN)
        except dcr.StoreError as error:
            codes.add(error.code)

    thread = threading.Thread(target=look)
    thread.start()
    node.close()
    thread.join(30)
    assert not thread.is_alive()
    assert codes == {"node.store.closed"}
