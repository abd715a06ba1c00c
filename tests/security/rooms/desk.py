"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ()
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {}
