"""Lists of made-up members of which is known beforehand what must become of every row."""
import collections
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))
from rollcall import HEADERS, made_up_id, member, workbook  # noqa: E402

INVALID_EVERY, DUPLICATE_EVERY = 50, 40


def broken(id_number):
    """The same with a wrong check digit."""
    return id_number[:-1] + str((int(id_number[-1]) + 1) % 10)


@dataclass
class MemberList:
    content: bytes
    outcomes: dict  # row number: outcome, when it is loaded into tables that know none of them
    members: dict   # ID number: first name

    @property
    def counts(self):
        return dict(collections.Counter(self.outcomes.values()))


def member_list(first_person, rows):
    """So many rows of people from `first_person` on; some are invalid, some double an earlier row."""
    sheet, outcomes, members = {1: HEADERS}, {}, {}
    taken = None
    for index in range(rows):
        number, person = index + 2, first_person + index
        if index % INVALID_EVERY == 7:
            sheet[number] = member(person, **{"ID Number": broken(made_up_id(person))})
            outcomes[number] = "invalid"
        elif index % DUPLICATE_EVERY == 11 and taken is not None:
            sheet[number] = member(taken, Firstname="Again")
            outcomes[number] = "duplicate"
        else:
            sheet[number] = member(person)
            outcomes[number] = "inserted"
            members[made_up_id(person)] = f"Name{person}"
            taken = person
    return MemberList(workbook(sheet), outcomes, members)


def plain_list(people, outcome="inserted", **changes):
    """These people in this order, without a fault, each with the changes; what must become of every row."""
    sheet = {1: HEADERS, **{index + 2: member(person, **changes) for index, person in enumerate(people)}}
    names = {made_up_id(person): changes.get("Firstname", f"Name{person}") for person in people}
    return MemberList(workbook(sheet), dict.fromkeys(range(2, len(names) + 2), outcome), names)
