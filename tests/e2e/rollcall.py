"""The real binary for black-box tests: a server on a free port, its API, and files to send it."""
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import zipfile
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("ROLLCALL_BINARY", str(ROOT / "build/release/rollcall"))
PREFIX = "/api/v1/bulk-upload"
FINAL = ("completed", "failed", "cancelled")
DEADLINE_SECONDS = 120


def run(*arguments, check=True, **options):
    """The binary run to its end."""
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def until(condition, what, seconds=DEADLINE_SECONDS):
    """Waits for the condition itself; its first true value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def bare_environment():
    """What a program needs of the tester's own environment, and no setting."""
    return {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}


class Desk:
    """A folder of a test's own in which commands run, with a bare environment and its data folder."""

    def __init__(self, test):
        temporary = tempfile.TemporaryDirectory(prefix="rollcall-")
        test.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.data_dir = self.folder / "data"

    def run(self, *arguments, user=None, input=None, **settings):
        """The command's end; a refusal is for the test to look at."""
        environment = {**bare_environment(), "DATA_DIR": str(self.data_dir), **settings}
        return run(*arguments, check=False, env=environment, cwd=self.folder, user=user, input=input)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def data(self):
        if self.status >= 300:
            raise AssertionError(f"refused: {self.status} {self.body.decode()}")
        return self.json["data"]


