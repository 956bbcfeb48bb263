"""The server with a certificate of its own: everything through TLS, and a certificate that changes."""
import base64
import http.client
import os
import socket
import ssl
import subprocess
import unittest

from rollcall import Desk, Server, members, until, workbook

PATIENCE_SECONDS = 60


class Certificate:
    """A certificate that signs itself, and its key."""

    def __init__(self, test, name="first.example.org"):
        self.desk = Desk(test)
        self.cert, self.key = self.desk.folder / "cert.pem", self.desk.folder / "key.pem"
        self.renew(name)

    def renew(self, name):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", self.key, "-out", self.cert], check=True, capture_output=True)

    def settings(self):
        return {"TLS_CERT_FILE": str(self.cert), "TLS_KEY_FILE": str(self.key)}

    def context(self):
        return ssl.create_default_context(cafile=self.cert)


class Tls(unittest.TestCase):
    def setUp(self):
        self.certificate = Certificate(self)
        self.server = self.enterContext(Server(**self.certificate.settings()))
        self.server.tls = self.certificate.context()
        self.port = int(self.server.url.rsplit(":", 1)[1])

    def plain(self):
        return self.enterContext(socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS))

    def secured(self, context=None):
        return self.enterContext((context or self.server.tls).wrap_socket(self.plain(), server_hostname="127.0.0.1"))

    def shown_name(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        der = self.secured(context).getpeercert(binary_form=True)
        done = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-subject"], input=der, capture_output=True)
        return done.stdout.decode().split("=")[-1].strip()

    def test_a_list_goes_in_and_its_report_comes_out(self):
        self.assertTrue(self.server.url.startswith("https://"))
        content = workbook(members(3_000))

        job = self.server.load(content)

        self.assertEqual(job["status"], "completed")
        report = self.server.get(f"/report/{job['job_id']}")
        self.assertEqual(report.status, 200)
        self.assertEqual(len(report.body), int(report.headers["Content-Length"]))
        self.assertEqual(report.body[:2], b"PK")

    def test_answers_ask_browsers_to_stay_with_tls(self):
        self.assertIn("max-age=", self.server.get("/healthz").headers["Strict-Transport-Security"])
        with Server() as plain:
            self.assertIsNone(plain.get("/healthz").headers["Strict-Transport-Security"])

    def test_a_line_serves_many_requests(self):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.server.tls)
        self.addCleanup(connection.close)
        for _ in range(3):
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            self.assertEqual(answer.status, 200)
            answer.read()

    def test_requests_in_one_record_are_answered_in_order(self):
        line = self.secured()
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 3 + b"GET /nothing HTTP/1.1\r\nHost: a\r\n"
                     b"Connection: close\r\n\r\n")
        got = b""
        while piece := line.recv(65_536):
            got += piece
        self.assertEqual([got.count(b"HTTP/1.1 200 OK"), got.count(b"HTTP/1.1 404 Not Found")], [3, 1])

    def test_a_websocket_goes_through_tls(self):
        line = self.secured()
        key = base64.b64encode(os.urandom(16)).decode()
        line.sendall(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                     f"Origin: https://127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
        got = b""
        while b'"pingInterval"' not in got:
            piece = line.recv(65_536)
            self.assertTrue(piece, got)
            got += piece
        self.assertTrue(got.startswith(b"HTTP/1.1 101 "), got)

    def test_a_websockets_frames_behind_its_upgrade_are_heard_though_they_came_in_one_record(self):
        line = self.secured()
        key = base64.b64encode(os.urandom(16)).decode()
        close = b"\x88\x82\0\0\0\0\x03\xe8"
        # More than one read takes at a time, and nothing comes behind it.
        pings = b"\x89\xfd\0\0\0\0" + b"p" * 125
        line.sendall(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                     f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     f"Sec-WebSocket-Key: {key}\r\n\r\n".encode() + pings * 100 + close)
        got = b""
        while piece := line.recv(65_536):
            got += piece
            if got.endswith(b"\x88\x02\x03\xe8"):
                break
        self.assertTrue(got.endswith(b"\x88\x02\x03\xe8"), got[-40:])

    def test_plain_http_is_told_what_to_do_instead(self):
        line = self.plain()
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        got = b""
        while piece := line.recv(65_536):
            got += piece
        self.assertTrue(got.startswith(b"HTTP/1.1 400 "), got)
        self.assertIn(b"https://", got)

    def test_old_versions_are_refused(self):
        context = self.certificate.context()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises(ssl.SSLError):
            self.secured(context)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        self.assertEqual(self.secured(context).version(), "TLSv1.2")

    def test_nobody_negotiates_again(self):
        asked = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{self.port}", "-tls1_2"], input=b"R\n",
                               capture_output=True, timeout=PATIENCE_SECONDS)
        self.assertIn(b"RENEGOTIATING", asked.stderr)
        self.assertIn(b"no renegotiation", asked.stderr)
        self.assertEqual(self.server.get("/healthz").status, 200)

    def test_http_1_1_is_chosen(self):
        self.server.tls.set_alpn_protocols(["h2", "http/1.1"])
        self.assertEqual(self.secured().selected_alpn_protocol(), "http/1.1")

    def test_a_new_certificate_is_shown_without_a_start_and_a_broken_one_is_not(self):
        self.assertEqual(self.shown_name(), "first.example.org")
        old_line = self.secured()

        self.certificate.renew("second.example.org")
        until(lambda: self.shown_name() == "second.example.org", "the new certificate is shown")
        self.certificate.key.write_text("half a key")
        until(lambda: "the certificate stays what it was" in self.server.log_text(), "the log tells of the broken key")

        self.assertEqual(self.shown_name(), "second.example.org")
        old_line.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertTrue(old_line.recv(65_536).startswith(b"HTTP/1.1 200 "))

    def test_who_never_shakes_hands_is_let_go(self):
        settings = {**self.certificate.settings(), "HEADER_TIMEOUT_MS": 100}
        with Server(**settings) as server:
            for sent in (b"", b"\x16\x03\x01"):
                with socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1])),
                                              timeout=PATIENCE_SECONDS) as silent:
                    silent.sendall(sent)
                    self.assertEqual(silent.recv(1), b"")


