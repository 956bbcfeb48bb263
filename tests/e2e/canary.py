"""Fifty synthetic people whose names are nobody else's, and every place where they must not turn up."""
import json
import sqlite3
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

from rollcall import DEADLINE_SECONDS, HEADERS, Server, made_up_id

COUNT = 50
FIRST_ID = 4_200_000
# Where members' data belongs: the table itself and what each was before, and the files of whoever owns the job.
OF_MEMBERS = {"members", "rollcall_member_state"}
# For the report: what a member was before a chunk is kept with it.
OF_BEFORE = {"member_changes", "upload_chunk"}
OF_FILES = ("file_piece",)


def word(number, start):
    """A word that no program and no language has."""
    letters = "bcdfghjklmnpqrstvwxz"
    return start + "".join(letters[number // len(letters) ** place % len(letters)] for place in range(3)) + "qj"


class Person:
    def __init__(self, number):
        self.id_number = made_up_id(FIRST_ID + 37 * number)
        self.surname = word(number, "Zyx")
        self.firstname = word(number, "Vuq")
        self.phone = f"0829{410_000 + 13 * number:06}"
        self.email = f"{word(number, 'kw')}@{word(number, 'ow')}.example"

    def row(self, **changes):
        cells = {"Province": "Gauteng", "Municipality": "JHB - City of Johannesburg", "Ward": "79800001",
                 "Firstname": self.firstname, "Surname": self.surname, "ID Number": self.id_number,
                 "Gender": "Female", "Cell Number": self.phone, "Email": self.email, "Date Joined": "2024-03-01"}
        cells.update(changes)
        return [cells[header] for header in HEADERS]

    @property
    def secrets(self):
        """As they stand in any text in small letters; a phone number however it is written."""
        wrong_digit = self.id_number[:-1] + str((int(self.id_number[-1]) + 1) % 10)
        return [self.id_number, wrong_digit, self.phone[1:], *(text.lower() for text in (
            self.surname, self.firstname, self.email.partition("@")[0], self.email.partition("@")[2]))]


# What a list is called says whose it is: told to people, and kept out of what is kept of them.
FILE_NAME = "Members of Wexfj Qolmtz.xlsx"
WITHOUT_FILE_NAMES = {"server's log", "metrics", "rollcall audit", "table job_log", "table audit", "table audit_chain"}
PEOPLE = [Person(number) for number in range(COUNT)]
SECRETS = [secret.encode() for person in PEOPLE for secret in person.secrets]


def rows():
    """The people, and each kind of trouble that a message could be made of, with their own values in it."""
    wrong = [
        PEOPLE[0].row(**{"ID Number": PEOPLE[0].secrets[1]}),
        PEOPLE[1].row(**{"ID Number": PEOPLE[1].surname}),
        PEOPLE[2].row(Ward=PEOPLE[2].surname),
        PEOPLE[3].row(Ward=PEOPLE[3].id_number),
        PEOPLE[4].row(Email=PEOPLE[4].surname),
        PEOPLE[5].row(**{"Cell Number": PEOPLE[5].phone + "99"}),
        PEOPLE[6].row(Gender=PEOPLE[6].surname),
        PEOPLE[7].row(**{"Date Joined": PEOPLE[7].surname}),
        PEOPLE[8].row(Province=PEOPLE[8].surname),
        PEOPLE[9].row(Municipality=PEOPLE[9].surname),
        PEOPLE[10].row(Firstname=None),
        PEOPLE[11].row(Firstname=PEOPLE[11].surname * 100),
        PEOPLE[12].row() + [PEOPLE[12].surname],
        PEOPLE[49].row(), PEOPLE[49].row(),
    ]
    return {1: HEADERS, **{2 + at: row for at, row in enumerate(wrong + [one.row() for one in PEOPLE[13:]])}}


def lists_that_are_none():
    """Files that are refused, where the reason could quote them."""
    text = "\n".join(",".join(person.row()) for person in PEOPLE)
    header = ",".join(HEADERS)
    return {
        "no header": text,
        "a quote left open": f'{header}\n{PEOPLE[0].surname},"{PEOPLE[1].surname}\n{text}',
        "two equal columns": f"{header},ID Number\n{text}",
        "without what must be there": f"Surname,Email,Cell Number\n{PEOPLE[4].surname},{PEOPLE[4].email},x",
        "no list": f"%PDF-1.7 {text}",
    }


def found_in(content):
    """The secrets that stand in there, as they are or in hexadecimal."""
    content = content.lower()
    return sorted({secret.decode() for secret in SECRETS if secret in content or secret.hex().encode() in content})


class Sightings:
    """What was looked through, and where somebody was seen."""

    def __init__(self):
        self.places, self.seen = {}, {}

    def look(self, place, content):
        content = content if isinstance(content, bytes) else content.encode()
        self.places[place] = self.places.get(place, 0) + len(content)
        found = found_in(content)
        if place in WITHOUT_FILE_NAMES and FILE_NAME.encode() in content:
            found.append(FILE_NAME)
        if found:
            self.seen.setdefault(place, set()).update(found)


class Ear:
    """What a program prints until it is ended."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        self.process.stdout.readline()  # from here on it hears

    def heard(self):
        self.process.terminate()
        text = self.process.stdout.read()
        self.process.stdout.close()
        self.process.wait()
        return text


class Socket(threading.Thread):
    """A client of Socket.IO by long polling that follows one job and the queue to the job's end."""

    def __init__(self, server, token, job):
        super().__init__(daemon=True)
        self.address = f"{server.url}/socket.io/?EIO=4&transport=polling"
        self.heard = self.ask()
        self.address += "&sid=" + json.loads(self.heard[1:])["sid"]
        self.ask("40" + json.dumps({"token": token}))
        self.heard += self.ask()
        for number, event in enumerate((["subscribe_bulk_upload_job", {"job_id": job}], ["subscribe_queue"])):
            self.ask(f"42{number}" + json.dumps(event))
        self.start()

    def ask(self, packet=None):
        body = None if packet is None else packet.encode()
        with urllib.request.urlopen(urllib.request.Request(self.address, body), timeout=DEADLINE_SECONDS) as answer:
            return answer.read().decode()

    def run(self):
        while "bulk_upload_complete" not in self.heard:
            try:
                text = self.ask()
                if text == "2":
                    self.ask("3")
            except urllib.error.HTTPError:
                return  # the session has ended
            self.heard += "\x1e" + text

    def events(self):
        self.join(DEADLINE_SECONDS)
        return self.heard


def stream(server, token, job):
    """Every server-sent event of a job, to its end."""
    request = urllib.request.Request(f"{server.url}/api/v1/bulk-upload/events/{job}",
                                     headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as answer:
        return answer.read()


def look_through_sqlite(sightings, server: Server):
    with sqlite3.connect(f"file:{server.data_dir}/rollcall.db?mode=ro", uri=True) as connection:
        connection.text_factory = bytes
        names = [name.decode() for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                look_at_row(sightings, name, b"\t".join(
                    cell if isinstance(cell, bytes) else str(cell).encode() for cell in row))
            sightings.look(f"table {name}", b"")


def look_through_postgres(sightings, sql):
    for name in sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").split():
        if name not in OF_FILES:
            look_at_row(sightings, name, sql(f'SELECT one::text FROM "{name}" AS one').encode())
        sightings.look(f"table {name}", b"")


def look_at_row(sightings, table, row):
    """What a member was before stands in clear, as the member does; the number that names it does not."""
    if table in OF_MEMBERS:
        return
    if table in OF_BEFORE:
        numbers = {secret for person in PEOPLE for secret in person.secrets[:2]}
        sightings.seen.update({f"table {table}": seen} if (seen := numbers & set(found_in(row))) else {})
        return
    sightings.look(f"table {table}", row)


def look_through_files(sightings, folder: Path):
    """Names and contents of all that is no upload, no report and no database."""
    for path in folder.rglob("*"):
        sightings.look("names of files", str(path.relative_to(folder)))
        if path.is_file() and path.parent.name not in ("uploads", "reports") and not path.name.startswith("rollcall.db"):
            sightings.look(f"file {path.name}", path.read_bytes())


def look_through_redis(sightings, redis):
    readers = {"string": ("GET",), "hash": ("HGETALL",), "list": ("LRANGE", "0", "-1"), "set": ("SMEMBERS",),
               "zset": ("ZRANGE", "0", "-1"), "stream": ("XRANGE", "-", "+")}
    for key in redis.cli("--scan").splitlines():
        command, *rest = readers[redis.cli("TYPE", key)]
        sightings.look("keys of Redis", key + "\n" + redis.cli(command, key, *rest))


def statuses_of_errors(sightings, server, job, token, stranger):
    """Answers that refuse, and what they say."""
    asked = [server.get(f"/status/{job}", token=stranger), server.get(f"/report/{job}x", token=token),
             server.post(f"/queue/retry/{job}", token=token), server.post(f"/cancel/{job}", token=token),
             server.post("/queue/clean", {"gracePeriodHours": -1}, token=token)]
    for answer in asked:
        sightings.look("error answers", answer.body)
    return [answer.status for answer in asked]
