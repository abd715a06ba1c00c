"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.public.code             -     -     -     -     -     -     -     -     -     -     -     -     -
hcs.public.knock            -     -     r     r     -     -     -     -     -     -     -     -     -
hcs.public.page             r     r     rwcu  rwcu  r     r     r     -     -     r     r     -     -
hcs.public.poster           r     rwc   rwcu  rwcu  r     r     r     -     -     r     r     -     -
"""
# only the system reads them, whatever the hospital
UNSEEN = frozenset({"hcs.public.code"})
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.public.knock",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.public.page": {"action_open"},
    "hcs.public.poster": {"action_print"},
}


def make_samples(case, make, made):
    """One record of every model, of the hospital of ``case``."""
    own = {"company_id": case.company.id}
    page = made["hcs.public.page"] = make("hcs.public.page", name="Own", code="question", **own)
    make("hcs.public.poster", name="Own", page_id=page.id, **own)
    make("hcs.public.knock", page_id=page.id, at="2026-05-01 09:00:00", outcome="taken", **own)
    make(
        "hcs.public.code",
        number_hash="n",
        code_hash="c",
        at="2026-05-01 09:00:00",
        expires_at="2026-05-01 09:10:00",
        **own,
    )
