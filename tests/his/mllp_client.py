"""A sender and a listener for the tests: a real process, a real socket."""

import socket
import subprocess
import sys
from contextlib import contextmanager

from tests.conftest import ROOT

WAIT = 60


class Sender:
    """A hospital system: sends a message and waits for its answer."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT)
        self.rest = b""

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        self.socket.sendall(b"\x0b" + data + b"\x1c\r")

    def answer(self):
        """The next acknowledgement; None where the listener ended the connection."""
        while b"\x1c\r" not in self.rest:
            try:
                data = self.socket.recv(1 << 16)
            except ConnectionError:
                return None
            if not data:
                return None
            self.rest += data
        found, _mark, self.rest = self.rest.partition(b"\x1c\r")
        return found.lstrip(b"\x0b").decode()

    def ask(self, text):
        """``AA``, ``AE``, ``AR`` or None."""
        try:
            self.send(text)
        except ConnectionError:
            return None
        found = self.answer()
        return found and next(line for line in found.split("\r") if line.startswith("MSA")).split("|")[1]

    def close(self):
        self.socket.close()


class ListenerProcess:
    def __init__(self, dsn, source, *arguments):
        command = [sys.executable, str(ROOT / "scripts" / "mllp_listener.py"), "--dsn", dsn, "--source", source]
        self.process = subprocess.Popen(
            [*command, "--port", "0", *arguments], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=ROOT
        )
        self.port = None

    def wait(self):
        """Until it listens."""
        for line in self.process.stderr:
            if b"Listening on" in line:
                self.port = int(line.partition(b"Listening on ")[2].split()[0].rpartition(b":")[2])
                return self
        raise AssertionError("the listener ended before it listened")

    def kill(self):
        self.process.kill()
        return self._log()

    def stop(self):
        self.process.terminate()
        return self._log()

    def _log(self):
        _out, log = self.process.communicate(timeout=WAIT)
        return log.decode()


@contextmanager
def listening(dsn, source, *arguments):
    """A listener that is ended at the end; it reports its port itself."""
    listener = ListenerProcess(dsn, source, *arguments)
    try:
        yield listener.wait()
    finally:
        if listener.process.poll() is None:
            listener.kill()
