"""What a client may do at the door: each limit is a setting, and says what is wrong."""
import json
import socket
import time
import unittest

from hostile_requests import PREFIX, get
from rollcall import Desk, Server, members, until, workbook

PATIENCE_SECONDS = 60


class Line:
    """A connection on which exactly the given bytes go out."""

    def __init__(self, test, server):
        address = ("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
        self.socket = test.enterContext(socket.create_connection(address, timeout=PATIENCE_SECONDS))

    def send(self, sent):
        self.socket.sendall(sent)
        return self

    def answer(self):
        """One answer: (status, headers, body); nothing when the line ends first."""
        got = b""
        while b"\r\n\r\n" not in got:
            piece = self.socket.recv(65_536)
            if not piece:
                return None
            got += piece
        head, _, body = got.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        while len(body) < int(headers.get("Content-Length", 0)):
            body += self.socket.recv(65_536)
        return int(status.split(" ")[1]), headers, body


def begun_upload(token):
    return (f"POST {PREFIX}/process HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Length: 1000\r\n"
            "Content-Type: multipart/form-data; boundary=X\r\n\r\n--X\r\n").encode()


class Limits(unittest.TestCase):
    def server(self, **settings):
        return self.enterContext(Server(**settings))

    def line(self, server):
        return Line(self, server)

    def refused(self, answer, status, code):
        self.assertEqual(answer[0], status, answer)
        self.assertEqual(json.loads(answer[2])["error"]["code"], code)
        if status in (429, 503):
            self.assertGreater(int(answer[1]["Retry-After"]), 0)

    def test_headers_have_their_time(self):
        server = self.server(HEADER_TIMEOUT_MS=200)
        self.refused(self.line(server).send(b"GET /healthz HTTP/1.1\r\nHost:").answer(), 408, "REQUEST_TIMEOUT")

    def test_a_body_has_its_rate(self):
        server = self.server(TRANSFER_GRACE_MS=200, TRANSFER_BYTES_PER_SECOND=1024)
        self.refused(self.line(server).send(begun_upload(server.token())).answer(), 408, "REQUEST_TIMEOUT")

    def test_an_idle_line_is_closed(self):
        line = self.line(self.server(IDLE_TIMEOUT_MS=200))
        self.assertEqual(line.send(get()).answer()[0], 200)
        self.assertIsNone(line.answer())

    def test_an_address_has_so_many_connections(self):
        server = self.server(MAX_SOCKETS_PER_ADDRESS=1, MAX_CONNECTIONS_PER_ADDRESS=1)
        held = [self.line(server).send(get()) for _ in range(2)]
        self.assertEqual([line.answer()[0] for line in held], [200, 200])
        self.refused(self.line(server).answer(), 503, "UNAVAILABLE")

    def test_the_server_has_so_many_connections(self):
        server = self.server(MAX_SOCKETS=1, MAX_CONNECTIONS=1)
        held = [self.line(server).send(get()) for _ in range(2)]
        self.assertEqual([line.answer()[0] for line in held], [200, 200])
        self.refused(self.line(server).answer(), 503, "UNAVAILABLE")

    def test_a_person_has_so_many_uploads_under_way_and_takes_nothing_from_others(self):
        server = self.server(UPLOADS_PER_USER=1)
        mine, other = server.token(email="me@example.org"), server.token(email="other@example.org")
        first = self.line(server).send(begun_upload(mine))

        def second():
            answer = server.upload(workbook(members(1)), token=mine)
            return answer if answer.status == 429 else None
        # Until then the first has not come as far, and equal bytes are a conflict.
        answer = until(second, "the second upload is one too many")
        self.assertEqual(answer.json["error"]["code"], "RATE_LIMIT_EXCEEDED")
        self.assertEqual(server.upload(workbook(members(2)), token=other).status, 200)

        first.socket.close()
        until(lambda: server.upload(workbook(members(3)), token=mine).status in (200, 409), "there is room again")

    def test_a_person_sends_so_many_requests(self):
        server = self.server(REQUESTS_PER_SECOND=3, REQUESTS_BURST=3)
        line = self.line(server)
        request = get(f"{PREFIX}/stats", f"Authorization: Bearer {server.token()}")
        statuses = []
        while 429 not in statuses:
            answer = line.send(request).answer()
            statuses.append(answer[0])
        self.assertGreaterEqual(statuses.count(200), 3)
        self.refused(answer, 429, "RATE_LIMIT_EXCEEDED")
        self.assertEqual(answer[1]["Retry-After"], "1")

    def test_a_person_has_so_many_jobs_and_the_queue_has_its_depth(self):
        server = self.server(WORKERS=0, MAX_JOBS_PER_USER=1, MAX_QUEUED_JOBS=2)
        people = [server.token(email=f"{name}@example.org") for name in ("a", "b", "c")]
        uploads = [server.upload(workbook(members(1, start)), token=people[person])
                   for start, person in ((0, 0), (10, 0), (20, 1), (30, 2))]
        self.assertEqual([answer.status for answer in uploads], [200, 429, 200, 503])
        self.assertEqual(uploads[1].json["error"]["code"], "RATE_LIMIT_EXCEEDED")
        self.assertEqual(uploads[3].json["error"]["code"], "QUEUE_FULL")
        for answer in (uploads[1], uploads[3]):
            self.assertGreater(int(answer.headers["Retry-After"]), 0)

    def test_strangers_behind_a_trusted_proxy_are_told_apart_and_others_may_say_what_they_like(self):
        def statuses(server):
            return [self.line(server).send(get("/readyz", f"X-Forwarded-For: 203.0.113.{last}")).answer()[0]
                    for last in (1, 1, 2)]
        limits = {"REQUESTS_PER_SECOND": 3, "REQUESTS_BURST": 1}
        # A bucket fills within a third of a second: whoever comes so late is let in whatever is trusted.
        trusted = self.server(TRUSTED_PROXIES="127.0.0.0/8", **limits)
        until(lambda: statuses(trusted) == [200, 429, 200], "one stranger is held up, another is not")
        for proxies in ("", "10.0.0.0/8"):
            with self.subTest(proxies):
                server = self.server(TRUSTED_PROXIES=proxies, **limits)
                until(lambda: statuses(server) == [200, 429, 429], "all are one stranger")

    def heard(self, server, *packets):
        """What a new session hears over polling that sends these packets."""
        def answered(request):
            status, _, body = self.line(server).send(request).answer()
            self.assertEqual(status, 200, body)
            return body.decode()
        target = "/socket.io/?EIO=4&transport=polling"
        target += "&sid=" + json.loads(answered(get(target))[1:])["sid"]
        body = "\x1e".join(packets).encode()
        post = f"POST {target} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        self.assertEqual(answered(post), "ok")
        return answered(get(target)).split("\x1e")

    def test_an_address_shows_so_many_bad_tokens_at_its_sockets(self):
        server = self.server(REQUESTS_PER_SECOND=3, REQUESTS_BURST=3, LOG_LEVEL="info")
        good = server.token()

        def connect(token):
            return "40" + json.dumps({"token": token})
        self.assertIn('40{"sid":', self.heard(server, connect(good))[0])

        began = time.monotonic()
        heard = [packet for session in range(34)
                 for packet in self.heard(server, *(connect(f"{good[:-4]}x{session:02}{n}") for n in range(9)))]
        let_through = 3 + 3 * (time.monotonic() - began)

        verified = [packet for packet in heard if "Invalid authentication token" in packet]
        held_up = [packet for packet in heard if "RATE_LIMIT_EXCEEDED" in packet]
        self.assertEqual(heard.count("1"), 34, "every session ends")
        self.assertEqual(len(verified) + len(held_up), 34 * 3, "with its third refusal")
        self.assertGreaterEqual(len(verified), 3)
        self.assertLessEqual(len(verified), let_through)
        self.assertEqual(server.log_text().count("a socket of 127.0.0.1 is refused"), len(verified))
        *_, welcome = self.heard(server, connect("bad"), connect("worse"), connect(good))
        self.assertIn('40{"sid":', welcome, "who is known comes in")

    def test_an_address_opens_so_many_sockets(self):
        server = self.server(REQUESTS_PER_SECOND=3, MAX_SOCKETS_PER_ADDRESS=2)
        answers = [self.line(server).send(get("/socket.io/?EIO=4&transport=polling")).answer() for _ in range(2)]
        self.assertEqual([answer[0] for answer in answers], [200, 200])

        def opened():
            answer = self.line(server).send(get("/socket.io/?EIO=4&transport=polling")).answer()
            return answer if answer[0] == 429 else None
        # Whoever comes so late that there is one more is told of the sockets that are open.
        self.assertEqual(until(opened, "one is held up")[1]["Retry-After"], "1")

    def test_metrics_want_their_token_where_one_is_set(self):
        server = self.server(METRICS_TOKEN="known-to-the-scraper")
        self.assertEqual(self.line(server).send(get("/metrics")).answer()[0], 401)
        token = "Authorization: Bearer known-to-the-scraper"
        self.assertEqual(self.line(server).send(get("/metrics", token)).answer()[0], 200)

    def test_other_pages_may_read_answers_only_where_they_are_listed(self):
        server = self.server(CORS_ORIGINS="https://app.example.org")
        for origin, allowed in (("https://app.example.org", True), ("https://evil.example.org", False), ("null", False)):
            with self.subTest(origin):
                _, headers, _ = self.line(server).send(get("/healthz", f"Origin: {origin}")).answer()
                self.assertEqual(headers.get("Access-Control-Allow-Origin"), origin if allowed else None)
                self.assertNotIn("Access-Control-Allow-Credentials", headers)

    def test_pages_that_are_not_listed_get_no_socket_and_those_that_are_may_send_credentials(self):
        server = self.server(CORS_ORIGINS="https://app.example.org")
        for origin, status in (("https://app.example.org", 200), ("https://evil.example.org", 403), ("null", 403)):
            with self.subTest(origin):
                request = get("/socket.io/?EIO=4&transport=polling", f"Origin: {origin}")
                answered, headers, _ = self.line(server).send(request).answer()
                self.assertEqual(answered, status)
                self.assertEqual(headers.get("Access-Control-Allow-Credentials"), "true" if status == 200 else None)

    def test_answers_of_sockets_are_guarded_as_all_are(self):
        server = self.server()
        for target, status in (("/socket.io/?EIO=4&transport=polling", 200), ("/socket.io/?EIO=9&transport=polling", 400),
                               ("/healthz", 200), ("/nowhere", 404)):
            with self.subTest(target):
                answered, headers, _ = self.line(server).send(get(target)).answer()
                self.assertEqual(answered, status)
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
                self.assertEqual(headers["Cache-Control"], "no-store")


class Settings(unittest.TestCase):
    def test_a_value_that_cannot_be_stops_the_start(self):
        desk = Desk(self)
        for key, value in (("TRUSTED_PROXIES", "proxy.example.org"), ("TRUSTED_PROXIES", "10.0.0.0/33"),
                           ("UPLOADS_PER_USER", "0"), ("HEADER_TIMEOUT_MS", "0"), ("MAX_CONNECTIONS", "none")):
            with self.subTest(f"{key}={value}"):
                done = desk.run("config", **{key: value})
                self.assertEqual(done.returncode, 2)
                self.assertIn(key, done.stderr)


if __name__ == "__main__":
    unittest.main()
