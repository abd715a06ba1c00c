"""The command line of the listener for Asterisk."""

import argparse
import asyncio
import logging
import os
import signal
import ssl
import sys
from pathlib import Path
from urllib.parse import urlsplit

from . import cdr
from .ami import AmiError, Connection, Refused
from .asterisk import Settings, Translator
from .post import Poster

_logger = logging.getLogger(__name__)
PING = 20.0
SILENCE = 60.0


def parser():
    found = argparse.ArgumentParser(
        prog="ami_listener",
        description="Listen to an Asterisk exchange and post its calls to the service centre. "
        "The secrets come from the environment: HCS_AMI_SECRET and HCS_API_KEY, or from files.",
    )
    found.add_argument("--url", required=True, help="https://odoo.example.org/hcs/phone/CODE/event")
    found.add_argument("--key-file", help="file with the API key of the exchange's account, instead of HCS_API_KEY")
    found.add_argument("--host", default="127.0.0.1", help="machine of Asterisk")
    found.add_argument("--port", type=int, default=5038)
    found.add_argument("--user", default="hcs", help="name in manager.conf")
    found.add_argument("--secret-file", help="file with the secret of that name, instead of HCS_AMI_SECRET")
    found.add_argument("--tls", action="store_true", help="the manager interface speaks TLS")
    found.add_argument("--ca", help="TLS: who signed the certificate of the exchange (PEM)")
    found.add_argument("--internal-digits", type=int, default=5, help="most digits of an extension")
    found.add_argument("--prefix", default="", help="what is dialled before an outside number")
    found.add_argument("--timezone", default="Asia/Shanghai", help="of the times in the exchange's list of calls")
    found.add_argument("--cdr", metavar="FILE", help="post the calls of a Master.csv and end")
    found.add_argument("--timeout", type=float, default=10.0, help="seconds to wait for an answer")
    found.add_argument("--longest-pause", type=float, default=60.0, help="most seconds between two tries to connect")
    found.add_argument("-v", "--verbose", action="store_true")
    return found


def secret(path, variable):
    """A secret from a file or from the environment; on a command line everybody could read it."""
    value = Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get(variable, "")
    if not value:
        raise SystemExit(f"Set {variable}, or name a file that has it.")
    return value


class Listener:
    """Stays connected: a broken line is tried again, a little later each time."""

    def __init__(self, options, poster, translator=None, sleep=asyncio.sleep):
        self.options = options
        self.poster = poster
        self.translator = translator or Translator(Settings(options.internal_digits, options.prefix, options.timezone))
        self.sleep = sleep
        self.tries = 0
        self.connected = asyncio.Event()

    async def run(self):
        posting = asyncio.create_task(self.poster.run())
        try:
            await self._stay()
        finally:
            posting.cancel()

    async def _stay(self):
        while True:
            try:
                await self._listen()
                _logger.warning("The exchange closed the connection.")
            except Refused as error:
                _logger.error("%s", error)
            except (OSError, AmiError, TimeoutError) as error:
                _logger.warning("No connection to the exchange: %s", error or type(error).__name__)
            self.connected.clear()
            self.tries += 1
            pause = min(0.5 * 2 ** min(self.tries, 10), self.options.longest_pause)
            _logger.info("Next try in %.1f s.", pause)
            await self.sleep(pause)

    async def _listen(self):
        options = self.options
        context = ssl.create_default_context(cafile=options.ca) if options.tls else None
        connection = await Connection.open(options.host, options.port, options.timeout, context)
        try:
            await connection.login(options.user, options.secret, options.timeout)
            _logger.info("Connected to the exchange.")
            self.tries = 0
            self.connected.set()
            pinging = asyncio.create_task(self._ping(connection))
            try:
                # a line that says nothing, not even to our questions, is a dead one
                while (event := await asyncio.wait_for(connection.receive(), SILENCE)) is not None:
                    self._take(event)
            finally:
                pinging.cancel()
        finally:
            connection.close()

    def _take(self, event):
        try:
            found = self.translator.translate(event)
        except (KeyError, TypeError, ValueError):
            _logger.exception("An event %s could not be read.", event.get("Event"))
            return
        for values in found:
            self.poster.put(values)

    async def _ping(self, connection):
        while True:
            await asyncio.sleep(PING)
            await connection.send([("Action", "Ping")])


def post_file(options, poster):
    """Post the calls of a file one after the other; posted again they are known already."""
    settings = Settings(options.internal_digits, options.prefix, options.timezone)
    try:
        events, wrong = cdr.read(Path(options.cdr).read_bytes(), settings)
    except (OSError, cdr.BadFile) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for number in wrong:
        sys.stderr.write(f"line {number}: not a call\n")
    failed = 0
    for values in events:
        status = poster.send(values)
        if status is None or status >= 400:
            failed += 1
            sys.stderr.write(f"call {values['call']}: not taken ({status or 'no answer'})\n")
    sys.stdout.write(f"{len(events) - failed} calls posted, {failed} not taken\n")
    return 1 if failed else 0


def main(arguments=None):
    options = parser().parse_args(arguments)
    if urlsplit(options.url).scheme not in ("http", "https"):
        raise SystemExit("--url starts with http:// or https://")
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    key = secret(options.key_file, "HCS_API_KEY")
    poster = Poster(options.url, key, options.timeout)
    if options.cdr:
        return post_file(options, poster)
    options.secret = secret(options.secret_file, "HCS_AMI_SECRET")
    asyncio.run(_run(options, poster))
    return 0


async def _run(options, poster):
    task = asyncio.create_task(Listener(options, poster).run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        _logger.info("Ended; %s events were not posted.", len(poster.waiting))
