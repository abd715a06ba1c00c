"""Load on the MLLP listener: so many messages a second for so long, none lost.

    python scripts/load_mllp.py --port 2575 --rate 50 --minutes 10 --dsn "dbname=hospital" --source his

Senders keep the pace whatever the answers take; at the end every message that was acknowledged is looked for in the
inbox. Ends with status 1 where one is missing or the pace was not kept. The messages are made up and stay in the
inbox: use a database for trying.
"""

import argparse
import socket
import statistics
import sys
import threading
import time

import psycopg2

SURNAMES = "WANG LI ZHANG LIU CHEN YANG ZHAO HUANG".split()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=2575)
    parser.add_argument("--rate", type=float, default=50, help="messages a second")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--senders", type=int, default=4, help="connections")
    parser.add_argument("--dsn", required=True, help="database of the listener, to count in")
    parser.add_argument("--source", default="his")
    return parser.parse_args()


def message(run, number):
    """An admission, a discharge, a result or a booking of one of a thousand people."""
    now = time.strftime("%Y%m%d%H%M%S")
    who, visit = number % 1000, f"{run}-{number // 4}"
    kind = ("ADT^A01", "ADT^A03", "ORU^R01", "SIU^S12")[number % 4]
    lines = [f"MSH|^~\\&|LOAD|HOSP|HCS|CENTRE|{now}||{kind}|{run}-{number}|P|2.5"]
    pid = f"PID|1||L{who}^^^HOSP^MR||{SURNAMES[who % 8]}^No{who}||19{40 + who % 60}0101|F|||||1380{who:07d}"
    if kind.startswith("ADT"):
        lines += [
            f"EVN|{kind[4:]}|{now}",
            pid,
            f"PV1|1|I|W{who % 9}||||D{who % 30}^Doctor{who % 30}" + "|" * 12 + visit,
        ]
    elif kind.startswith("SIU"):
        lines += [f"SCH||{visit}||||||||||^^^{now}", pid]
    else:
        lines += [pid, f"OBR|1|O{visit}|R{visit}|CBC^Blood count" + "|" * 21 + "F"]
    return ("\r".join(lines) + "\r").encode()


class Sender(threading.Thread):
    """One connection that sends every ``step`` seconds and waits for each answer."""

    def __init__(self, options, run, numbers, start, step):
        super().__init__(daemon=True)
        self.options, self.run_name, self.numbers, self.start_at, self.step = options, run, numbers, start, step
        self.times, self.acknowledged, self.refused = [], [], 0

    def run(self):
        connection = socket.create_connection((self.options.host, self.options.port), timeout=60)
        for turn, number in enumerate(self.numbers):
            time.sleep(max(0, self.start_at + turn * self.step - time.monotonic()))
            began = time.monotonic()
            connection.sendall(b"\x0b" + message(self.run_name, number) + b"\x1c\r")
            told = b""
            while not told.endswith(b"\x1c\r"):
                part = connection.recv(4096)
                if not part:
                    raise SystemExit("the listener ended the connection")
                told += part
            self.times.append(time.monotonic() - began)
            if b"MSA|AA|" in told:
                self.acknowledged.append(f"{self.run_name}-{number}")
            else:
                self.refused += 1
        connection.close()


def main():
    options = arguments()
    run = time.strftime("%d%H%M%S")
    total = round(options.rate * options.minutes * 60)
    start, step = time.monotonic() + 1, options.senders / options.rate
    senders = [
        Sender(options, run, range(index, total, options.senders), start + index / options.rate, step)
        for index in range(options.senders)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    took = time.monotonic() - start
    if any(not sender.times for sender in senders):
        raise SystemExit("a sender got no answer: is there such a feed, and may we send to it?")
    acknowledged = {number for sender in senders for number in sender.acknowledged}
    times = sorted(each for sender in senders for each in sender.times)
    with psycopg2.connect(options.dsn) as connection, connection.cursor() as cr:
        cr.execute(
            "SELECT m.resource_id FROM hcs_his_message m JOIN hcs_his_source s ON s.id = m.source_id"
            " WHERE s.code = %s AND m.resource_id LIKE %s",
            [options.source, f"{run}-%"],
        )
        stored = [number for (number,) in cr.fetchall()]
    lost = acknowledged - set(stored)
    refused = total - len(acknowledged)
    print(f"{total:,} messages in {took:.0f} s ({total / took:.1f}/s), {refused} not acknowledged")
    print(
        f"answer: median {statistics.median(times) * 1000:.1f} ms,"
        f" 99 % within {times[int(len(times) * 0.99)] * 1000:.0f} ms, longest {times[-1] * 1000:.0f} ms"
    )
    print(f"stored {len(stored):,}, twice {len(stored) - len(set(stored))}, acknowledged and lost {len(lost)}")
    slow = took > options.minutes * 60 * 1.02 + 2
    if slow:
        print("the pace was not kept")
    return bool(lost or refused or slow or len(stored) != total)


if __name__ == "__main__":
    sys.exit(main())
