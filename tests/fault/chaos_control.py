"""The control port of a chaos proxy: HTTP and JSON, for hands and for scripts in other languages.

    GET    /                     what it is and does; GET /log: what it did, in order
    POST   /toxics               {"toxic": "latency", "direction": "down", "milliseconds": 20, "jitter": 5}
    DELETE /toxics/latency       that one, of both directions
    POST   /heal  /down  /up  /reset
    POST   /drop_commit_reply    {"nth": 1}; /drop_commit_request alike
    POST   /drop_commits         {"replies": 0.1, "requests": 0.05}
"""
import http.server
import json
import threading

from chaos_toxics import TOXICS

VERBS = ("heal", "down", "up", "reset", "drop_commit_reply", "drop_commit_request", "drop_commits")


class Refused(Exception):
    pass


class Control:
    def __init__(self, proxy, listen=("127.0.0.1", 0)):
        self._server = http.server.ThreadingHTTPServer(listen, Request)
        self._server.proxy = proxy
        self._server.order = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, name="chaos control")

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self):
        return self._server.server_address

    def wait(self):
        self._thread.join()


class Request(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer(self._look)

    def do_POST(self):
        self._answer(self._change)

    def do_DELETE(self):
        self._answer(self._remove)

    def _look(self):
        if self.path == "/":
            return self.server.proxy.told()
        if self.path == "/log":
            return [entry._asdict() for entry in self.server.proxy.log]
        raise Refused(f"nothing is at {self.path}")

    def _change(self):
        values = self._values()
        if self.path == "/toxics":
            kind = self._kind(values.pop("toxic", None))
            direction = values.pop("direction", "both")
            self.server.proxy.add(kind(**values), direction)
        elif self.path[1:] in VERBS:
            getattr(self.server.proxy, self.path[1:])(**values)
        else:
            raise Refused(f"nothing is at {self.path}")
        return self.server.proxy.told()

    def _remove(self):
        self.server.proxy.remove(self._kind(self.path.removeprefix("/toxics/")))
        return self.server.proxy.told()

    def _values(self):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        values = json.loads(text or "{}")
        if not isinstance(values, dict):
            raise Refused("an object is wanted")
        return values

    @staticmethod
    def _kind(name):
        if name not in TOXICS:
            raise Refused(f"there are the toxics {', '.join(TOXICS)}")
        return TOXICS[name]

    def _answer(self, work):
        try:
            with self.server.order:
                status, told = 200, work()
        except (Refused, TypeError, ValueError) as error:
            status, told = 400, {"error": str(error)}
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The proxy's own log is enough."""
