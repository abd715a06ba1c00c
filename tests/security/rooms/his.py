"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.his.charge              -     -      -        r     -        -         -    -    -    -    -      -   -
hcs.his.import              -     -      -        ru    -        -         -    -    -    -    -      -   -
hcs.his.key                 -     -      -        r     -        -         -    -    -    -    -      -   -
hcs.his.mapping             -     -      rwcu     rwcu  -        -         -    -    -    -    -      -   -
hcs.his.message             -     -      -        rwu   -        -         -    -    -    -    -      -   -
hcs.his.order               -     -      -        r     -        -         -    -    -    -    -      -   -
hcs.his.outgoing            rw    rw     rw       rw    rw       rw        rw   -    -    rw   rw     -   -
hcs.his.source              -     -      r        rwcu  -        -         -    -    -    -    -      -   -
hcs.his.upload              -     -      -        rwc   -        -         -    -    -    -    -      -   -
hcs.his.wait                -     -      -        r     -        -         -    -    -    -    -      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ()
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.his.import": {"action_open_messages", "apply_step"},
    "hcs.his.mapping": {"action_apply_again"},
    "hcs.his.message": {"action_replay"},
    "hcs.his.outgoing": {"action_open_record", "action_retry", "action_typed"},
    "hcs.his.source": {"action_open_messages", "action_open_outgoing", "action_read_folder", "action_upload"},
    "hcs.his.upload": {"action_load"},
}
