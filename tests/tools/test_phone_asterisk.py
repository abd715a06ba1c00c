"""Asterisk: the manager interface on the wire, its events, and its list of calls (FEATURES IG5, DOMAIN §2.7)."""

import asyncio
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from hcs_tools.phone import ami, calls, cdr, command, events
from hcs_tools.phone.asterisk import Settings, Translator
from hcs_tools.phone.post import Poster
from tests.tools.fake_ami import PHONE_101, PHONE_102, SECRET, TRUNK, USER, FakeAmi, channel, dest, incoming


def translate(packets, **settings):
    translator = Translator(Settings(**settings))
    return [values for packet in packets for values in translator.translate(packet)]


def fold(found):
    return calls.fold([events.read_values(values) for values in found])


class TestTranslation:
    def test_an_incoming_call_through_a_queue_and_put_through(self):
        found = translate(incoming())
        kinds = [values["event"] for values in found]
        assert kinds == ["ringing", "answered", "transferred", "ringing", "answered", "ended", "cdr"]
        call = fold(found)
        assert (call.direction, call.number, call.queue, call.state) == ("in", "13812345678", "service", "ended")
        assert (call.rang, call.extension, call.transfers) == (("101", "102"), "102", 1)
        assert (call.wait, call.recording, call.reason) == (8, "a.wav", "answered")
        assert {values["call"] for values in found} == {"1772416800.10"}

    @pytest.mark.parametrize(
        ("status", "abandon", "state"),
        [("NOANSWER", False, "missed"), ("BUSY", False, "missed"), ("CANCEL", True, "abandoned")],
    )
    def test_a_call_nobody_answers(self, status, abandon, state):
        packets = incoming()[:4]
        packets.append({**packets[3], "Event": "DialEnd", "DialStatus": status})
        if abandon:
            packets.append({"Event": "QueueCallerAbandon", **channel(TRUNK, "1772416800.10"), "Queue": "service"})
        packets += [
            {"Event": "Hangup", **channel(PHONE_101, "1772416800.101", "1772416800.10")},
            {"Event": "Hangup", **channel(TRUNK, "1772416800.10")},
        ]
        assert fold(translate(packets)).state == state

    def test_outside_hours_no_telephone_rings(self):
        packets = [incoming()[0], {"Event": "Hangup", "Timestamp": "1772416810", **channel(TRUNK, "1772416800.10")}]
        [ended] = translate(packets)
        assert (ended["event"], ended["reason"], fold([ended]).state) == ("ended", "closed", "missed")

    def test_an_outgoing_call(self):
        key = "1772416800.20"
        packets = [
            {"Event": "Newchannel", "Timestamp": "1772416800", **channel(PHONE_101, key), "Exten": "913812345678"},
            {"Event": "Newchannel", **channel(TRUNK, f"{key}1", key), "Exten": ""},
            {"Event": "DialBegin", "Timestamp": "1772416801", **channel(PHONE_101, key),
             **dest(TRUNK, f"{key}1", key)},
            {"Event": "DialEnd", "Timestamp": "1772416809", **channel(PHONE_101, key), **dest(TRUNK, f"{key}1", key),
             "DialStatus": "ANSWER"},
            {"Event": "Hangup", **channel(TRUNK, f"{key}1", key)},
            {"Event": "Hangup", "Timestamp": "1772416900", **channel(PHONE_101, key)},
        ]  # fmt: skip
        call = fold(translate(packets, prefix="9"))
        assert (call.direction, call.number, call.extension, call.state) == ("out", "13812345678", "101", "ended")
        assert call.talk == 91

    def test_a_call_within_the_house_has_no_number_of_a_patient(self):
        key = "1772416800.30"
        packets = [
            {"Event": "Newchannel", **channel(PHONE_101, key), "Exten": "102"},
            {"Event": "DialBegin", **channel(PHONE_101, key), **dest(PHONE_102, f"{key}1", key)},
        ]
        [ringing] = translate(packets)
        assert (ringing["direction"], ringing["extension"], "number" in ringing) == ("internal", "102", False)

    def test_put_through_after_asking(self):
        packets = incoming()[:5]
        packets.append(
            {"Event": "AttendedTransfer", "Timestamp": "1772416830", "Result": "Success",
             "OrigTransfererChannel": PHONE_101, "OrigTransfererLinkedid": "1772416800.10",
             "TransfereeLinkedid": "1772416800.10", "TransferTargetChannel": PHONE_102, "DestType": "Bridge"}
        )  # fmt: skip
        assert translate(packets)[-1] | {"at": ""} == {
            "call": "1772416800.10", "event": "transferred", "at": "", "direction": "in", "queue": "service",
            "number": "13812345678", "extension": "101", "to": "102",
        }  # fmt: skip

    def test_a_failed_transfer_and_events_of_unknown_calls_say_nothing(self):
        packets = incoming()
        failed = {**packets[6], "Result": "Fail"}
        assert not translate([packets[3], packets[4], failed, packets[12], {"Event": "PeerStatus"}, {}])

    def test_nothing_is_remembered_of_a_call_that_is_over(self):
        translator = Translator()
        for number in range(200):
            for packet in incoming(f"{number}.1"):
                translator.translate(packet)
        assert not translator.calls


