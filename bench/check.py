#!/usr/bin/python3
"""What `rollcall check` costs beside `unzip -p` of the same workbook, in CPU seconds, in turn.

usage: bench/check.py [ROWS, default 100000] [TIMES, default 15] [PROGRAM, default build/release/rollcall]
Two workbooks of the same cells: as `rollcall sample` writes them, every text in its cell, and as Excel
does, every text in the table of shared strings. Seconds are user + system, reader child included. On a
busy machine only the ratios count.
"""
import os
import re
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = str(ROOT / "build/release/rollcall")
SHEET = "xl/worksheets/sheet1.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
INLINE = re.compile(r't="inlineStr"><is>(<t(?: xml:space="preserve")?>[^<]*</t>)</is></c>')


def share_texts(inline, shared):
    """The same workbook with its texts in the table, each once, in the order of their first cells."""
    places = {}

    def as_number(cell):
        return f't="s"><v>{places.setdefault(cell[1], len(places))}</v></c>'

    with zipfile.ZipFile(inline) as before, zipfile.ZipFile(shared, "w", zipfile.ZIP_DEFLATED) as after:
        sheet = INLINE.sub(as_number, before.read(SHEET).decode())
        assert places and "inlineStr" not in sheet
        added = {
            "[Content_Types].xml": f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}"/></Types>',
            "xl/_rels/workbook.xml.rels":
                f'<Relationship Id="texts" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        }
        for name in before.namelist():
            part = sheet if name == SHEET else before.read(name).decode()
            if name in added:
                part = part.replace(added[name][added[name].rindex("<"):], added[name])
            after.writestr(name, part)
        texts = "".join(f"<si>{text}</si>" for text in places)
        after.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')


def cpu_ms(arguments):
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, arguments
    return (used.ru_utime + used.ru_stime) * 1000


def compare(name, workbook, times, program):
    commands = {"unzip -p": ["unzip", "-p", workbook], "rollcall check": [program, "check", workbook]}
    costs = {command: [] for command in commands}
    for _ in range(times):
        for command, arguments in commands.items():
            costs[command].append(cpu_ms(arguments))
    peer = statistics.median(costs["unzip -p"])
    for command, taken in costs.items():
        middle = statistics.median(taken)
        print(f"{name:7} {command:15} least {min(taken):6.0f} ms, lower quarter "
              f"{statistics.quantiles(taken, n=4)[0]:6.0f}, median {middle:6.0f}, ratio {middle / peer:.2f}")


def main():
    rows, times = (int(text) for text in (sys.argv[1:3] + ["100000", "15"][len(sys.argv[1:3]):]))
    program = sys.argv[3] if len(sys.argv) > 3 else PROGRAM
    with tempfile.TemporaryDirectory() as folder:
        inline, shared = f"{folder}/inline.xlsx", f"{folder}/shared.xlsx"
        subprocess.run([program, "sample", "--rows", str(rows), "--columns", "20", "--out", inline],
                       check=True, stdout=subprocess.DEVNULL)
        share_texts(inline, shared)
        compare("inline", inline, times, program)
        compare("shared", shared, times, program)


if __name__ == "__main__":
    main()
