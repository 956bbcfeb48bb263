"""What a Tap takes for a COMMIT, whichever way the bytes are cut."""
import struct
import unittest

from postgres_wire import STARTUP, TLS, Tap, asks_to_commit

STARTED = STARTUP.pack(8 + 15, 3 << 16) + b"user\0postgres\0\0"


def message(kind, content):
    return kind + struct.pack("!I", 4 + len(content)) + content


def parse(name, sql):
    return message(b"P", name + b"\0" + sql + b"\0\0\0")


def bind(portal, statement):
    return message(b"B", portal + b"\0" + statement + b"\0\0\0\0\0\0\0")


def execute(portal):
    return message(b"E", portal + b"\0\0\0\0\0")


def query(sql):
    return message(b"Q", sql + b"\0")


def complete(tag):
    return message(b"C", tag + b"\0")


SYNC = message(b"S", b"")
READY = message(b"Z", b"I")
ROW = message(b"D", b"C" * 1000)


def commits(*said, size=None):
    """What was a COMMIT of (direction, bytes), each cut at every `size` bytes; nothing may get lost."""
    tap, found = Tap(), []
    for direction, data in said:
        passed = b""
        for start in range(0, len(data), size or len(data)):
            for piece in tap.cut(direction, data[start:start + (size or len(data))]):
                passed += piece.content
                if piece.is_commit:
                    found.append(piece.content)
        assert passed == data, (passed, data)
    return found


class Statements(unittest.TestCase):
    def test_every_spelling_of_commit_is_one(self):
        for sql in ("COMMIT", "commit;", " End Transaction ", "COMMIT WORK;", "insert into t values (1); COMMIT",
                    "/* note */ commit -- now", "COMMIT AND NO CHAIN", "commit and chain", "select $$;$$; commit"):
            with self.subTest(sql):
                self.assertTrue(asks_to_commit(sql))

    def test_what_only_looks_like_it_is_none(self):
        for sql in ("COMMIT PREPARED 'a'", "ROLLBACK", "select 'a; commit; b'", "select 1 -- ; commit",
                    'select "commit"', "select $x$;commit;$x$", "select commits from t", "/* ;commit; */ begin", ""):
            with self.subTest(sql):
                self.assertFalse(asks_to_commit(sql))


class Taps(unittest.TestCase):
    def assert_commits(self, expected, *said):
        for size in (None, 1, 3, 7, 64):
            with self.subTest(size=size):
                self.assertEqual(commits(*said, size=size), expected)

    def test_a_query_is_the_request(self):
        self.assert_commits([query(b"COMMIT")],
                            ("up", STARTED + query(b"BEGIN") + query(b"COMMIT") + query(b"SELECT 1")))

    def test_of_the_extended_protocol_it_is_the_execute(self):
        self.assert_commits([execute(b"")], ("up", STARTED + parse(b"", b"COMMIT") + bind(b"", b"") + execute(b"") + SYNC))

    def test_a_prepared_commit_counts_each_time_it_is_executed(self):
        prepared = STARTED + parse(b"done", b"COMMIT") + parse(b"more", b"INSERT") + SYNC
        again = bind(b"p", b"done") + execute(b"p") + bind(b"p", b"more") + execute(b"p") + SYNC

        self.assert_commits([execute(b"p")] * 2, ("up", prepared + again + again))

    def test_a_name_that_is_closed_or_used_anew_is_forgotten(self):
        for forgotten in (message(b"C", b"Sdone\0"), parse(b"done", b"SELECT 1")):
            with self.subTest(forgotten):
                self.assertEqual(commits(("up", STARTED + parse(b"done", b"COMMIT") + forgotten +
                                          bind(b"", b"done") + execute(b""))), [])

    def test_the_servers_tag_is_the_reply(self):
        self.assert_commits([complete(b"COMMIT")],
                            ("up", STARTED), ("down", complete(b"BEGIN") + ROW + complete(b"INSERT 0 1") +
                                              complete(b"COMMIT") + READY + complete(b"ROLLBACK")))

    def test_a_refused_wish_to_encrypt_is_followed_by_a_startup(self):
        wish = STARTUP.pack(8, TLS)

        self.assert_commits([query(b"COMMIT"), complete(b"COMMIT")], ("up", wish), ("down", b"N"),
                            ("up", STARTED + query(b"COMMIT")), ("down", complete(b"COMMIT")))

    def test_what_is_encrypted_or_no_postgresql_passes_unseen(self):
        hidden = query(b"COMMIT"), complete(b"COMMIT")

        self.assertEqual(commits(("up", STARTUP.pack(8, TLS)), ("down", b"S" + hidden[1]), ("up", hidden[0])), [])
        self.assertEqual(commits(("up", b"GET / HTTP/1.1\r\n\r\n" + hidden[0]), ("down", hidden[1])), [])


if __name__ == "__main__":
    unittest.main()