class TestListOfCalls:
    LINES = (
        '"","13812345678","60001","from-trunk","""Wang"" <13812345678>","PJSIP/telecom-0000004a","PJSIP/101-0000004b",'
        '"Queue","service,t","2026-03-02 10:00:00","2026-03-02 10:00:08","2026-03-02 10:02:00","120","112","ANSWERED",'
        '"DOCUMENTATION","1772416800.10","a.wav"\n'
        '"","13999990000","60001","from-trunk","<13999990000>","PJSIP/telecom-0000004d","","Playback","closed",'
        '"2026-03-02 21:00:00","2026-03-02 21:00:00","2026-03-02 21:00:20","20","20","ANSWERED","DOCUMENTATION",'
        '"1772456400.11",""\n'
        '"","101","913812345678","from-internal","<101>","PJSIP/101-0000004e","PJSIP/telecom-0000004f","Dial","x",'
        '"2026-03-02 11:00:00","","2026-03-02 11:00:20","20","0","NO ANSWER","DOCUMENTATION","1772420400.12",""\n'
    )

    def test_lines_become_calls(self):
        found, wrong = cdr.read(self.LINES.encode(), Settings(prefix="9"))
        assert not wrong
        answered, closed, out = (fold([values]) for values in found)
        assert (answered.state, answered.extension, answered.wait, answered.talk) == ("ended", "101", 8, 112)
        assert (answered.started.isoformat(), answered.recording) == ("2026-03-02T02:00:00", "a.wav")
        assert (closed.state, closed.number) == ("missed", "13999990000")
        assert (out.direction, out.number, out.state) == ("out", "13812345678", "unreached")

    def test_read_again_the_events_are_the_same(self):
        prints = [
            [events.read_values(values).fingerprint for values in cdr.read(self.LINES.encode())[0]] for _again in "ab"
        ]
        assert prints[0] == prints[1]
        assert len(set(prints[0])) == 3

    def test_chinese_and_marks_of_windows(self):
        for text in (b"\xef\xbb\xbf" + self.LINES.encode(), self.LINES.replace("Wang", "王").encode("gb18030")):
            assert len(cdr.read(text)[0]) == 3

    def test_a_file_without_the_numbers_of_calls(self):
        line = ",".join(["x"] * 9 + ["2026-03-02 10:00:00"] * 3 + ["1", "1", "ANSWERED", "D"])
        with pytest.raises(cdr.BadFile, match="loguniqueid"):
            cdr.read(line.encode())
        found, wrong = cdr.read(self.LINES.encode() + b"broken,line\n")
        assert (len(found), wrong) == (3, [4])


@pytest.fixture
def centre():
    """The service centre: what was posted to it, and what it answers."""
    state = SimpleNamespace(posted=[], statuses=[], keys=set())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = state.statuses.pop(0) if state.statuses else 200
            state.keys.add(self.headers["Authorization"])
            if status == 200:
                state.posted.append(body)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://localhost:{server.server_port}/hcs/phone/main/event"
    yield state
    server.shutdown()
    server.server_close()


def options(port, secret=SECRET):
    return SimpleNamespace(
        host="127.0.0.1", port=port, user=USER, secret=secret, tls=False, ca=None, timeout=5, internal_digits=5,
        prefix="", timezone="Asia/Shanghai", longest_pause=60,
    )  # fmt: skip


async def until(condition, seconds=20):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