class Server:
    """`rollcall serve` over a data folder; may be killed and started again."""

    def __init__(self, data_dir=None, **settings):
        self._temporary = None if data_dir else tempfile.TemporaryDirectory(prefix="rollcall-")
        self.data_dir = Path(data_dir or self._temporary.name) / "data"
        self.settings = {"LOG_LEVEL": "warning", **settings}
        self.process = None
        self.port = 0
        self.tls = None  # of the client, where the server has a certificate
        self.log = open(self.data_dir.parent / "server.log", "ab")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        if self._temporary:
            self._temporary.cleanup()

    def environment(self):
        return {**bare_environment(), "DATA_DIR": str(self.data_dir), **{k: str(v) for k, v in self.settings.items()}}

    def start(self):
        self.process = subprocess.Popen([BINARY, "serve", "--port", str(self.port), "--host", "127.0.0.1"],
                                        env=self.environment(), stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        found = re.search(r"https?://[^ ,]+", line)
        if not found:
            raise AssertionError(f"the server did not start: {line!r}\n{self.log_text()}")
        self.url = found[0]
        return self

    def kill(self):
        """SIGKILL: whatever it is doing ends here."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """SIGTERM, and its exit code."""
        if self.process.poll() is not None:
            return self.process.returncode
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=DEADLINE_SECONDS)
        self.process.stdout.close()
        return code

    def log_text(self):
        return (self.data_dir.parent / "server.log").read_text(errors="replace")

    def memory_kib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def token(self, role="super_admin", email="admin@example.org", **area):
        arguments = ["token", "--role", role, "--email", email]
        for key, value in area.items():
            arguments += [f"--{key}", value]
        return run(*arguments, env=self.environment()).stdout.strip()

    def request(self, method, path, body=None, headers=None, token=None):
        whole = path if path.startswith(("/healthz", "/readyz", "/api", "/metrics", "/openapi")) else PREFIX + path
        request = urllib.request.Request(self.url + whole, data=body, method=method)
        request.add_header("Authorization", "Bearer " + (token or self.token()))
        for key, value in (headers or {}).items():
            request.add_header(key, value)
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS, context=self.tls) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.headers, refused.read())

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, value=None, **options):
        body = json.dumps(value or {}).encode()
        return self.request("POST", path, body, {"Content-Type": "application/json"}, **options)

    def upload(self, content, name="members.xlsx", token=None, headers=None, **fields):
        boundary = uuid.uuid4().hex
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
                 for key, value in fields.items()]
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                     "Content-Type: application/octet-stream\r\n\r\n".encode())
        parts += [content, f"\r\n--{boundary}--\r\n".encode()]
        return self.request("POST", "/process", b"".join(parts),
                            {"Content-Type": f"multipart/form-data; boundary={boundary}", **(headers or {})}, token)

    def status(self, job, token=None):
        return self.get(f"/status/{job}", token=token).data

    def finished(self, job, token=None):
        """The job's status once it has ended."""
        token = token or self.token()

        def ended():
            status = self.status(job, token)
            return status if status["status"] in FINAL else None
        return until(ended, f"{job} ends")

    def load(self, content, **options):
        answer = self.upload(content, **options)
        assert answer.status == 200, answer.body
        return self.finished(answer.data["job_id"])

    def patiently(self, path, token):
        """The answer, once the server no longer asks us to wait a second."""
        def served():
            answer = self.get(path, token=token)
            return None if answer.status == 429 else answer.data
        return until(served, f"{path} is answered")

    def rows(self, job, outcome=None):
        """Every row of the job's ledger, page by page."""
        cursor, token = "", self.token()
        while cursor is not None:
            query = "&".join(filter(None, [f"cursor={cursor}" if cursor else "",
                                           f"outcome={outcome}" if outcome else ""]))
            page = self.patiently(f"/jobs/{job}/rows?limit=1000&{query}", token)
            yield from page["rows"]
            cursor = page["next_cursor"] or None

    def sql(self, query, *parameters):
        with sqlite3.connect(f"file:{self.data_dir}/rollcall.db?mode=ro", uri=True) as connection:
            return connection.execute(query, parameters).fetchall()


HEADERS = ["Province", "Municipality", "Ward", "Firstname", "Surname", "ID Number", "Gender", "Cell Number",
           "Email", "Date Joined"]


def luhn_digit(twelve):
    total = 0
    for index, digit in enumerate(map(int, twelve)):
        doubled = digit * 2 if index % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def made_up_id(number):
    """A synthetic, well-formed ID number: one for each number below ten million."""
    day, serial = divmod(number, 10_000)
    year, rest = divmod(day, 336)
    month, day_of_month = divmod(rest, 28)
    twelve = f"{(50 + year) % 100:02}{month + 1:02}{day_of_month + 1:02}{serial:04}08"
    return twelve + luhn_digit(twelve)


def column_letter(index):
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def workbook(rows, path=None):
    """An .xlsx of one sheet with inline strings; `rows` maps row number to a list of cells
    (None is blank, a number is a number, all else is text)."""
    lines = []
    for number, cells in sorted(rows.items()):
        made = []
        for index, cell in enumerate(cells):
            reference = f"{column_letter(index)}{number}"
            if cell is None:
                continue
            if isinstance(cell, (int, float)):
                made.append(f'<c r="{reference}"><v>{cell}</v></c>')
            else:
                made.append(f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>')
        lines.append(f'<row r="{number}">{"".join(made)}</row>')
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relationships = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                               '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
                               f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{relationships}"><Relationship Id="rId1" '
                       f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
                           '<sheet name="Members" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{relationships}"><Relationship Id="rId1" '
                                      f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    target = path or io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    if path:
        return Path(path).read_bytes()
    return target.getvalue()


def member(number, **changes):
    """A good row of the headers above."""
    cells = {"Province": "Gauteng", "Municipality": "JHB - City of Johannesburg", "Ward": "79800001",
             "Firstname": f"Name{number}", "Surname": "Example", "ID Number": made_up_id(number),
             "Gender": "Female", "Cell Number": f"082{number % 10_000_000:07}",
             "Email": f"n{number}@example.org", "Date Joined": "2024-03-01"}
    cells.update(changes)
    return [cells[header] for header in HEADERS]


def members(count, start=0):
    return {1: HEADERS, **{index + 2: member(start + index) for index in range(count)}}


def sheets_of(content):
    """A written workbook as {sheet name: [[cell texts]]}; reads inline strings and numbers."""
    namespace = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        names = [sheet.get("name") for sheet in book.find("m:sheets", namespace)]
        return {name: rows_of(archive.read(f"xl/worksheets/sheet{index}.xml"), namespace)
                for index, name in enumerate(names, 1)}


def rows_of(xml, namespace):
    rows = []
    for row in ElementTree.fromstring(xml).iter(f"{{{namespace['m']}}}row"):
        cells = []
        for cell in row:
            text = "".join(part.text or "" for part in cell.iter()
                           if part.tag.endswith("}t") or part.tag.endswith("}v"))
            reference = cell.get("r")
            if reference:
                column = 0
                for letter in re.match(r"[A-Z]+", reference)[0]:
                    column = column * 26 + ord(letter) - 64
                cells += [""] * (column - 1 - len(cells))
            cells.append(text)
        rows.append(cells)
    return rows
