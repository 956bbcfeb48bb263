#!/usr/bin/python3
"""An S3 server of one's own (npm's s3rver, tests/s3), for as long as something needs it.

usage: tools/s3rver.py run COMMAND...   starts it on a free port of 127.0.0.1, runs the command with
                                        ROLLCALL_TEST_S3=http://… (its address) and
                                        ROLLCALL_TEST_S3_FOLDER (where a bucket is a folder) in its
                                        environment, stops it, and ends with the command's exit code

Its key and secret are both S3RVER. As a library: `with S3Server() as server: … server.url …`.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class S3Server:
    """A server that lives within a `with`."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="rollcall-s3-"))
        # The token of a list's next page is made by a cipher that OpenSSL 3 calls legacy.
        command = ["node", "--openssl-legacy-provider", ROOT / "tests/s3/server.mjs", self.folder]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            self.close()
            raise RuntimeError("s3rver did not start: run ./dev setup")

    def make_bucket(self, name):
        (self.folder / name).mkdir()

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def run(command):
    # Ended by a signal, the server still goes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with S3Server() as server:
        environment = {**os.environ, "ROLLCALL_TEST_S3": server.url,
                       "ROLLCALL_TEST_S3_FOLDER": str(server.folder)}
        return subprocess.run(command, env=environment, check=False).returncode


def main(arguments):
    match arguments:
        case ["run", *command] if command:
            return run(command)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
