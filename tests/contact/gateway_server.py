"""A gateway on this machine: it checks each signature against the bytes that arrived, and answers as a test wants."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import hcs_tools.sms.aliyun as aliyun
import hcs_tools.sms.tencent as tencent

KEY_ID, KEY_SECRET = "test-id", "test-secret"


class Call:
    """One request as it arrived."""

    def __init__(self, headers, body):
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body
        self.action = self.headers.get("x-acs-action") or self.headers.get("x-tc-action")
        if "x-acs-action" in self.headers:
            self.parameters = dict(parse_qsl(body.decode(), keep_blank_values=True))
        else:
            self.parameters = json.loads(body)

    def is_signed(self):
        """Whether the signature is the one of these bytes, made again from what arrived."""
        written = self.headers["authorization"]
        if "x-acs-action" in self.headers:
            names = written.partition("SignedHeaders=")[2].partition(",")[0].split(";")
            signed = {name: self.headers[name] for name in names}
            complete = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"}
            return complete <= signed.keys() and written == aliyun.authorization(
                "POST", {}, signed, self.body, KEY_ID, KEY_SECRET
            )
        timestamp = int(self.headers["x-tc-timestamp"])
        return written == tencent.authorization(self.headers["host"], self.body, KEY_ID, KEY_SECRET, timestamp)


class Gateway:
    """A server of its own; ``answer(call)`` gives the JSON, or bytes, or None to hang up without a word."""

    def __init__(self):
        self.calls, self.answer = [], lambda call: {}
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                call = Call(self.headers, body)
                gateway.calls.append(call)
                if not call.is_signed():
                    answer = {"Code": "SignatureDoesNotMatch", "Response": {"Error": {"Code": "AuthFailure"}}}
                else:
                    answer = gateway.answer(call)
                if answer is None:
                    self.close_connection = True
                    self.connection.close()
                    return
                data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args):
                """Tests are quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)
