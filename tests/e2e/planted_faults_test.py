"""300 rows with every fault planted end in their right groups, under the sheet's own row numbers, and
the groups add up in status, API rows, report and database."""
import collections
import unittest

from rollcall import HEADERS, Server, luhn_digit, made_up_id, member, sheets_of, workbook

EXTRA_HEADERS = HEADERS + ["Race", "Citizenship", "Language", "Last Payment", "Expiry Date", "Memebership Amount",
                           "Status", "Age", "Voting District", "Favourite Colour"]


def full(number, **changes):
    extra = {"Race": "African", "Citizenship": "SA", "Language": "zulu", "Last Payment": "01/02/2025",
             "Expiry Date": None, "Memebership Amount": "R 1,250.50", "Status": "Good Standing", "Age": None,
             "Voting District": "12345678", "Favourite Colour": "blue"}
    known = {key: value for key, value in changes.items() if key in HEADERS}
    extra.update({key: value for key, value in changes.items() if key not in HEADERS})
    return member(number, **known) + [extra[header] for header in EXTRA_HEADERS[len(HEADERS):]]


def wrong_last_digit(number):
    good = made_up_id(number)
    return good[:12] + str((int(good[12]) + 1) % 10)


def with_citizenship(number, digit):
    twelve = made_up_id(number)[:10] + digit + "8"
    return twelve + luhn_digit(twelve)


def with_date(date):
    twelve = date + "5000" + "08"
    return twelve + luhn_digit(twelve)


# What is planted: changes to a good row, the group it ends in, the code that says why.
INVALID = [
    ({"ID Number": None}, "ID_MISSING"),
    ({"ID Number": "n/a"}, "ID_MISSING"),
    ({"ID Number": "12345"}, "ID_FORMAT"),
    ({"ID Number": "99991234567890"}, "ID_FORMAT"),
    ({"ID Number": "8001O15009087"}, "ID_FORMAT"),
    ({"ID Number": "8.00102E+12"}, "ID_FORMAT"),
    ({"ID Number": with_date("801332")}, "ID_DATE"),
    ({"ID Number": with_date("810229")}, "ID_DATE"),
    ({"ID Number": with_citizenship(900, "7")}, "ID_CITIZENSHIP"),
    ({"ID Number": wrong_last_digit(901)}, "ID_CHECKSUM"),
    ({"Firstname": None}, "FIRSTNAME_MISSING"),
    ({"Firstname": "-"}, "FIRSTNAME_MISSING"),
    ({"Firstname": "x" * 101}, "FIRSTNAME_LENGTH"),
    ({"Ward": None}, "WARD_MISSING"),
    ({"Ward": "123"}, "WARD_FORMAT"),
    ({"Ward": "09800001"}, "WARD_FORMAT"),
]
WARNINGS = [
    ({"Date Joined": "sometime in May"}, "DATE_UNREADABLE"),
    ({"Date Joined": "01/01/1850"}, "DATE_RANGE"),
    ({"Gender": "Femme"}, "LOOKUP_UNKNOWN"),
    ({"Citizenship": "Zimbabwean"}, "LOOKUP_UNKNOWN"),
    ({"Cell Number": "12"}, "PHONE_FORMAT"),
    ({"Email": "at example"}, "EMAIL_FORMAT"),
    ({"Memebership Amount": "12,34,56"}, "MONEY_FORMAT"),
    ({"Age": "9"}, "AGE_MISMATCH"),
    ({"Gender": "Male"}, "GENDER_MISMATCH"),
    ({"Citizenship": "Permanent Resident"}, "CITIZENSHIP_MISMATCH"),
    ({"Province": "Limpopo"}, "PROVINCE_MISMATCH"),
    ({"Voting District": "12AB"}, "VD_FORMAT"),
]
READ_RIGHT = [
    ({"Gender": "Fem"}, "gender", "Female"),
    ({"Date Joined": 45123}, "date_joined", None),
    ({"Date Joined": "2024-02-29T23:59:59+05:00"}, "date_joined", "2024-02-29"),
    ({"Date Joined": "3.4.2021"}, "date_joined", "2021-04-03"),
    ({"Date Joined": "7 Mar 2022"}, "date_joined", "2022-03-07"),
    ({"Cell Number": "+27 82 000 0001"}, "cell_number", "27820000001"),
    ({"Memebership Amount": "R 1,250.50"}, "amount_cents", 125_050),
    ({"Memebership Amount": "12,5"}, "amount_cents", 1_250),
    ({"Language": "N/A"}, "language", None),
]