class TestListener:
    def play(self, story):
        asyncio.run(asyncio.wait_for(story(), 60))

    def test_a_call_on_the_wire_is_posted_in_its_order(self, centre):
        async def story():
            exchange = FakeAmi()
            listener = command.Listener(options(await exchange.start()), Poster(centre.url, "key"))
            task = asyncio.create_task(listener.run())
            await asyncio.wait_for(exchange.inside.wait(), 10)
            exchange.play(*incoming())
            await until(lambda: len(centre.posted) == 7)
            task.cancel()
            assert SECRET.encode() not in exchange.wire, "the secret does not travel"
            await exchange.stop()

        self.play(story)
        assert [values["event"] for values in centre.posted][-2:] == ["ended", "cdr"]
        assert centre.keys == {"Bearer key"}
        assert fold(centre.posted).state == "ended"

    def test_a_broken_line_is_tried_again_a_little_later_each_time(self, centre):
        pauses = []

        async def story():
            exchange = FakeAmi()
            port = await exchange.start()

            async def sleep(pause):
                pauses.append(pause)
                if len(pauses) == 4:
                    await exchange.start(port)
                await asyncio.sleep(0)

            listener = command.Listener(options(port), Poster(centre.url, "key"), sleep=sleep)
            task = asyncio.create_task(listener.run())
            await asyncio.wait_for(exchange.inside.wait(), 10)
            await exchange.stop()
            await asyncio.wait_for(exchange.inside.wait(), 10)
            exchange.play(*incoming())
            await until(lambda: len(centre.posted) == 7)
            task.cancel()
            await exchange.stop()

        self.play(story)
        assert pauses == sorted(pauses)
        assert pauses[:4] == [1.0, 2.0, 4.0, 8.0]

    def test_the_pause_never_grows_beyond_its_limit(self, centre):
        pauses = []

        async def story():
            ended = asyncio.Event()

            async def sleep(pause):
                pauses.append(pause)
                if len(pauses) == 12:
                    ended.set()
                    await asyncio.sleep(60)

            listener = command.Listener(options(9), Poster(centre.url, "key"), sleep=sleep)
            task = asyncio.create_task(listener.run())
            await asyncio.wait_for(ended.wait(), 10)
            task.cancel()

        self.play(story)
        assert pauses[-1] == 60

    def test_the_wrong_secret_is_said_and_stands_in_no_log(self, centre, caplog):
        caplog.set_level(logging.DEBUG)

        async def story():
            exchange = FakeAmi()
            port = await exchange.start()
            refused = asyncio.Event()

            async def sleep(_pause):
                refused.set()
                await asyncio.sleep(60)

            listener = command.Listener(options(port, "not-the-one"), Poster(centre.url, "key-1"), sleep=sleep)
            task = asyncio.create_task(listener.run())
            await asyncio.wait_for(refused.wait(), 10)
            task.cancel()
            await exchange.stop()

        self.play(story)
        assert "refuses the name or the secret" in caplog.text
        assert "not-the-one" not in caplog.text
        assert "key-1" not in caplog.text

    def test_something_else_listens_there(self, centre, caplog):
        async def story():
            async def other(_reader, writer):
                writer.write(b"SSH-2.0-OpenSSH\r\n")

            server = await asyncio.start_server(other, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            with pytest.raises(ami.AmiError, match="not the manager"):
                await ami.Connection.open("127.0.0.1", port, 5)
            server.close()

        self.play(story)

    def test_nothing_is_lost_while_the_service_centre_is_away(self, centre, monkeypatch):
        """A restart, a renewed key, an error: the event waits; one that is refused as wrong does not block others."""
        monkeypatch.setattr("hcs_tools.phone.post.FIRST_PAUSE", 0.001)
        centre.statuses = [503, 401, 500, 200, 400, 200]

        async def story():
            poster = Poster(centre.url, "key")
            task = asyncio.create_task(poster.run())
            for number in range(4):
                poster.put({"call": str(number), "event": "ended"})
            await until(lambda: poster.done + poster.refused == 4)
            task.cancel()
            assert (poster.done, poster.refused) == (3, 1)

        self.play(story)
        assert [values["call"] for values in centre.posted] == ["0", "2", "3"]

    def test_no_line_is_broken_by_a_value(self):
        with pytest.raises(ValueError, match="line"):
            ami.packet([("Username", "a\r\nAction: Originate")])


class TestCommand:
    def test_a_list_of_calls_is_posted(self, centre, tmp_path, monkeypatch, capsys):
        path = tmp_path / "Master.csv"
        path.write_text(TestListOfCalls.LINES)
        monkeypatch.setenv("HCS_API_KEY", "key")
        assert command.main(["--url", centre.url, "--cdr", str(path)]) == 0
        assert "3 calls posted" in capsys.readouterr().out
        assert len(centre.posted) == 3

    def test_secrets_are_needed_and_come_from_files_too(self, tmp_path, monkeypatch):
        monkeypatch.delenv("HCS_API_KEY", raising=False)
        with pytest.raises(SystemExit, match="HCS_API_KEY"):
            command.main(["--url", "http://localhost/"])
        path = tmp_path / "key"
        path.write_text(" abc \n")
        assert command.secret(path, "HCS_API_KEY") == "abc"
        with pytest.raises(SystemExit, match="http"):
            command.main(["--url", "ftp://localhost/"])
