#!/usr/bin/python3
"""Runs test suites, each with its runner's own output, and ends with what all of them did.

usage: tools/suites.py run TALLY SECONDS COMMAND...   runs one suite, ends it when it has not come to its end
                                              by then, and adds what it did to the file TALLY;
                                              exit 0 also when tests failed: the sum tells of all
       tools/suites.py sum TALLY              ends with "N passed, N failed"; exit 1 unless all is well

Runners it knows: ctest --verbose (of programs of GoogleTest it counts the tests within), Python's
unittest, node --test. A suite that ran no test, that broke off before
its summary, that says it is well but exits otherwise, or that had to be ended counts as one failed test:
silence is no success.
"""
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

LAST_WORDS_S = 5  # what a suite wrote before its end may still be on its way


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def read_googletest(output):
    """What a program's tests did, from its summary; nothing when it has none."""
    told = {what: int(number) for what, number in
            re.findall(r"^\[  (PASSED|FAILED|SKIPPED) +\] (\d+) tests?(?:\.|, listed below:)$", output, re.M)}
    if "PASSED" not in told:
        return None
    return Count(told["PASSED"], told.get("FAILED", 0), told.get("SKIPPED", 0))


def read_ctest(output):
    if not re.search(r"^\d+% tests passed, \d+ tests? failed out of \d+$", output, re.M):
        return None
    total = Count()
    for number, ended in re.findall(r"^ *\d+/\d+ Test +#(\d+): .*?(Passed|\*\*\*[A-Z]\w+)", output, re.M):
        within = read_googletest("\n".join(re.findall(rf"^{number}: (.*)$", output, re.M)))
        if ended in ("***Skipped", "***Disabled"):
            total += within or Count(skipped=1)
        elif ended == "Passed":
            total += within or Count(passed=1)
        else:  # one that died has told of nothing, or not of what killed it
            count = within or Count()
            total += count if count.failed else count + Count(failed=1)
    return total


def read_unittest(output):
    summaries = list(re.finditer(r"^Ran (\d+) tests? in [^\n]*\n\n(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$",
                                 output, re.M))
    if not summaries:
        return None
    total, words = summaries[-1].groups()
    told = {what: int(number) for what, number in re.findall(r"([a-z][a-z ]*)=(\d+)", words or "")}
    failed = told.get("failures", 0) + told.get("errors", 0) + told.get("unexpected successes", 0)
    skipped = told.get("skipped", 0)
    # A class whose preparation fails is an error without a test.
    return Count(max(0, int(total) - failed - skipped), failed, skipped)


def read_node(output):
    told = {what: int(number) for what, number in
            re.findall(r"^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)$", output, re.M)}
    if not {"pass", "fail"} <= told.keys():
        return None
    return Count(told["pass"], told["fail"] + told.get("cancelled", 0),
                 told.get("skipped", 0) + told.get("todo", 0))


def judge(output, exit_code):
    """What the suite did, and what is wrong with it as a suite (or nothing)."""
    counts = [count for count in (read(output) for read in (read_ctest, read_unittest, read_node)) if count]
    if len(counts) != 1:
        return Count(failed=1), "it broke off before its summary" if not counts else "it has two summaries"
    count = counts[0]
    if count.passed + count.failed == 0:
        return count + Count(failed=1), "it ran no test"
    if exit_code != 0 and count.failed == 0:
        return count + Count(failed=1), f"its tests passed, but it ended with exit code {exit_code}"
    return count, None


def show(stream, lines):
    with stream:
        for line in stream:
            print(line, end="", flush=True)
            lines.append(line)


def end(process):
    """Ends what is left of the suite's process group: its servers may end well or must end anyhow."""
    for how, patience_s in ((signal.SIGTERM, 10), (signal.SIGKILL, 1)):
        try:
            os.killpg(process.pid, how)
            process.wait(patience_s)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def stream(command, bound_s):
    """Runs the command and shows its output as it comes: the output, the exit code, and what was wrong with
    its end (or nothing)."""
    lines, complaint = [], None
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace", start_new_session=True)
    reader = threading.Thread(target=show, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        process.wait(bound_s)
        reader.join(LAST_WORDS_S)
        if reader.is_alive():
            complaint = "it left a process behind that holds its output"
    except subprocess.TimeoutExpired:
        complaint = f"it had not come to its end after {bound_s:g} s"
    finally:
        if process.returncode is None or reader.is_alive():
            end(process)
            reader.join(LAST_WORDS_S)
    return "".join(lines), process.returncode, complaint


def run(tally, bound_s, command):
    began = time.monotonic()
    output, exit_code, broken = stream(command, bound_s)
    count, complaint = judge(output, exit_code)
    if broken:
        count, complaint = (count if complaint else count + Count(failed=1)), broken
    with open(tally, "a", encoding="utf-8") as file:
        file.write(json.dumps({"suite": " ".join(command), "complaint": complaint,
                               "seconds": round(time.monotonic() - began), **asdict(count)}) + "\n")
    return count


def summed(tally):
    """The closing lines and whether all is well."""
    suites = [json.loads(line) for line in Path(tally).read_text(encoding="utf-8").splitlines()]
    total = sum((Count(s["passed"], s["failed"], s["skipped"]) for s in suites), Count())
    lines = [f"{s['seconds']:5} s  {s['suite']}" for s in suites]
    lines += [f"{s['suite']}: {s['complaint']}" for s in suites if s["complaint"]]
    if total.skipped:
        lines.append(f"{total.skipped} skipped")
    lines.append(f"{total.passed} passed, {total.failed} failed")
    return lines, total.failed == 0 and total.passed > 0


def main(arguments):
    match arguments:
        case ["run", tally, bound_s, *command] if command:
            run(tally, float(bound_s), command)
            return 0
        case ["sum", tally]:
            lines, well = summed(tally)
            print("\n".join(lines), flush=True)
            return 0 if well else 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
