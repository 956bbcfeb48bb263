"""tools/redis.py gives a server that can be killed, frozen and started again."""
import socket
import subprocess
import sys
import unittest
from pathlib import Path

import redis

TOOL = Path(redis.__file__)


class Running(unittest.TestCase):
    def test_a_command_finds_the_server_and_gives_its_exit_code(self):
        program = ("import os, socket, sys; from urllib.parse import urlsplit\n"
                   "url = urlsplit(os.environ['ROLLCALL_TEST_REDIS'])\n"
                   "line = socket.create_connection((url.hostname, url.port)); line.sendall(b'PING\\r\\n')\n"
                   "print(url.port, line.recv(7)); sys.exit(3)")
        done = subprocess.run([sys.executable, TOOL, "run", sys.executable, "-c", program], check=False,
                              capture_output=True, text=True)
        port, answer = done.stdout.split(maxsplit=1)
        self.assertEqual((done.returncode, answer.strip()), (3, r"b'+PONG\r\n'"))
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", int(port)))

    def test_without_a_command_it_says_how_it_is_used(self):
        done = subprocess.run([sys.executable, TOOL, "run"], check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("usage", done.stderr)


class Living(unittest.TestCase):
    def test_what_was_kept_outlives_a_kill_and_the_port_stays(self):
        with redis.Server({"appendonly": "yes", "appendfsync": "always"}) as server:
            port = server.port
            server.cli("SET", "key", "value")
            server.kill()
            with self.assertRaises(RuntimeError):
                server.cli("PING")
            server.start()
            self.assertEqual((server.port, server.cli("GET", "key")), (port, "value"))

    def test_a_paused_server_takes_bytes_and_is_silent(self):
        with redis.Server() as server:
            with socket.create_connection(("127.0.0.1", server.port), timeout=0.2) as line:
                server.pause()
                line.sendall(b"PING\r\n")
                with self.assertRaises(TimeoutError):
                    line.recv(1)
                server.resume()
                line.settimeout(redis.PATIENCE_S)
                self.assertEqual(line.recv(7), b"+PONG\r\n")

    def test_an_error_of_the_server_is_raised(self):
        with redis.Server() as server, self.assertRaisesRegex(RuntimeError, "unknown command"):
            server.cli("NONSENSE")

    def test_settings_that_redis_refuses_are_told_with_its_words(self):
        with self.assertRaisesRegex(RuntimeError, "maxmemory-policy"):
            redis.Server({"maxmemory-policy": "nonsense"})

    def test_its_files_go_with_it(self):
        with redis.Server() as server:
            folder = server.folder
            self.assertTrue(folder.exists())
        self.assertFalse(folder.exists())


class Together(unittest.TestCase):
    def test_sentinels_choose_the_replica_when_the_master_dies(self):
        with redis.Server() as master, redis.Server() as replica:
            redis.follow(replica, master)
            with redis.Sentinels(master) as sentinels:
                self.assertEqual((len(sentinels), sentinels.master_port()), (3, master.port))
                master.kill()
                self.assertEqual(sentinels.wait_for_master_other_than(master.port), replica.port)
            self.assertEqual(replica.cli("ROLE").splitlines()[0], "master")

    def test_nodes_share_the_slots(self):
        with redis.ClusterNodes(count=2) as nodes:
            slot = int(nodes[0].cli("CLUSTER", "KEYSLOT", "foo"))
            self.assertGreaterEqual(slot, redis.SLOTS // 2)
            self.assertEqual(nodes[1].cli("SET", "foo", "x"), "OK")
            with self.assertRaisesRegex(RuntimeError, f"MOVED {slot} 127.0.0.1:{nodes.ports[1]}"):
                nodes[0].cli("SET", "foo", "x")


if __name__ == "__main__":
    unittest.main()
