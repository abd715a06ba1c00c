"""The MLLP listener: a small process of its own that stores first and acknowledges then.

What it acknowledged is committed in the database; a message that could not be stored gets no answer, and the sender
sends it again. It needs neither Odoo nor its web server to be up. Nothing of a message stands in its log.
"""

import asyncio
import ipaddress
import logging
import queue
import signal
import ssl
import threading
import time

import psycopg2

from ..fhir.errors import FhirError
from .framing import FrameReader, frame
from .intake import Hl7Row, answer, read_message
from .store import Store

_logger = logging.getLogger("hcs.mllp")
GROUP = 200
REFRESH = 30.0


class Refused(Exception):
    """The message cannot be stored now, or not by itself."""


class Writer(threading.Thread):
    """The one thread that talks to the database: what came meanwhile is committed together."""

    def __init__(self, store, loop):
        super().__init__(name="hcs-mllp-writer", daemon=True)
        self.store, self.loop = store, loop
        self.waiting = queue.Queue(maxsize=10_000)
        self.stopping = threading.Event()
        self.source, self.refreshed = None, 0.0
        self.stored = self.known = 0

    def run(self):
        while not self.stopping.is_set():
            try:
                group = [self.waiting.get(timeout=0.5)]
            except queue.Empty:
                self._keep_settings()
                continue
            while len(group) < GROUP:
                try:
                    group.append(self.waiting.get_nowait())
                except queue.Empty:
                    break
            self._save(group)
        self.store.close()

    def _keep_settings(self):
        """Read the settings of the feed now and then."""
        if time.monotonic() - self.refreshed < REFRESH:
            return
        try:
            self.source = self.store.source()
            self.refreshed = time.monotonic()
        except psycopg2.Error as error:
            self._lost(error)

    def _lost(self, error):
        _logger.warning("The database does not answer: %s", type(error).__name__)
        self.store.close()
        self.stopping.wait(0.5)

    def _save(self, group):
        """Until it is stored, or the listener stops; the senders wait no longer than their patience."""
        while not self.stopping.is_set():
            try:
                self._keep_settings()
                if self.source is None:
                    return self._settle(group, Refused("no such feed"))
                new = self.store.save(self.source, [row for row, _future in group])
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                self._lost(error)
            except psycopg2.Error as error:
                return self._one_by_one(group, error)
            else:
                self.stored += new
                self.known += len(group) - new
                return self._settle(group, None)
        return self._settle(group, Refused("stopping"))

    def _one_by_one(self, group, error):
        if len(group) == 1:
            # the text of the error may hold the row
            _logger.error("A message cannot be stored: %s", type(error).__name__)
            return self._settle(group, Refused("internal"))
        for each in group:
            self._save([each])
        return None

    def _settle(self, group, error):
        for _row, future in group:
            self.loop.call_soon_threadsafe(_resolve, future, error)


def _resolve(future, error):
    if not future.done():
        if error:
            future.set_exception(error)
        else:
            future.set_result(True)


class Listener:
    def __init__(self, options):
        self.options = options
        self.allowed = [ipaddress.ip_network(net.strip()) for net in options.allow.split(",") if net.strip()]
        self.connections = set()
        self.writer = self.server = None

    # ------------------------------------------------------------------------------------------- process

    async def run(self):
        loop = asyncio.get_running_loop()
        self.writer = Writer(Store(self.options.dsn, self.options.source), loop)
        self.writer.start()
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        self.server = await asyncio.start_server(
            self._talk, self.options.host, self.options.port, ssl=self._tls(), limit=1 << 16, backlog=128
        )
        port = self.server.sockets[0].getsockname()[1]
        _logger.info("Listening on %s:%s for the feed %s", self.options.host, port, self.options.source)
        if self.options.port_file:
            with open(self.options.port_file, "w", encoding="ascii") as file:  # noqa: PTH123
                file.write(str(port))
        reporter = asyncio.create_task(self._report())
        await stop.wait()
        await self._end(reporter)

    async def _end(self, reporter):
        """Finish what is under way, take nothing new."""
        _logger.info("Stopping: %s stored, %s known already", self.writer.stored, self.writer.known)
        reporter.cancel()
        self.server.close()
        for task in set(self.connections):
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)
        self.writer.stopping.set()
        await asyncio.get_running_loop().run_in_executor(None, self.writer.join, 5)

    async def _report(self):
        last = None
        while True:
            await asyncio.sleep(60)
            told = (self.writer.stored, self.writer.known)
            if told != last:
                _logger.info("%s stored, %s known already, %s connections", *told, len(self.connections))
                last = told

    def _tls(self):
        if not self.options.certificate:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.options.certificate, self.options.key)
        if self.options.client_ca:
            context.load_verify_locations(self.options.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    # ------------------------------------------------------------------------------------------- connection

    def _welcome(self, peer):
        if len(self.connections) >= self.options.connections:
            return False
        if not self.allowed:
            return True
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address in net for net in self.allowed)

    async def _talk(self, reader, writer):
        peer = (writer.get_extra_info("peername") or ("?",))[0]
        if not self._welcome(peer):
            _logger.warning("Connection of %s refused", peer)
            writer.close()
            return
        task = asyncio.current_task()
        self.connections.add(task)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.TimeoutError, asyncio.CancelledError, ssl.SSLError) as error:
            _logger.debug("Connection of %s ended: %s", peer, type(error).__name__)
        except Refused as refusal:
            _logger.warning("Connection of %s ended without an answer: %s", peer, refusal)
        except Exception as error:
            _logger.error("Connection of %s ended: %s", peer, type(error).__name__)
        finally:
            self.connections.discard(task)
            writer.close()

    async def _converse(self, reader, writer):
        frames = FrameReader(self._limit())
        while data := await asyncio.wait_for(reader.read(1 << 16), self.options.idle):
            frames.limit = self._limit()
            try:
                found = frames.feed(data)
            except FhirError as error:
                writer.write(frame(answer(Hl7Row(1, "message", "", error=error))))
                await writer.drain()
                return
            # several of one connection are stored together, and answered in their order
            for start in range(0, len(found), GROUP):
                futures = [self._take(body) for body in found[start : start + GROUP]]
                for row, future in futures:
                    await asyncio.wait_for(future, self.options.patience)
                    if told := answer(row, self._reject_unknown()):
                        writer.write(frame(told.rstrip(b"\r") + b"\r"))
                await writer.drain()

    def _limit(self):
        source = self.writer.source
        return source.limit if source else 20 << 20

    def _reject_unknown(self):
        return bool(self.writer.source and self.writer.source.reject_unknown)

    def _take(self, body):
        """Hand a message to the writer; ``(row, future)``."""
        source = self.writer.source
        settings = {"encoding": source.encoding, "tz": source.tz, "money": source.money} if source else {}
        row = read_message(body, **settings)
        future = asyncio.get_running_loop().create_future()
        if not row.raw:
            future.set_result(True)
            return row, future
        try:
            self.writer.waiting.put_nowait((row, future))
        except queue.Full:
            raise Refused("too many messages wait for the database") from None
        return row, future
