"""What the release is built with, read from the binary itself and from the commands that made it."""
import json
import platform
import re
import subprocess
import unittest
from pathlib import Path

from rollcall import BINARY, ROOT


def readelf(*arguments):
    return subprocess.run(["readelf", "--wide", *arguments, BINARY], capture_output=True, text=True, check=True).stdout


class Binary(unittest.TestCase):
    def test_it_lies_wherever_the_kernel_puts_it(self):
        self.assertRegex(readelf("--file-header"), r"Type:\s+DYN")
        self.assertRegex(readelf("--dynamic"), r"FLAGS_1.*\bPIE\b")
        self.assertNotIn("TEXTREL", readelf("--dynamic"))

    def test_its_tables_are_read_only_once_it_runs(self):
        self.assertIn("GNU_RELRO", readelf("--program-headers"))
        self.assertRegex(readelf("--dynamic"), r"BIND_NOW")

    def test_nothing_can_be_written_and_run(self):
        segments = re.findall(r"^\s+(LOAD|GNU_STACK)\s.*\s([R ][W ][E ])\s+0x", readelf("--program-headers"), re.M)
        self.assertIn("GNU_STACK", [name for name, _ in segments])
        for name, rights in segments:
            self.assertFalse("W" in rights and "E" in rights, f"{name} {rights}")
        self.assertNotIn("E", dict(segments)["GNU_STACK"])

    def test_it_looks_for_libraries_where_the_system_has_them_alone(self):
        self.assertNotRegex(readelf("--dynamic"), r"\((RPATH|RUNPATH)\)")

    def test_stack_and_copies_are_watched(self):
        symbols = readelf("--dyn-syms")
        self.assertIn("__stack_chk_fail", symbols)
        self.assertGreater(len(set(re.findall(r"__\w+_chk\b", symbols)) - {"__stack_chk_fail"}), 2)

    @unittest.skipUnless(platform.machine() == "x86_64", "control flow is enforced so on x86-64 alone")
    def test_calls_land_where_calls_may(self):
        """Every function that is called through a pointer begins with endbr64. The note that would have the
        processor enforce it is the linker's to give once the C library's own start files have it: Debian 12's
        have not."""
        listing = subprocess.run(["objdump", "--disassemble=main", "--no-show-raw-insn", BINARY],
                                 capture_output=True, text=True, check=True).stdout
        first = re.search(r"<main>:\n\s+[0-9a-f]+:\s+(\w+)", listing)
        self.assertEqual(first and first[1], "endbr64", listing[:500])


class Commands(unittest.TestCase):
    def setUp(self):
        made = Path(BINARY).parent / "compile_commands.json"
        if not made.exists():
            self.skipTest(f"{made} is not there: the binary was built elsewhere")
        sources = str(ROOT / "src") + "/"
        self.commands = {one["file"]: one["command"] for one in json.loads(made.read_text())
                         if one["file"].startswith(sources)}

    def test_each_source_is_compiled_with_every_guard(self):
        self.assertGreater(len(self.commands), 300)
        flags = ["-D_FORTIFY_SOURCE=3", "-D_GLIBCXX_ASSERTIONS", "-fstack-protector-strong",
                 "-fstack-clash-protection"] + ["-fcf-protection=full"] * (platform.machine() == "x86_64")
        for source, command in self.commands.items():
            words = command.split()
            self.assertEqual([flag for flag in flags if flag not in words], [], source)
            self.assertTrue({"-fPIE", "-fPIC"} & set(words), source)


if __name__ == "__main__":
    unittest.main()
