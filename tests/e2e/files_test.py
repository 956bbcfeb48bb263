"""Commands about files alone: template, sample, check and cells, with the exit codes scripts lean on."""
import json
import unittest

from rollcall import HEADERS, Desk, member, members, sheets_of, workbook


def made_members(content):
    """The rows below the header of a template or sample."""
    return next(iter(sheets_of(content).values()))[1:]


class Template(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)

    def cells(self, file):
        """{row number: [values]} as the reader sees them."""
        rows = {}
        for line in self.desk.run("cells", file).stdout.splitlines():
            row, _, _, value = line.split("\t")
            rows.setdefault(int(row), []).append(value)
        return rows

    def test_both_kinds_have_the_same_columns_and_one_example(self):
        self.assertEqual(self.desk.run("template").stdout, "rollcall-template.xlsx\n")
        self.assertEqual(self.desk.run("template", "--format", "csv", "--out", "list.csv").stdout, "list.csv\n")

        book, text = self.cells("rollcall-template.xlsx"), self.cells("list.csv")
        self.assertEqual([sorted(book), sorted(text)], [[1, 2], [1, 2]])
        self.assertEqual(book[1], text[1])
        self.assertIn("ID Number", book[1])
        self.assertEqual(len(book[1]), 25)

    def test_the_example_left_in_the_list_loads_nobody(self):
        for kind in ("xlsx", "csv"):
            with self.subTest(kind):
                self.desk.run("template", "--format", kind, "--out", f"list.{kind}")
                done = self.desk.run("check", "--json", f"list.{kind}")
                self.assertEqual(done.returncode, 0, done.stderr)
                outcomes = json.loads(done.stdout)["outcomes"]
                self.assertEqual((outcomes["invalid"], outcomes["inserted"]), (1, 0))

    def test_a_place_that_cannot_be_written_is_named(self):
        done = self.desk.run("template", "--out", "nowhere/list.xlsx")

        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere/list.xlsx", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_another_kind_is_refused(self):
        self.assertEqual(self.desk.run("template", "--format", "ods").returncode, 2)


class Sample(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)

    def sample(self, name, *arguments):
        done = self.desk.run("sample", "--out", name, *arguments)
        self.assertEqual((done.returncode, done.stdout), (0, f"{name}\n"), done.stderr)
        return (self.desk.folder / name).read_bytes()

    def test_the_same_seed_makes_the_same_list_and_another_another(self):
        first = made_members(self.sample("a.xlsx", "--rows", 20, "--seed", 7))
        again = made_members(self.sample("b.xlsx", "--rows", 20, "--seed", 7))
        other = made_members(self.sample("c.xlsx", "--rows", 20, "--seed", 8))

        self.assertEqual(len(first), 20)
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_it_is_without_faults_unless_they_are_asked_for(self):
        for arguments, invalid, duplicate in (((), 0, 0), (("--invalid", 10), 20, 0), (("--duplicates", 5), 0, 10)):
            with self.subTest(arguments):
                self.sample("list.csv", "--rows", 200, "--seed", 3, *arguments)
                outcomes = json.loads(self.desk.run("check", "--json", "list.csv").stdout)["outcomes"]
                self.assertEqual(sum(outcomes.values()), 200)
                self.assertAlmostEqual(outcomes["invalid"], invalid, delta=invalid * 0.6)
                self.assertAlmostEqual(outcomes["duplicate"], duplicate, delta=duplicate * 0.6)


class Check(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)
        rows = members(3)
        rows[5] = member(3, Ward=None)
        rows[6] = member(0)
        self.file = self.desk.write("members.xlsx", workbook(rows))

    def test_every_row_is_counted_once(self):
        seen = json.loads(self.desk.run("check", "--json", self.file).stdout)

        self.assertEqual(seen["total_records"], 5)
        self.assertEqual({name: n for name, n in seen["outcomes"].items() if n},
                         {"inserted": 3, "invalid": 1, "duplicate": 1})
        self.assertEqual((seen["status"], seen["file_name"], seen["sheet_name"]), ("checked", "members.xlsx", "Members"))

    def test_refused_rows_are_an_error_only_when_that_is_asked(self):
        self.assertEqual(self.desk.run("check", self.file).returncode, 0)
        self.assertEqual(self.desk.run("check", "--strict", self.file).returncode, 1)
        good = self.desk.write("good.xlsx", workbook(members(3)))
        self.assertEqual(self.desk.run("check", "--strict", good).returncode, 0)

    def test_it_makes_no_data_folder(self):
        self.desk.run("check", self.file)

        self.assertFalse(self.desk.data_dir.exists())

    def test_what_is_no_list_is_refused_with_a_reason(self):
        for name, content, code in (("x.xlsx", b"%PDF-1.7", "FILE_NOT_A_SPREADSHEET"),
                                    ("x.csv", ",".join(HEADERS) + "\n", "NO_ROWS"),
                                    ("y.csv", "a,b,c\n1,2,3\n", "NO_HEADER")):
            with self.subTest(code):
                done = self.desk.run("check", self.desk.write(name, content))
                self.assertEqual(done.returncode, 1)
                self.assertIn(code, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_file_that_is_not_there_is_named(self):
        done = self.desk.run("check", "nobody.xlsx")

        self.assertEqual(done.returncode, 1)
        self.assertIn("nobody.xlsx", done.stderr)


class Cells(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)
        self.file = self.desk.write("small.xlsx", workbook({2: ["a text", None, 12.5]}))

    def test_each_cell_is_a_line_of_row_column_kind_and_value(self):
        done = self.desk.run("cells", self.file)

        lines = [line.split("\t") for line in done.stdout.splitlines()]
        self.assertEqual([(row, column, value) for row, column, _, value in lines],
                         [("2", "1", "a text"), ("2", "3", "12.5")])

    def test_a_sheet_that_does_not_exist_is_refused(self):
        self.assertEqual(self.desk.run("cells", "--sheet", 2, self.file).returncode, 1)
        self.assertEqual(self.desk.run("cells", "--sheet", 0, self.file).returncode, 2)


if __name__ == "__main__":
    unittest.main()
