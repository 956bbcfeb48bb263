"""PostgreSQL's protocol 3 as far as a proxy needs it to see each COMMIT and its answer.

A Tap looks at both directions of one connection and cuts what it is fed into pieces, of which it says
whether they are a COMMIT: from the client the Query or Execute that asks for it, from the server the
CommandComplete that confirms it. What is no such protocol, or is encrypted, passes unseen.
"""
import collections
import re
import struct

# `is_commit` pieces are whole messages; others may be anything, down to a part of one.
Piece = collections.namedtuple("Piece", "content is_commit")

HEADER = struct.Struct("!cI")
STARTUP = struct.Struct("!II")
PROTOCOL_3 = 3
CANCEL, TLS, GSS = 80877102, 80877103, 80877104
STARTUP_MAX = 10_000  # what the server takes at most

QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$).*?\1|--[^\n]*|/\*.*?\*/""", re.DOTALL)
COMMIT = re.compile(r"\s*(?:commit|end)(?:\s+(?:work|transaction))?(?:\s+and\s+(?:no\s+)?chain)?\s*", re.IGNORECASE)


def asks_to_commit(sql):
    """Whether one of the statements is a COMMIT; that of a prepared transaction is none."""
    return any(COMMIT.fullmatch(statement) for statement in QUOTED.sub(" ", sql).split(";"))


class Messages:
    """A stream cut at its messages. Those of the kinds that are `wanted` come whole, the others in
    parts as they arrive, so that a row or a COPY of any size passes on at once."""

    def __init__(self, wanted):
        self.wanted = frozenset(wanted)
        self.held = b""
        self.passing = 0  # bytes to come of a message that nobody wants

    def cut(self, data):
        """(kind, whole message), or (None, bytes) of what was not wanted."""
        data = self.held + data
        start = at = 0
        while at < len(data):
            if self.passing:
                step = min(self.passing, len(data) - at)
                self.passing -= step
                at += step
                continue
            if len(data) - at < HEADER.size:
                break
            kind, length = HEADER.unpack_from(data, at)
            if kind not in self.wanted:
                self.passing = 1 + length
                continue
            end = at + 1 + length
            if end > len(data):
                break
            if at > start:
                yield None, data[start:at]
            yield kind, data[at:end]
            start = at = end
        if at > start:
            yield None, data[start:at]
        self.held = data[at:]


def text_at(message, start):
    """The C string there, and where the next thing begins."""
    end = message.index(b"\0", start)
    return message[start:end].decode(errors="replace"), end + 1


class Client:
    """What a client says: its startup, then messages; knows which statements and portals commit."""

    def __init__(self, tap):
        self.tap = tap
        self.startup = b""
        self.has_started = False
        self.messages = Messages(b"Q P B E C".split())
        self.statements, self.portals = set(), set()

    def cut(self, data):
        while not self.has_started:
            self.startup += data
            data = b""
            request = self._next_request()
            if request is None:
                return
            if not self.tap.is_seeing:
                yield Piece(self.startup, False)
                return
            yield Piece(request, False)
            data = self.startup if self.has_started else b""
        for kind, message in self.messages.cut(data):
            yield Piece(message, kind is not None and self._commits(kind, message))

    def _next_request(self):
        """The whole next packet of the startup, once it is there."""
        if len(self.startup) < STARTUP.size:
            # Shorter than any startup: nothing else may be held back for long.
            if self.startup[:1] not in (b"", b"\0"):
                self.tap.is_seeing = False
                return self.startup
            return None
        length, code = STARTUP.unpack_from(self.startup)
        if not STARTUP.size <= length <= STARTUP_MAX or (code >> 16 != PROTOCOL_3 and code not in (CANCEL, TLS, GSS)):
            self.tap.is_seeing = False
            return self.startup
        if len(self.startup) < length:
            return None
        request, self.startup = self.startup[:length], self.startup[length:]
        if code in (TLS, GSS):
            self.tap.server.answers_of_a_byte += 1
        else:
            self.has_started = True
        return request

    def _commits(self, kind, message):
        if kind == b"Q":
            return asks_to_commit(text_at(message, HEADER.size)[0])
        if kind == b"P":
            name, at = text_at(message, HEADER.size)
            self._note(self.statements, name, asks_to_commit(text_at(message, at)[0]))
        elif kind == b"B":
            portal, at = text_at(message, HEADER.size)
            self._note(self.portals, portal, text_at(message, at)[0] in self.statements)
        elif kind == b"C":
            closed = self.statements if message[HEADER.size:HEADER.size + 1] == b"S" else self.portals
            closed.discard(text_at(message, HEADER.size + 1)[0])
        return kind == b"E" and text_at(message, HEADER.size)[0] in self.portals

    @staticmethod
    def _note(names, name, commits):
        (names.add if commits else names.discard)(name)


class Server:
    """What a server says: a byte for each wish to encrypt, else messages."""

    def __init__(self, tap):
        self.tap = tap
        self.answers_of_a_byte = 0
        self.messages = Messages((b"C",))

    def cut(self, data):
        while data and self.answers_of_a_byte:
            self.answers_of_a_byte -= 1
            answer, data = data[:1], data[1:]
            if answer != b"N":
                self.tap.is_seeing = False
                data = answer + data
                break
            yield Piece(answer, False)
        if not self.tap.is_seeing:
            yield Piece(data, False)
            return
        for kind, message in self.messages.cut(data):
            yield Piece(message, kind == b"C" and message[HEADER.size:] == b"COMMIT\0")


class Tap:
    def __init__(self):
        self.is_seeing = True
        self.client, self.server = Client(self), Server(self)

    def cut(self, direction, data):
        """The pieces of what came: `up` from the client or `down` from the server."""
        if not self.is_seeing:
            return [Piece(data, False)]
        side = self.client if direction == "up" else self.server
        return [piece for piece in side.cut(data) if piece.content]
