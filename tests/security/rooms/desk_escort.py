"""Requests to departments, escorts, admission and discharge: see ``tests.security.rooms``."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.collaboration           rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  rw   -    rwc  rwc    -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ()
# what a department is asked: record rules keep it to its own (tests/desk)
DEPARTMENT = {"hcs.collaboration": "rw"}
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.collaboration": {
        "action_accept",
        "action_answer",
        "action_ask_again",
        "action_close",
        "action_rate",
        "action_refuse",
        "action_withdraw",
    },
}


def make_samples(case, make, made):
    make("hcs.collaboration", department_id=made["hcs.department"].id, request="Is a bed free?")
