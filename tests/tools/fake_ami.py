"""A manager interface of Asterisk to test against: its banner, its login, its packets as they look on the wire."""

import asyncio
import hashlib

BANNER = b"Asterisk Call Manager/7.0.3\r\n"
USER, SECRET = "hcs", "s3cret"


class FakeAmi:
    """Lets one name in, plays packets to whoever is in, and may hang up."""

    def __init__(self):
        self.server = None
        self.writers = []
        self.logins = []
        self.wire = b""
        self.inside = asyncio.Event()

    async def start(self, port=0):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        return self.server.sockets[0].getsockname()[1]

    async def stop(self):
        self.server.close()
        self.hang_up()
        await self.server.wait_closed()

    def hang_up(self):
        for writer in self.writers:
            writer.close()
        self.writers = []
        self.inside.clear()

    async def _serve(self, reader, writer):
        writer.write(BANNER)
        challenge = "840415273"
        try:
            while True:
                raw = await reader.readuntil(b"\r\n\r\n")
                self.wire += raw
                ask = dict(line.split(": ", 1) for line in raw.decode().strip().split("\r\n"))
                head = [("ActionID", ask["ActionID"])]
                if ask["Action"] == "Challenge":
                    # a response of somebody else's question comes first
                    self._write(writer, [("Response", "Success"), ("ActionID", "999"), ("Challenge", "1")])
                    self._write(writer, [("Response", "Success"), *head, ("Challenge", challenge)])
                elif ask["Action"] == "Login":
                    key = hashlib.md5(f"{challenge}{SECRET}".encode()).hexdigest()
                    good = ask["Username"] == USER and ask["Key"] == key
                    self.logins.append(good)
                    if not good:
                        self._write(writer, [("Response", "Error"), *head, ("Message", "Authentication failed")])
                        writer.close()
                        return
                    self._write(writer, [("Response", "Success"), *head, ("Message", "Authentication accepted")])
                    self._write(writer, [("Event", "FullyBooted"), ("Privilege", "system,all")])
                    self.writers.append(writer)
                    self.inside.set()
                elif ask["Action"] == "Ping":
                    self._write(writer, [("Response", "Success"), *head, ("Ping", "Pong")])
        except (asyncio.IncompleteReadError, ConnectionError):
            pass

    def _write(self, writer, values):
        writer.write("".join(f"{name}: {value}\r\n" for name, value in values).encode() + b"\r\n")

    def play(self, *events):
        for event in events:
            for writer in self.writers:
                self._write(writer, list(event.items()))


def channel(name, uniqueid, linkedid=None, **values):
    return {"Channel": name, "Uniqueid": uniqueid, "Linkedid": linkedid or uniqueid, **values}


def dest(name, uniqueid, linkedid):
    return {"DestChannel": name, "DestUniqueid": uniqueid, "DestLinkedid": linkedid}


TRUNK, PHONE_101, PHONE_102 = "PJSIP/telecom-0000004a", "PJSIP/101-0000004b", "PJSIP/102-0000004c"


def incoming(key="1772416800.10", number="13812345678", second=1772416800):
    """An incoming call through a queue to 101, put through to 102 without asking, then both hang up."""
    leg_1, leg_2 = f"{key}1", f"{key}2"
    caller = channel(TRUNK, key)
    return [
        {"Event": "Newchannel", "Timestamp": f"{second}.1", **caller, "CallerIDNum": number, "Exten": "60001"},
        {"Event": "QueueCallerJoin", **caller, "Queue": "service", "Position": "1"},
        {"Event": "Newchannel", **channel(PHONE_101, leg_1, key), "CallerIDNum": "101", "Exten": ""},
        {"Event": "DialBegin", "Timestamp": f"{second + 2}.5", **caller, **dest(PHONE_101, leg_1, key)},
        {"Event": "DialEnd", "Timestamp": f"{second + 8}.5", **caller, **dest(PHONE_101, leg_1, key),
         "DialStatus": "ANSWER"},
        {"Event": "BridgeEnter", **channel(PHONE_101, leg_1, key), "BridgeUniqueid": "b1"},
        {"Event": "BlindTransfer", "Timestamp": f"{second + 60}.0", "Result": "Success",
         "TransfererChannel": PHONE_101, "TransfererUniqueid": leg_1, "TransfererLinkedid": key,
         "TransfereeChannel": TRUNK, "TransfereeLinkedid": key, "IsExternal": "Yes", "Context": "from-internal",
         "Extension": "102"},
        {"Event": "Hangup", **channel(PHONE_101, leg_1, key), "Cause": "16"},
        {"Event": "Newchannel", **channel(PHONE_102, leg_2, key), "CallerIDNum": "102", "Exten": ""},
        {"Event": "DialBegin", "Timestamp": f"{second + 61}.0", **caller, **dest(PHONE_102, leg_2, key)},
        {"Event": "DialEnd", "Timestamp": f"{second + 65}.0", **caller, **dest(PHONE_102, leg_2, key),
         "DialStatus": "ANSWER"},
        {"Event": "Hangup", **channel(PHONE_102, leg_2, key), "Cause": "16"},
        {"Event": "Hangup", "Timestamp": f"{second + 120}.0", **caller, "Cause": "16", "Cause-txt": "Normal Clearing"},
        {"Event": "Cdr", "Source": number, "Destination": "60001", "CallerID": f'"" <{number}>', "Channel": TRUNK,
         "DestinationChannel": PHONE_101, "LastApplication": "Queue", "StartTime": "2026-03-02 10:00:00",
         "AnswerTime": "2026-03-02 10:00:08", "EndTime": "2026-03-02 10:02:00", "Duration": "120",
         "BillableSeconds": "112", "Disposition": "ANSWERED", "UniqueID": key, "UserField": "a.wav"},
    ]  # fmt: skip
