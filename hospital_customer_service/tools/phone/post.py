"""Hands neutral events to the service centre, in their order, and keeps them while it does not answer."""

import asyncio
import json
import logging
import urllib.error
import urllib.request
from collections import deque

_logger = logging.getLogger(__name__)
# at ten events a call this is a morning of a busy house
MOST_WAITING = 50_000
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


class Poster:
    """A queue that is emptied one event at a time: the order of a call stays as it was."""

    def __init__(self, url, key, timeout=10.0, send=None):
        self.url = url
        self.key = key
        self.timeout = timeout
        self.send = send or self._send
        self.waiting = deque(maxlen=MOST_WAITING)
        self.arrived = asyncio.Event()
        self.done = 0
        self.refused = 0

    def put(self, values):
        if len(self.waiting) == self.waiting.maxlen:
            _logger.error("The service centre has not answered for too long: the oldest event is given up.")
        self.waiting.append(values)
        self.arrived.set()

    async def run(self):
        pause = FIRST_PAUSE
        while True:
            if not self.waiting:
                self.arrived.clear()
                await self.arrived.wait()
            values = self.waiting[0]
            status = await asyncio.to_thread(self.send, values)
            if status is None or status >= 500 or status in (401, 403, 404, 408, 429):
                # nothing is lost while the service centre restarts or its key is renewed
                _logger.warning("The service centre does not take events (%s); next try in %.1f s.", status, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            if self.waiting and self.waiting[0] is values:
                self.waiting.popleft()
            if status >= 400:
                # posted again it would be refused again; it is kept there with its error
                self.refused += 1
                _logger.error("The service centre refuses an event %s (%s).", values.get("event"), status)
            else:
                self.done += 1

    def _send(self, values):
        """The status of the answer, None for no answer at all."""
        request = urllib.request.Request(
            self.url,
            data=json.dumps(values).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return None