class Start(unittest.TestCase):
    def test_a_key_with_a_password_stops_it_instead_of_waiting_for_somebody_to_type(self):
        certificate = Certificate(self)
        locked = certificate.desk.folder / "locked.pem"
        subprocess.run(["openssl", "pkey", "-in", certificate.key, "-aes256", "-passout", "pass:of this test", "-out",
                        locked], check=True, capture_output=True)

        done = certificate.desk.run("serve", "--port", "0", "--host", "127.0.0.1",
                                    **{**certificate.settings(), "TLS_KEY_FILE": str(locked)})

        self.assertNotEqual(done.returncode, 0)
        self.assertIn(str(locked), done.stderr)

    def test_a_certificate_that_cannot_be_used_stops_it_and_is_named(self):
        certificate, other = Certificate(self), Certificate(self)
        for settings, named in (
                ({"TLS_CERT_FILE": "/nowhere.pem", "TLS_KEY_FILE": str(certificate.key)}, "/nowhere.pem"),
                ({"TLS_CERT_FILE": str(certificate.cert), "TLS_KEY_FILE": str(other.key)}, str(other.key)),
                ({"TLS_CERT_FILE": str(certificate.cert)}, "TLS_KEY_FILE"),
                ({"TLS_KEY_FILE": str(certificate.key)}, "TLS_CERT_FILE")):
            with self.subTest(named):
                done = certificate.desk.run("serve", "--port", "0", "--host", "127.0.0.1", **settings)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(named, done.stderr)


if __name__ == "__main__":
    unittest.main()
