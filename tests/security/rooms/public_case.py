"""See ``tests.security.rooms``; roles in the order of its head line."""

ACCESS = ""
LEDGERS = ()
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.patient": {"action_send_consent_link"},
    "hcs.service.record": {"action_answer_on_page"},
}
