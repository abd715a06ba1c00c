"""The manager interface of Asterisk (AMI): lines of ``Name: value``, packets ended by an empty line."""

import asyncio
import hashlib
import logging

_logger = logging.getLogger(__name__)
LARGEST_PACKET = 64 * 1024


class AmiError(Exception):
    """The exchange does not let us in, or speaks something else."""


class Refused(AmiError):
    """Name or secret are wrong: trying again does not help."""


def packet(values):
    """Bytes of one packet; a line break in a value would begin another line."""
    for name, value in values:
        if any(sign in f"{name}{value}" for sign in "\r\n"):
            raise ValueError("a value of a packet may not break the line")
    return "".join(f"{name}: {value}\r\n" for name, value in values).encode() + b"\r\n"


def parse(lines):
    """The members of one packet; a name that comes twice keeps its first value."""
    values = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            values.setdefault(name.strip(), value.strip())
    return values


class Connection:
    """One conversation with the manager interface."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer
        self.last_id = 0

    @classmethod
    async def open(cls, host, port, timeout, ssl=None):
        reader, writer = await asyncio.wait_for(
            asyncio.open_connection(host, port, limit=LARGEST_PACKET, ssl=ssl), timeout
        )
        connection = cls(reader, writer)
        try:
            banner = await asyncio.wait_for(reader.readline(), timeout)
            if not banner.startswith(b"Asterisk Call Manager"):
                raise AmiError("This is not the manager interface of Asterisk.")
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self):
        self.writer.close()

    async def login(self, user, secret, timeout):
        """Show who we are; the secret itself does not travel."""
        answer = await self._ask([("Action", "Challenge"), ("AuthType", "MD5")], timeout)
        challenge = answer.get("Challenge")
        if answer.get("Response") != "Success" or not challenge:
            raise AmiError("The exchange offers no MD5 login.")
        key = hashlib.md5(f"{challenge}{secret}".encode(), usedforsecurity=False).hexdigest()
        answer = await self._ask(
            [
                ("Action", "Login"),
                ("AuthType", "MD5"),
                ("Username", user),
                ("Key", key),
                ("Events", "call,cdr,agent"),
            ],
            timeout,
        )
        if answer.get("Response") != "Success":
            raise Refused("The exchange refuses the name or the secret.")

    async def _ask(self, values, timeout):
        await self.send(values)
        async with asyncio.timeout(timeout):
            while True:
                answer = await self.receive()
                if answer is None:
                    raise AmiError("The exchange closed the connection.")
                if answer.get("ActionID") == str(self.last_id):
                    return answer

    async def send(self, values):
        self.last_id += 1
        self.writer.write(packet([*values, ("ActionID", str(self.last_id))]))
        await self.writer.drain()

    async def receive(self):
        """The next packet, None when the exchange has closed the connection."""
        lines, size = [], 0
        while True:
            try:
                line = await self.reader.readline()
            except ValueError:  # longer than the limit of the stream
                raise AmiError("The exchange sends lines without end.") from None
            if not line.endswith(b"\n"):
                return None
            size += len(line)
            if size > LARGEST_PACKET:
                raise AmiError("The exchange sends packets without end.")
            text = line.decode("utf-8", errors="replace").strip("\r\n")
            if text:
                lines.append(text)
            elif lines:
                return parse(lines)
