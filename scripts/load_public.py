"""Load on the public pages: so many visitors at once read pages and send questions.

    python scripts/load_public.py --url http://localhost:8069 --clients 100 --seconds 60

Every visitor has a connection and a session of its own, reads the start page, the experts and a form, and sends a
question at the end of every round. Tells requests per second, the time of half, 95 and 99 of a hundred requests, and
every answer that was not expected; ends with status 1 where there was one. The questions are made up and stay: use a
database for trying, with the limits of the pages set to 0.
"""

import argparse
import collections
import re
import statistics
import sys
import threading
import time

import requests

READ = ("/hcs/p", "/hcs/p/experts", "/hcs/p/question")
KEY = re.compile(r'name="(csrf_token|form_key)" value="([\w-]+)"')


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", default="http://localhost:8069")
    parser.add_argument("--clients", type=int, default=100, help="visitors at the same time")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--department", type=int, help="read the experts of this department too")
    return parser.parse_args()


class Visitor(threading.Thread):
    """One phone: round after round until the time is over."""

    def __init__(self, options, number, until):
        super().__init__(daemon=True)
        self.options, self.number, self.until = options, number, until
        self.times, self.errors = collections.defaultdict(list), collections.Counter()
        self.browser = requests.Session()
        # a proxy in front keeps lines open to the phones, not to the server
        self.browser.headers["Connection"] = "close"

    def run(self):
        turn = 0
        paths = [*READ, *([f"/hcs/p/experts?department={self.options.department}"] if self.options.department else [])]
        while time.monotonic() < self.until:
            page = ""
            for path in paths:
                page = self._ask("read", "get", path) or page
            if keys := dict(KEY.findall(page)):
                turn += 1
                phone = f"139{self.number:04}{turn % 10000:04}"
                values = {**keys, "question": "When is the clinic open?", "name": "Load", "phone": phone}
                self._ask("send", "post", "/hcs/p/question", data=values)

    def _ask(self, kind, method, path, **more):
        began = time.monotonic()
        try:
            answer = self.browser.request(method, self.options.url + path, timeout=120, **more)
        except requests.RequestException as error:
            self.errors[f"{kind}: {type(error).__name__}"] += 1
            return None
        self.times[kind].append(time.monotonic() - began)
        if answer.status_code != 200:
            self.errors[f"{kind}: {answer.status_code}"] += 1
        return answer.text


def report(visitors, seconds):
    failed = collections.Counter()
    for visitor in visitors:
        failed.update(visitor.errors)
    for kind in ("read", "send"):
        times = sorted(one for visitor in visitors for one in visitor.times[kind])
        if not times:
            continue
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        print(
            f"{kind}: {len(times)} requests, {len(times) / seconds:.1f}/s, "
            f"p50 {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, p99 {cuts[98]:.2f} s"
        )
    print("errors:", dict(failed) or "none")
    return not failed


def main():
    options = arguments()
    began = time.monotonic()
    visitors = [Visitor(options, number, began + options.seconds) for number in range(options.clients)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    sys.exit(0 if report(visitors, time.monotonic() - began) else 1)


if __name__ == "__main__":
    main()