def planted_file():
    """Rows with gaps between them, and what is due of each: {row: (group, code)}."""
    rows, due, number, row = {3: EXTRA_HEADERS}, {}, 0, 4

    def put(cells, group, code=None):
        nonlocal row
        rows[row] = cells
        due[row] = (group, code)
        row += 3 if len(due) % 20 == 0 else 1  # two blank rows now and then

    for changes, code in INVALID:
        number += 1
        put(full(number, **changes), "invalid", code)
    for changes, code in WARNINGS:
        number += 1
        put(full(number, **changes), "inserted", code)
    for changes, _, _ in READ_RIGHT:
        number += 1
        put(full(number, **changes), "inserted")
    for repeated in range(20):
        put(full(len(INVALID) + 1 + repeated), "duplicate")
    while len(due) < 300:
        number += 1
        put(full(number), "inserted")
    return rows, due


class PlantedFaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.__exit__)
        cls.rows, cls.due = planted_file()
        cls.content = workbook(cls.rows)
        cls.status = cls.server.load(cls.content)
        cls.told = {row["row"]: row for row in cls.server.rows(cls.status["job_id"])}

    def test_every_row_ends_in_its_group_under_its_own_number(self):
        self.assertEqual({row: told["outcome"] for row, told in self.told.items()},
                         {row: group for row, (group, _) in self.due.items()})

    def test_every_fault_is_named(self):
        for row, (_, code) in self.due.items():
            if code:
                with self.subTest(row=row, code=code):
                    self.assertIn(code, self.told[row]["codes"])

    def test_messages_hold_no_value(self):
        for row, told in self.told.items():
            identity = self.rows[row][EXTRA_HEADERS.index("ID Number")]
            for message in told["messages"]:
                self.assertNotIn(str(identity), message)
                self.assertIn(str(row), message)

    def test_groups_add_up_in_status_report_and_database(self):
        groups = collections.Counter(group for group, _ in self.due.values())
        outcomes = {name: count for name, count in self.status["outcomes"].items() if count}
        self.assertEqual(outcomes, dict(groups))
        self.assertEqual(self.status["validation_stats"]["total_records"], 300)
        self.assertEqual(self.server.sql("SELECT count(*) FROM members"), [(groups["inserted"],)])
        sheets = sheets_of(self.server.get(f"/report/{self.status['job_id']}").body)
        self.assertEqual(len(sheets["All Uploaded Rows"]) - 1, 300)
        self.assertEqual(len(sheets["Invalid IDs"]) - 1, groups["invalid"])
        self.assertEqual(len(sheets["Duplicates"]) - 1, groups["duplicate"])
        self.assertEqual(len(sheets["New Members"]) - 1, groups["inserted"])

    def test_ids_add_up(self):
        stats = self.status["validation_stats"]
        self.assertEqual(stats["valid_ids"] + stats["invalid_ids"], 300)
        self.assertEqual(stats["valid_ids"], stats["unique_records"] + stats["duplicates"])

    def test_values_are_read_for_what_they_mean(self):
        first = len(INVALID) + len(WARNINGS) + 1
        for offset, (changes, column, value) in enumerate(READ_RIGHT):
            if value is None and column == "date_joined":
                value = "2023-07-16"  # serial 45123 without a date format, in a date column
            with self.subTest(**{column: str(changes)}):
                stored = self.server.sql(f"SELECT {column} FROM members WHERE id_number = ?",
                                         made_up_id(first + offset))
                self.assertEqual(stored, [(value,)])

    def test_unknown_columns_are_told(self):
        self.assertTrue(any("Favourite Colour" in warning for warning in self.status["warnings"]))

    def test_the_same_file_again_is_all_unchanged(self):
        again = self.server.load(self.content, force="true")

        groups = collections.Counter(group for group, _ in self.due.values())
        self.assertEqual(again["outcomes"]["unchanged"], groups["inserted"])
        self.assertEqual(again["outcomes"]["inserted"], 0)
        self.assertEqual(again["outcomes"]["updated"], 0)

    def test_the_corrections_hold_the_rows_to_mend_and_their_reasons(self):
        answer = self.server.get(f"/corrections/{self.status['job_id']}")
        sheets = sheets_of(answer.body)
        rows = next(iter(sheets.values()))
        self.assertEqual(len(rows) - 1, len(INVALID))
        self.assertEqual(rows[0][:len(EXTRA_HEADERS)], EXTRA_HEADERS)


if __name__ == "__main__":
    unittest.main()
