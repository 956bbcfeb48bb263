"""Raw bytes against the real server: each case of the table gets what is due, and harms nobody."""
import json
import re
import socket
import unittest

from hostile_requests import CASES, get
from rollcall import Server

PATIENCE_SECONDS = 60
HOUSE_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


def answers_in(text):
    """The answers in what came back, by their lengths: (status, headers, body)."""
    answers = []
    while text:
        head, _, rest = text.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        length = int(headers.get("content-length", 0))
        answers.append((int(re.fullmatch(r"HTTP/1\.1 (\d{3}) .+", status)[1]), headers, rest[:length]))
        text = rest[length:]
    return answers


class HostileHttp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.port = int(cls.server.url.rsplit(":", 1)[1])

    def connect(self):
        client = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        self.addCleanup(client.close)
        return client

    def answers_to(self, sent):
        """All that comes until the server closes the line, once the client has sent all it has."""
        with self.connect() as client:
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR)
            got = b""
            while piece := client.recv(65_536):
                got += piece
        return answers_in(got)

    def assert_of_the_house(self, answer):
        status, headers, body = answer
        for name, value in HOUSE_HEADERS.items():
            self.assertEqual(headers.get(name), value)
        self.assertRegex(headers["x-request-id"], r"^[0-9a-zA-Z._-]+$")
        self.assertEqual(headers["cache-control"], "no-store")
        if status >= 400:
            error = json.loads(body)["error"]
            self.assertEqual(error["request_id"], headers["x-request-id"])

    def test_the_table_is_a_table(self):
        names = [case.name for case in CASES]
        self.assertGreaterEqual(len(names), 60)
        self.assertEqual(len(names), len(set(names)))

    def test_each_case_gets_what_is_due_and_the_next_client_is_served(self):
        for case in CASES:
            with self.subTest(case.name):
                answers = self.answers_to(case.sent)
                self.assertEqual([status for status, _, _ in answers], case.due)
                for answer in answers:
                    if not case.sent.startswith((b"GET /socket.io/", b"POST /socket.io/")):
                        self.assert_of_the_house(answer)
                self.assertEqual([status for status, _, _ in self.answers_to(get())], [200])
        self.assertIsNone(self.server.process.poll())

    def test_a_refused_client_is_let_go_though_it_still_holds_the_line(self):
        for sent in (b"nonsense\r\n\r\n", get(host=None), get("/healthz", "Content-Length: 0", "Content-Length: 0")):
            with self.subTest(sent), self.connect() as client:
                client.sendall(sent)
                got = b""
                while piece := client.recv(65_536):
                    got += piece
                self.assertEqual([status for status, _, _ in answers_in(got)], [400])

    def test_answers_echo_nothing_that_a_client_made_up(self):
        (_, headers, body), = self.answers_to(get("/%3Cscript%3E", "X-Request-Id: <b>"))
        self.assertNotIn("<b>", headers["x-request-id"])
        self.assertEqual(headers["content-type"].split(";")[0], "application/json")
        self.assertEqual(json.loads(body)["error"]["code"], "NOT_FOUND")
        self.assertNotIn(b"<script>", body)


if __name__ == "__main__":
    unittest.main()
