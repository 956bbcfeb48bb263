#!/usr/bin/python3
"""Holds the house in order: who may include whom, sizes, places, front doors, docs.

Each rule says what to do instead. Run: ./dev lint. docs/style.md gives the reasons.
"""
import re
import sys
from pathlib import Path

# A room may include itself and what is listed here, never sideways, never downstream.
ROOMS = {
    "base": "", "event": "base", "access": "base", "db": "base",
    "spool": "base event", "queue": "base event", "sheet": "base event",
    "check": "base sheet",
    "verify": "base event sheet check", "load": "base event sheet check",
    "report": "base sheet check load",
    "work": "base event spool queue sheet check verify load report",
    "http": "base event access spool queue sheet check load report",
    "live": "base event access queue",
    "net": "base event spool http live",
    "cli": "base event access db spool queue sheet check verify load report work http",
    "app": "base event access db spool queue sheet check verify load report work http live net cli",
}
DRIVERS = {"sqlite", "postgres", "redis", "sql", "bull", "s3", "folder"}
LINES = {"source": 400, "test": 600}
THROWERS = ("src/base/", "src/db/", "src/spool/", "src/sheet/child/", "src/sheet/writer/",
            "src/verify/", "src/load/facts", "src/load/stored_rows")
CATCHERS = ("src/work/worker.cpp", "src/work/keeper.cpp", "src/net/http_session.cpp",
            "src/net/websocket.cpp", "src/net/io_loop.cpp", "src/db/postgres/", "src/db/redis/",
            "src/db/sqlite/database.cpp",
            "src/spool/quietly.cpp", "src/event/postgres/bridge.cpp", "src/app/main.cpp",
            "src/app/doctor.cpp", "src/sheet/child/serve.cpp", "src/queue/bull/mirror/bull_queue.cpp",
            "src/app/redis_check.cpp")
THREADS = ("src/work/", "src/net/", "src/app/")
LIBRARY_OWNERS = {
    "boost/beast": ("src/net/",), "boost/asio": ("src/net/", "src/db/redis/wire.cpp"),
    "spdlog/": ("src/base/log.cpp",), "sqlite3.h": ("src/db/sqlite/",), "libpq-fe.h": ("src/db/postgres/",),
    "hiredis/": ("src/db/redis/reply_reader.cpp",),
    "expat.h": ("src/sheet/",), "curl/": ("src/base/curl", "src/cli/", "src/verify/", "src/spool/s3/"),
    "CLI/": ("src/cli/", "src/app/"), "toml++": ("src/app/",),
    "xlsxwriter": ("src/report/", "src/cli/"),
}
# Pattern, where it may stand, what to do instead.
PLACES = [
    (r"\bthrow\b", THROWERS, "throw Failure only where the outside world is touched: return a Result"),
    (r"\bcatch\s*\(", CATCHERS, "catch only at the boundaries (docs/style.md): let it fly"),
    (r"\bco_await\b", ("src/net/",), "coroutines live at the network's edge: write plain blocking code"),
    (r"std::j?thread\b", THREADS, "threads are owned by work/, net/ and app/: take a stop_token instead"),
    (r"\bstd::(cout|cerr)\b", ("src/cli/", "src/app/"), "only the command line prints: return a value"),
    (r"\bsleep_for\b", ("src/db/postgres/",), "wait on a condition with a deadline"),
]


def is_driver(path):
    return any(part in DRIVERS for part in Path(path).parts[2:-1])


def check_includes(path, text):
    room = Path(path).parts[1]
    allowed = set(ROOMS.get(room, "").split()) | {room}
    if is_driver(path):
        allowed.add("db")
    # A test may put rooms together that the program keeps apart.
    if path.endswith("_test.cpp"):
        return
    for number, line in enumerate(text.splitlines(), 1):
        house = re.match(r'#include "([a-z_]+)/', line)
        if house and house[1] in ROOMS and house[1] not in allowed:
            yield number, (f"{room}/ may not include {house[1]}/: move what is shared upstream, or pass "
                           "it in from app/")
        library = re.match(r"#include <([^>]+)>", line)
        if not library:
            continue
        for prefix, owners in LIBRARY_OWNERS.items():
            if library[1].startswith(prefix) and not path.startswith(owners):
                yield number, f"<{library[1]}> belongs to {' and '.join(owners)}: ask that room instead"


def check_size(path, text):
    kind = "test" if path.endswith("_test.cpp") or path.startswith("tests/") else "source"
    lines = text.count("\n")
    if lines > LINES[kind]:
        yield lines, f"{lines} lines, the wall is {LINES[kind]}: find the idea that wants its own file"


def strip(text):
    """The code without comments and texts, so that words in them do not count."""
    text = re.sub(r'R"(\w*)\(.*?\)\1"', '""', text, flags=re.S)
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"//[^\n]*", "", text)
    return re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)


def check_places(path, text):
    if path.endswith(("_test.cpp", "_fuzz.cpp")) or path.startswith("tests/"):
        return
    code = strip(text)
    for pattern, allowed, advice in PLACES:
        if path.startswith(allowed) or (pattern == r"\bthrow\b" and is_driver(path)):
            continue
        for match in re.finditer(pattern, code):
            yield code[:match.start()].count("\n") + 1, advice


def check_words(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))", line):
            yield number, "a TODO names its issue: TODO(#12)"
        if len(line) > 100:
            yield number, "over 100 columns"


def check_front_door(folder):
    door = folder / f"{folder.name}.hpp"
    sources = [f for f in folder.glob("*.cpp") if f.name != "main.cpp"]
    if not sources or folder.name == "rules":
        return
    if not door.exists():
        yield f"{door}: missing: each room has a front-door header that says what it is for"
    elif not door.read_text().startswith("//"):
        yield f"{door}: starts with a comment that says what the room is for (at most 15 lines)"


def check_docs(root):
    page = root / "docs/architecture.md"
    text = page.read_text() if page.exists() else ""
    for folder in sorted(p for p in (root / "src").iterdir() if p.is_dir()):
        if f"`{folder.name}/`" not in text:
            yield f"docs/architecture.md: does not name `{folder.name}/`"


def complaints(root):
    for path in sorted(root.glob("src/**/*.[ch]pp")) + sorted(root.glob("tests/**/*.[ch]pp")):
        name = path.relative_to(root).as_posix()
        if "node_modules" in path.parts:
            continue
        text = path.read_text()
        rules = [check_size, check_places, check_words]
        if name.startswith("src/"):
            rules.append(check_includes)
        for rule in rules:
            for line, advice in rule(name, text):
                yield f"{name}:{line}: {advice}"
    for folder in sorted(p for p in (root / "src").rglob("*") if p.is_dir()):
        yield from check_front_door(folder)
    yield from check_docs(root)


if __name__ == "__main__":
    found = list(complaints(Path(__file__).resolve().parent.parent))
    print("\n".join(found) if found else "tidy: the house is in order")
    sys.exit(1 if found else 0)
