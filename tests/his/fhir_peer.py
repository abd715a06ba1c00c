"""A FHIR server small enough for a test, reached by real HTTP."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Peer:
    """Takes conditional updates, keeps what it got, and answers as it is told (``status``, ``body``, ``location``)."""

    def __init__(self):
        self.requests, self.stored, self.status, self.silent = [], {}, None, False
        self.body, self.location = None, None
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                address = urlsplit(self.path)
                [number] = parse_qs(address.query)["identifier"]
                peer.requests.append((address.path, number, dict(self.headers), body))
                status = peer.status or (200 if (address.path, number) in peer.stored else 201)
                if status < 300:
                    known = peer.stored.setdefault((address.path, number), {"id": f"r{len(peer.stored) + 1}"})
                    known.update(body)
                    answer = json.dumps({} if peer.silent else known).encode()
                else:
                    answer = b'{"resourceType": "OperationOutcome"}'
                answer = answer if peer.body is None else peer.body
                self.send_response(status)
                if peer.location:
                    self.send_header("Location", peer.location)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/fhir"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
