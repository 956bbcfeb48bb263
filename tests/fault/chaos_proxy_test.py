"""The chaos proxy before a server that echoes, and by hand: each toxic does what it is named for."""
import json
import socket
import socketserver
import subprocess
import sys
import threading
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from chaos_control import Control
from chaos_proxy import ChaosProxy
from chaos_toxics import Bandwidth, Latency, LimitData, ResetPeer, Slicer, Timeout

PATIENCE_SECONDS = 60


class Echo(socketserver.ThreadingTCPServer):
    """Says back what it hears; `answered` counts the bytes."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), EchoOne)
        self.answered, self.changed = 0, threading.Condition()

    def wait_for_answers(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: self.answered >= count, PATIENCE_SECONDS), self.answered


class EchoOne(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            while data := self.request.recv(65_536):
                self.request.sendall(data)
                with self.server.changed:
                    self.server.answered += len(data)
                    self.server.changed.notify_all()
        except ConnectionError:
            pass  # cut off by the test


def serve(test, server):
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    test.addCleanup(server.server_close)
    test.addCleanup(thread.join)
    test.addCleanup(server.shutdown)
    return server


def received(client, count):
    """So many bytes, or fewer when the stream ends."""
    data = b""
    while len(data) < count and (part := client.recv(count - len(data))):
        data += part
    return data


class Proxied(unittest.TestCase):
    def setUp(self):
        self.echo = serve(self, Echo())
        self.proxy = ChaosProxy(self.echo.server_address, seed=1)
        self.enterContext(self.proxy)

    def client(self):
        client = socket.create_connection(self.proxy.address, timeout=PATIENCE_SECONDS)
        self.addCleanup(client.close)
        return client

    def echoed(self, client, data):
        sending = threading.Thread(target=client.sendall, args=(data,))
        sending.start()
        back = received(client, len(data))
        sending.join()
        return back

    def assert_reset(self, client):
        with self.assertRaises(ConnectionResetError):
            received(client, 1)


class Toxics(Proxied):
    def test_without_any_every_byte_passes_and_so_does_the_end(self):
        client = self.client()
        data = bytes(range(256)) * 20_000

        self.assertEqual(self.echoed(client, data), data)
        client.shutdown(socket.SHUT_WR)
        self.assertEqual(client.recv(1), b"")
        self.assertEqual(self.proxy.told()["bytes"], {"up": len(data), "down": len(data)})

    def test_latency_holds_back_each_direction_that_has_it(self):
        client = self.client()
        for direction, least in (("down", 0.1), ("both", 0.2)):
            with self.subTest(direction):
                self.proxy.add(Latency(100), direction)
                began = time.monotonic()
                self.assertEqual(self.echoed(client, b"hello"), b"hello")
                self.assertGreaterEqual(time.monotonic() - began, least)

    def test_jitter_never_changes_the_order(self):
        self.proxy.add(Latency(2, jitter=2))
        client = self.client()
        said = [b"%04d" % number for number in range(200)]

        for part in said:
            client.sendall(part)

        self.assertEqual(received(client, 800), b"".join(said))

    def test_bandwidth_is_not_exceeded(self):
        self.proxy.add(Bandwidth(1_000_000), "down")
        client = self.client()
        # What the last piece costs is waited for behind it.
        data = b"x" * 300_000

        began = time.monotonic()
        self.assertEqual(self.echoed(client, data), data)

        self.assertGreaterEqual(time.monotonic() - began, (300_000 - 65_536) / 1_000_000)

    def test_a_slicer_sends_small_pieces_with_pauses(self):
        self.proxy.add(Slicer(10, variation=2, pause_milliseconds=5), "up")
        client = self.client()
        data = bytes(range(256))

        began = time.monotonic()
        self.assertEqual(self.echoed(client, data), data)

        # At least 256 / 12 pieces, whose last pause nobody sees.
        self.assertGreaterEqual(time.monotonic() - began, 21 * 0.005)

    def test_a_limit_ends_the_stream_at_its_byte(self):
        self.proxy.add(LimitData(1_000), "down")
        client = self.client()

        client.sendall(b"x" * 5_000)

        self.assertEqual(len(received(client, 5_000)), 1_000)
        self.proxy.wait_for("limit_data")

    def test_a_black_hole_loses_what_is_sent_and_its_connections_do_not_outlive_it(self):
        client = self.client()
        self.assertEqual(self.echoed(client, b"before"), b"before")
        self.proxy.add(Timeout(), "up")

        client.sendall(b"lost")
        self.proxy.wait_for("timeout")
        self.proxy.remove(Timeout)

        self.assert_reset(client)
        self.assertEqual(self.echo.answered, len(b"before"))

    def test_a_black_hole_with_a_time_ends_its_connections_by_then(self):
        client = self.client()
        self.assertEqual(self.echoed(client, b"before"), b"before")
        began = time.monotonic()

        self.proxy.add(Timeout(100))

        self.assertEqual(received(client, 1), b"")
        self.assertGreaterEqual(time.monotonic() - began, 0.1)

    def test_a_reset_peer_resets_who_is_there_and_who_comes(self):
        client = self.client()
        self.assertEqual(self.echoed(client, b"before"), b"before")

        self.proxy.add(ResetPeer(10))

        self.assert_reset(client)
        self.assert_reset(self.client())

    def test_a_frozen_direction_loses_nothing_and_goes_on_when_it_thaws(self):
        client = self.client()
        self.proxy.freeze("down")

        client.sendall(b"hello")
        self.echo.wait_for_answers(5)
        client.setblocking(False)
        self.assertRaises(BlockingIOError, client.recv, 1)
        client.settimeout(PATIENCE_SECONDS)
        self.proxy.thaw("down")

        self.assertEqual(received(client, 5), b"hello")

    def test_down_refuses_and_cuts_and_up_is_at_the_same_port(self):
        client = self.client()
        self.assertEqual(self.echoed(client, b"before"), b"before")

        self.proxy.down()
        self.assert_reset(client)
        self.assertRaises(ConnectionRefusedError, self.client)
        self.proxy.heal()

        self.assertEqual(self.echoed(self.client(), b"after"), b"after")

    def test_healing_takes_every_toxic_away(self):
        for toxic in (Latency(60_000), Bandwidth(0.001), LimitData(1), ResetPeer(0)):
            self.proxy.add(toxic)

        self.proxy.heal()

        self.assertEqual(self.echoed(self.client(), b"hello"), b"hello")
        self.assertEqual(self.proxy.told()["toxics"], {"up": {}, "down": {}})

    def test_an_upstream_that_is_not_there_is_told_of_and_resets(self):
        self.echo.shutdown()
        self.echo.server_close()

        self.assert_reset(self.client())
        self.assertEqual(len(self.proxy.wait_for("upstream_refused")), 1)

    def test_a_direction_that_is_none_is_refused(self):
        self.assertRaises(ValueError, self.proxy.add, Latency(1), "sideways")


class ByHand(Proxied):
    def ask(self, address, method, path, **values):
        """Status and answer."""
        request = urllib.request.Request(f"http://{address[0]}:{address[1]}{path}", method=method,
                                         data=json.dumps(values).encode() if method == "POST" else None)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    def test_the_control_port_changes_the_network_and_tells_of_it(self):
        with Control(self.proxy) as control:
            added = self.ask(control.address, "POST", "/toxics", toxic="limit_data", direction="down", size=3)
            self.assertEqual(added[1]["toxics"], {"up": {}, "down": {"limit_data": {"size": 3}}})
            client = self.client()
            client.sendall(b"hello")
            self.assertEqual(received(client, 5), b"hel")
            removed = self.ask(control.address, "DELETE", "/toxics/limit_data")
            self.assertEqual(removed[1]["toxics"]["down"], {})
            log = self.ask(control.address, "GET", "/log")[1]

        self.assertIn(("limit_data", 1), [(entry["fault"], entry["connection"]) for entry in log])

    def test_what_it_does_not_know_it_refuses_with_a_reason(self):
        with Control(self.proxy) as control:
            for method, path, values in (("GET", "/nothing", {}), ("POST", "/nothing", {}), ("POST", "/_call", {}),
                                         ("POST", "/toxics", {"toxic": "arsenic"}), ("DELETE", "/toxics/arsenic", {}),
                                         ("POST", "/toxics", {"toxic": "latency"}), ("POST", "/down", {"wrong": 1}),
                                         ("POST", "/toxics", {"toxic": "freeze", "direction": "sideways"})):
                with self.subTest(path, **values):
                    status, said = self.ask(control.address, method, path, **values)
                    self.assertEqual(status, 400)
                    self.assertTrue(said["error"])

    def test_the_program_proxies_until_it_is_told_to_stop(self):
        upstream = "%s:%d" % self.echo.server_address
        with subprocess.Popen([sys.executable, Path(__file__).with_name("chaos_proxy.py"), "--upstream", upstream],
                              stdout=subprocess.PIPE, text=True) as program:
            self.addCleanup(program.kill)
            told = json.loads(program.stdout.readline())
            with socket.create_connection(told["listening"], timeout=PATIENCE_SECONDS) as client:
                self.assertEqual(self.echoed(client, b"hello"), b"hello")
            self.assertEqual(self.ask(told["control"], "POST", "/down")[1]["is_down"], True)
            program.terminate()
            log = json.loads(program.stdout.read())

        self.assertEqual([entry["fault"] for entry in log], ["down"])
        self.assertEqual(program.returncode, 0)


if __name__ == "__main__":
    unittest.main()
