"""The command line against servers that are silent, go away, or refuse for a while."""
import http.server
import json
import os
import signal
import socket
import subprocess
import threading
import unittest

from rollcall import BINARY, DEADLINE_SECONDS, Desk, bare_environment

INTERRUPTED = 130
JOB = "job-1767225600123-004211337700"


def interrupt(process):
    """Ctrl-C, and the exit code; a process that does not hear it is a failed test."""
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(timeout=DEADLINE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


class Started(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)

    def start(self, *arguments, **environment):
        process = subprocess.Popen([BINARY, *map(str, arguments)], env={**bare_environment(), **environment},
                                   cwd=self.desk.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        return process


class Silent(Started):
    """A server that takes connections and says nothing."""

    def setUp(self):
        super().setUp()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listening.close)
        self.listening.settimeout(DEADLINE_SECONDS)
        for name in "abc":
            self.desk.write(f"{name}.csv", "ID Number\n")

    def ask(self, *arguments):
        port = self.listening.getsockname()[1]
        return self.start(*arguments, ROLLCALL_SERVER=f"http://127.0.0.1:{port}", ROLLCALL_TOKEN="x")

    def test_every_verb_can_be_interrupted_while_it_waits(self):
        for verb in (("watch", JOB), ("status", JOB), ("cancel", JOB), ("stats",), ("pause",), ("jobs",),
                     ("upload", "a.csv"), ("report", JOB)):
            with self.subTest(verb[0]):
                process = self.ask(*verb)
                connection, _ = self.listening.accept()
                with connection:
                    connection.recv(1)
                    self.assertEqual(interrupt(process), INTERRUPTED)

    def test_an_interrupt_ends_an_upload_before_the_files_that_are_left(self):
        process = self.ask("upload", "a.csv", "b.csv", "c.csv")
        connection, _ = self.listening.accept()
        with connection:
            connection.recv(1)
            self.assertEqual(interrupt(process), INTERRUPTED)

        self.listening.setblocking(False)
        self.assertRaises(BlockingIOError, self.listening.accept)

    def test_an_interrupt_between_two_tries_is_heard(self):
        process = self.ask("upload", "a.csv", "b.csv")
        self.listening.accept()[0].close()

        self.assertEqual(interrupt(process), INTERRUPTED)

    def test_an_interrupted_report_leaves_no_part_of_it(self):
        process = self.ask("report", JOB, "--out", "report.xlsx")
        connection, _ = self.listening.accept()
        with connection:
            connection.recv(1)
            interrupt(process)

        self.assertEqual(sorted(path.name for path in self.desk.folder.iterdir()), ["a.csv", "b.csv", "c.csv"])


class WithoutServer(Started):
    def test_a_check_ends_with_the_signal_that_it_gets(self):
        os.mkfifo(self.desk.folder / "never.csv")

        process = self.start("check", "never.csv")
        # A shell's background jobs are born deaf to SIGINT, and so would be what they start.
        process.terminate()

        self.assertEqual(process.wait(timeout=DEADLINE_SECONDS), -signal.SIGTERM)


class Script(http.server.ThreadingHTTPServer):
    """Answers each path with its answers in turn, the last of them again and again."""

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Answering)
        self.answers = answers
        self.asked = []
        self.lock = threading.Lock()

    def next_answer(self, path):
        with self.lock:
            kind = path.split("/")[-2]
            self.asked.append(kind)
            answers = self.answers[kind]
            return answers.pop(0) if len(answers) > 1 else answers[0]


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = self.server.next_answer(self.path)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        """The test's own output is enough."""


def refusal(status, code):
    return status, json.dumps({"success": False, "message": "not now", "error": {"code": code}})


def state(name, seq):
    return 200, json.dumps({"data": {"job_id": JOB, "status": name, "seq": seq, "progress": 0}})


BAD_GATEWAY = (502, "<html><body>Bad Gateway</body></html>")
ACTIVE, COMPLETED = state("active", 1), state("completed", 2)


class Passing(Started):
    def watch(self, events, status):
        """The exit code of `watch`, what it said, and what it asked for."""
        server = Script({"events": events, "status": status})
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        self.addCleanup(server.server_close)
        self.addCleanup(serving.join)
        self.addCleanup(server.shutdown)
        process = self.start("watch", JOB, ROLLCALL_SERVER=f"http://127.0.0.1:{server.server_port}",
                             ROLLCALL_TOKEN="x")
        _, said = process.communicate(timeout=DEADLINE_SECONDS)
        return process.returncode, said, server.asked

    def test_a_watched_job_is_watched_on_through_what_passes(self):
        for name, passing in (("a proxy alone", BAD_GATEWAY), ("too many", refusal(429, "RATE_LIMIT_EXCEEDED")),
                              ("too many, by a proxy", (429, "slow down")),
                              ("a fault", refusal(500, "INTERNAL_ERROR")), ("stopping", refusal(503, "UNAVAILABLE")),
                              ("a page in between", (200, "<html></html>"))):
            with self.subTest(name):
                code, said, _ = self.watch([BAD_GATEWAY], [ACTIVE, passing, COMPLETED])
                self.assertEqual(code, 0, said)

    def test_what_does_not_pass_ends_the_watching(self):
        for name, final in (("gone", refusal(404, "NOT_FOUND")), ("forbidden", refusal(403, "AUTHORIZATION_ERROR")),
                            ("forbidden by a proxy", (403, "<html></html>"))):
            with self.subTest(name):
                code, said, _ = self.watch([BAD_GATEWAY], [ACTIVE, final, COMPLETED])
                self.assertEqual(code, 1, said)

    def test_a_server_that_was_never_there_is_not_waited_for(self):
        code, said, _ = self.watch([BAD_GATEWAY], [BAD_GATEWAY, COMPLETED])

        self.assertEqual(code, 3, said)

    def test_a_stream_that_was_refused_for_a_while_is_asked_for_again(self):
        for name, passing in (("a proxy", BAD_GATEWAY), ("too many", refusal(429, "RATE_LIMIT_EXCEEDED"))):
            with self.subTest(name):
                _, _, asked = self.watch([passing], [ACTIVE, ACTIVE, COMPLETED])
                self.assertEqual(asked, ["events", "status"] * 3)

    def test_a_server_without_streams_is_asked_for_one_once(self):
        for status in (404, 405, 501):
            with self.subTest(status):
                _, _, asked = self.watch([refusal(status, "NOT_FOUND")], [ACTIVE, ACTIVE, COMPLETED])
                self.assertEqual(asked, ["events", "status", "status", "status"])


if __name__ == "__main__":
    unittest.main()
