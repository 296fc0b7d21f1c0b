"""A place, by TLS, where a client hears of sign-outs."""

import os
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from urllib.parse import parse_qs


class BackChannel:
    """Keeps each form that is posted to it."""

    def __init__(self, port):
        heard = self.heard = Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                heard.put((self.headers["Content-Type"], parse_qs(body)))
                self.send_response(200)
                self.send_header("Cache-Control", "no-store")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", port), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        folder = os.environ["DANH_TEST_TLS"]
        context.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def logout_token(self):
        """The next one; nothing else is posted beside it."""
        kind, form = self.heard.get(timeout=30)
        assert kind == "application/x-www-form-urlencoded" and list(form) == ["logout_token"], (kind, form)
        return form["logout_token"][0]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
