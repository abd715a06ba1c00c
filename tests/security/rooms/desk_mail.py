"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.mail.address            r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.mail.answer             rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.mail.incoming           -     rw     rw       rw    -        rw        -    -    -    -    -      -   -
"""
LEDGERS = ()
# a sample needs a service
COMES_LAST = True
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.mail.answer": {"action_send"},
    "hcs.mail.incoming": {"action_open_record", "action_settle", "action_take_up"},
    "hcs.service.record": {"action_send_mail"},
    "hcs.complaint.ticket": {"action_send_mail"},
}


def make_samples(case, make, made):
    """One record of each model of the room, in the hospital of ``case``."""
    own = {"company_id": case.company.id}
    address = make("hcs.mail.address", name="Own", alias_name="own-mail", type_id=made["hcs.service.type"].id, **own)
    make("hcs.mail.incoming", key="own", address_id=address.id, target="service", **own)
