#!/usr/bin/python3
"""What other people's requests cost while slowhttptest holds a thousand lines of the server.

usage: bench/slowhttptest.py [CONNECTIONS, default 1000] [SECONDS a phase, default 20]
The server is told to let slow clients stay (by default it lets go of them after 10 s, and of one address
it takes 500), so that all of them are there for as long as the probe asks. Phases without them stand
between the others, so that a noisy machine shows. The attacker, which would have a machine of its own,
runs at the lowest priority. The probe and its table are those of slow_clients.py. The last line says how
many times the p99 beside nobody (their median) the worst p99 is; exit 1 when that is 2 or more.
"""
import shutil
import statistics
import subprocess
import sys
import time

from slow_clients import PREFIX, SETTINGS, Server, measure_requests, print_head, print_line, token_of

PATIENCE = {"HEADER_TIMEOUT_MS": 600_000, "TRANSFER_GRACE_MS": 600_000, "IDLE_TIMEOUT_MS": 600_000,
            "MAX_CONNECTIONS_PER_ADDRESS": 4_000, "UPLOADS_PER_USER": 4_000}
# A cookie is the one place where the tool takes a header of ours: that of somebody who may upload.
UPLOADER = f"a=b\r\nAuthorization: Bearer {token_of('slow@example.org')}"
MODES = {
    "slow headers (-H)": ["-H"],
    "slow headers, each second (-H -i 1)": ["-H", "-i", "1"],
    "slow bodies (-B)": ["-B", "-s", "65536", "-f", "multipart/form-data; boundary=X", "-j", UPLOADER],
    "slow reading (-X)": ["-X", "-k", "4"],
    "overlapping ranges (-R)": ["-R"],
}
# A body is wanted by an upload alone, and much to read is the description of the interface.
PATHS = {"slow reading (-X)": "/openapi.json", "overlapping ranges (-R)": "/openapi.json"}
BAR = 2
UPLOAD = f"{PREFIX}/process"


def connected(port):
    """Established lines of clients, as the kernel lists them: the server's own side."""
    wanted, found = f":{port:04X}", 0
    with open("/proc/net/tcp", encoding="ascii") as lines:
        for line in lines:
            _, local, _, state, *_ = line.split()
            found += local.endswith(wanted) and state == "01"
    return found


def phase(name, options, server, count, seconds):
    port = int(server.url.rsplit(":", 1)[1])
    command = ["nice", "-n", "19", "slowhttptest", *options, "-c", str(count), "-r", str(count), "-l", "600", "-v", "0",
               "-u", f"http://127.0.0.1:{port}{PATHS.get(name, UPLOAD)}"]
    attacker = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 15
    try:
        while (held := connected(port)) < count * 0.9 and time.monotonic() < deadline:
            time.sleep(0.1)
        figures = measure_requests(port, seconds)
        print_line(f"{name}, {held} to {connected(port)} lines", figures)
    finally:
        attacker.terminate()
        attacker.wait()
    return figures


def nobody(port, seconds):
    figures = measure_requests(port, seconds)
    print_line("nobody", figures)
    return figures


def worst_ratio(beside_nobody, beside_attackers):
    """Of the p99s, in memory and from the database."""
    return max(max(figures[column] for figures in beside_attackers) /
               statistics.median(figures[column] for figures in beside_nobody) for column in (2, 5))


def main():
    if not shutil.which("slowhttptest"):
        sys.exit("slowhttptest is missing: ./dev bench installs it")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20
    print_head()
    with Server(**SETTINGS, **PATIENCE) as server:
        port = int(server.url.rsplit(":", 1)[1])
        quiet, attacked = [], []
        for name, options in MODES.items():
            quiet.append(nobody(port, seconds))
            attacked.append(phase(name, options, server, count, seconds))
        quiet.append(nobody(port, seconds))
    ratio = worst_ratio(quiet, attacked)
    print(f"the worst p99 is {ratio:.2f} times that beside nobody (bar {BAR})")
    return 0 if ratio < BAR else 1


if __name__ == "__main__":
    sys.exit(main())
