"""Who may come in, and who did what: the real server, its users, an identity provider's keys, the audit."""
import base64
import json
import sqlite3
import subprocess
import time
import unittest
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import canary
from nodes import Nodes, postgres
from rollcall import DEADLINE_SECONDS, Desk, Server, members, run, until, workbook

PASSWORD = "correct horse battery"
# What holds within a second is given this long on a busy machine.
SOON_SECONDS = 5
LOGIN = "/api/v1/auth/login"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider:
    """An identity provider with one P-256 key, made and used by openssl."""

    def __init__(self, folder, name):
        self.private = folder / f"{name}.pem"
        self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self.private)

    def openssl(self, *arguments, data=None):
        return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True).stdout

    def publish(self, path):
        """The public key, put over the file at once as whoever rotates keys does."""
        beside = path.with_suffix(".new")
        beside.write_bytes(self.openssl("pkey", "-in", self.private, "-pubout"))
        beside.rename(path)

    def jwk(self, name):
        point = self.openssl("pkey", "-in", self.private, "-pubout", "-outform", "DER")[-64:]
        return {"kty": "EC", "crv": "P-256", "use": "sig", "kid": name,
                "x": encoded(point[:32]), "y": encoded(point[32:])}

    def token(self, role="super_admin", **named):
        header = {"alg": "ES256", "typ": "JWT", **named}
        claims = {"sub": "someone", "role": role, "exp": int(time.time()) + 600}
        text = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
        der = self.openssl("dgst", "-sha256", "-sign", self.private, data=text.encode())
        return f"{text}.{encoded(self.side_by_side(der))}"

    @staticmethod
    def side_by_side(der):
        """The two numbers of 32 bytes that JWS wants, of the DER that openssl writes."""
        numbers, at = b"", 2
        for _ in range(2):
            length = der[at + 1]
            number = int.from_bytes(der[at + 2:at + 2 + length], "big")
            numbers += number.to_bytes(32, "big")
            at += 2 + length
        return numbers


class TokensOfAProvider(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)
        self.desk.folder.joinpath("keys").mkdir()
        self.keys = self.desk.folder / "keys" / "public.pem"

    def test_a_server_takes_up_a_new_key_and_lets_nobody_in_by_the_old_one(self):
        old, new = (Provider(self.desk.folder, name) for name in ("old", "new"))
        old.publish(self.keys)
        with Server(JWT_PUBLIC_KEY_FILE=self.keys) as server:
            by_old, by_new = old.token(), new.token()
            self.assertEqual(server.get("/queue/stats", token=by_old).status, 200)
            self.assertEqual(server.get("/queue/stats", token=by_new).status, 401)

            new.publish(self.keys)

            until(lambda: server.get("/queue/stats", token=by_new).status == 200, "the new key is taken up")
            self.assertEqual(server.get("/queue/stats", token=by_old).status, 401)
            self.assertEqual(server.get("/queue/stats").status, 200, "tokens of its own stay good")

    def test_a_server_takes_up_a_new_set_of_keys_and_knows_each_by_its_name(self):
        first, second, stranger = (Provider(self.desk.folder, name) for name in ("first", "second", "stranger"))
        file = self.desk.folder / "keys" / "set.json"

        def publish(*keys):
            beside = file.with_suffix(".new")
            beside.write_text(json.dumps({"keys": list(keys)}))
            beside.rename(file)

        publish(first.jwk("one"))
        with Server(JWT_JWKS_FILE=file) as server:
            def status(token):
                return server.get("/queue/stats", token=token).status
            by_first, by_second = first.token(kid="one"), second.token(kid="two")
            self.assertEqual(status(by_first), 200)
            self.assertEqual([status(token) for token in (by_second, stranger.token(kid="one"), second.token(kid="one"))],
                             [401, 401, 401])

            publish(first.jwk("one"), second.jwk("two"))
            until(lambda: status(by_second) == 200, "the second key is taken up")
            self.assertEqual(status(by_first), 200)

            publish(second.jwk("two"))
            until(lambda: status(by_first) == 401, "the first key is gone", SOON_SECONDS)
            self.assertEqual(status(by_second), 200)
            file.write_text('{"keys": []}')
            until(lambda: "tokens are judged by the keys before" in server.log_text(), "the empty set is logged")
            self.assertEqual(status(by_second), 200)

    def test_a_broken_file_stops_the_start_and_changes_nothing_of_a_server_that_runs(self):
        provider = Provider(self.desk.folder, "provider")
        provider.publish(self.keys)
        with Server(JWT_PUBLIC_KEY_FILE=self.keys) as server:
            self.keys.write_text("not a key")
            until(lambda: "tokens are judged by the keys before" in server.log_text(), "the fault is logged")
            self.assertEqual(server.get("/queue/stats", token=provider.token()).status, 200)

        done = self.desk.run("serve", JWT_PUBLIC_KEY_FILE=str(self.keys))
        self.assertEqual(done.returncode, 2)
        self.assertIn(str(self.keys), done.stderr)

    def test_one_file_alone_may_be_named(self):
        done = self.desk.run("config", JWT_PUBLIC_KEY_FILE="a.pem", JWT_JWKS_FILE="b.json")

        self.assertEqual(done.returncode, 2)
        self.assertIn("JWT_JWKS_FILE", done.stderr)


class Users(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def user(self, *arguments, password=None, check=True):
        return run("user", *arguments, check=check, env=self.server.environment(),
                   input=None if password is None else password + "\n")

    def login(self, email="ana@example.org", password=PASSWORD):
        return self.server.post(LOGIN, {"email": email, "password": password}, token="none")

    def test_somebody_signs_in_goes_on_and_is_out_when_disabled(self):
        self.user("add", "Ana@example.org", "--role", "province_admin", "--province", "GP", password=PASSWORD)

        signed_in = self.login().data
        token = signed_in["token"]
        until(lambda: self.server.get("/queue/stats", token=token).status == 200, "the token is taken")
        self.assertEqual(self.server.post("/queue/pause", token=token).status, 403)
        refreshed = self.server.post("/api/v1/auth/refresh", {"refresh_token": signed_in["refresh_token"]},
                                     token="none").data
        self.assertEqual(self.server.get("/queue/stats", token=refreshed["token"]).status, 200)

        self.user("role", "ana@example.org", "--role", "super_admin")
        until(lambda: self.server.post("/queue/resume", token=token).status == 200, "the new role holds", SOON_SECONDS)

        self.user("disable", "ana@example.org")
        until(lambda: self.server.get("/queue/stats", token=token).status == 401, "the user is out", SOON_SECONDS)
        self.assertEqual(self.login().status, 401)

    def test_an_open_stream_and_socket_lose_what_their_user_loses(self):
        self.user("add", "ana@example.org", "--role", "province_admin", "--province", "GP", password=PASSWORD)
        token = self.login().data["token"]
        until(lambda: self.server.get("/queue/stats", token=token).status == 200, "the token is taken")
        self.server.post("/queue/pause")
        uploader = self.server.token("municipality_admin", "joburg@example.org", province="GP", municipality="JHB")
        job = self.server.upload(workbook(members(3)), token=uploader).data["job_id"]
        with ThreadPoolExecutor(1) as pool:
            stream = pool.submit(canary.stream, self.server, token, job)
            socket = canary.Socket(self.server, token, job)
            until(lambda: '"status":"paused"' in socket.heard, "the socket follows the job")

            self.user("role", "ana@example.org", "--role", "province_admin", "--province", "WC")
            self.assertIn(b"event: snapshot", stream.result(DEADLINE_SECONDS))
            self.assertEqual(self.server.get(f"/status/{job}", token=token).status, 404)

            self.user("disable", "ana@example.org")
            until(lambda: "41" in socket.heard.split("\x1e"), "the socket is told to go", SOON_SECONDS)
        self.server.post("/queue/resume")
        self.server.finished(job)
        self.assertNotIn("bulk_upload_complete", socket.heard)

    def test_a_token_that_was_made_for_a_user_is_out_with_the_user(self):
        self.user("add", "ana@example.org", "--role", "province_admin", "--province", "GP", password=PASSWORD)
        token = self.server.token("super_admin", "ana@example.org")
        until(lambda: self.server.post("/queue/pause", token=token).status == 403, "the role is the user's", SOON_SECONDS)
        self.assertEqual(self.server.get("/queue/stats", token=token).status, 200)

        self.user("disable", "ana@example.org")
        until(lambda: self.server.get("/queue/stats", token=token).status == 401, "the token is out", SOON_SECONDS)

    def test_a_user_is_added_whether_or_not_a_server_runs(self):
        self.user("add", "ana@example.org", "--role", "super_admin", password=PASSWORD)
        self.assertEqual(self.server.stop(), 0)
        self.user("add", "zoe@example.org", "--role", "super_admin", password=PASSWORD)
        self.user("disable", "zoe@example.org")

        lines = self.user("list").stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["ana@example.org", "zoe@example.org"])
        self.assertIn("disabled", lines[1])
        self.assertEqual(len(json.loads(self.user("list", "--json").stdout)), 2)

    def test_what_cannot_be_is_refused(self):
        for arguments, password, code in (
                (("add", "ana@example.org", "--role", "king"), PASSWORD, 2),
                (("add", "ana@example.org", "--role", "super_admin"), "short", 2),
                (("add", "ana@example.org", "--role", "super_admin"), "Password-1234", 2),
                (("add", "ana", "--role", "super_admin"), PASSWORD, 2),
                (("passwd", "nobody@example.org"), PASSWORD, 1),
                (("disable", "nobody@example.org"), None, 1)):
            with self.subTest(arguments):
                done = self.user(*arguments, password=password, check=False)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_no_password_lies_in_the_log_or_the_database(self):
        self.user("add", "ana@example.org", "--role", "super_admin", password=PASSWORD)
        self.login()
        self.login(password="wrong " + PASSWORD)
        self.login(email=PASSWORD)

        self.assertEqual(self.server.stop(), 0)
        for path in [self.server.data_dir.parent / "server.log", *self.server.data_dir.glob("rollcall.db*")]:
            self.assertNotIn(PASSWORD.encode(), path.read_bytes(), path)

    def test_a_storm_of_logins_keeps_no_request_waiting(self):
        self.user("add", "ana@example.org", "--role", "super_admin", password=PASSWORD)
        admin = self.server.token()
        with ThreadPoolExecutor(24) as pool:
            storm = [pool.submit(self.login, f"user{number}@example.org").result for number in range(200)]
            for _ in range(20):
                self.assertEqual(self.server.get("/queue/stats", token=admin).status, 200)
            statuses = {result().status for result in storm}

        self.assertLessEqual(statuses, {401, 429, 503})
        self.assertIn(429, statuses)
        self.assertLess(self.server.memory_kib(), 1_000_000)


class Refusals(unittest.TestCase):
    def socket_with(self, server, token):
        """What a socket that shows this token hears."""
        def ask(address, packet=None):
            with urllib.request.urlopen(address, packet, timeout=DEADLINE_SECONDS) as answer:
                return answer.read().decode()
        address = f"{server.url}/socket.io/?EIO=4&transport=polling"
        address += "&sid=" + json.loads(ask(address)[1:])["sid"]
        ask(address, b"40" + json.dumps({"token": token}).encode())
        return ask(address)

    def test_each_is_logged_with_its_address_and_never_its_token(self):
        with Server(LOG_LEVEL="info") as server:
            bad = server.token()[:-4] + "AAAA"
            self.assertEqual(server.get("/queue/stats", token=bad).status, 401)
            self.assertIn("Invalid authentication token", self.socket_with(server, bad))
            until(lambda: "a socket of 127.0.0.1 is refused: the token's signature" in server.log_text(), "it is logged")
            self.assertRegex(server.log_text(), "request [^ ]+ of 127.0.0.1 is refused: the token's signature")
            for part in bad.split("."):
                self.assertNotIn(part, server.log_text())


class Audit(unittest.TestCase):
    def setUp(self):
        self.server = Server(AUDIT_KEY="5f0c9ad1e83b7246c05d8e1fa92b6374")
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def audit(self, *arguments):
        return run("audit", *arguments, check=False, env=self.server.environment())

    def entries(self):
        return [json.loads(line) for line in self.audit("list", "--json").stdout.splitlines()]

    def actions(self):
        return [entry["action"] for entry in self.entries()]

    def test_it_tells_what_was_done_and_sees_a_change_of_it(self):
        run("user", "add", "ana@example.org", "--role", "super_admin", env=self.server.environment(), input=PASSWORD)
        token = self.server.post(LOGIN, {"email": "ana@example.org", "password": PASSWORD}, token="none").data["token"]
        until(lambda: self.server.get("/queue/stats", token=token).status == 200, "the token is taken")
        job = self.server.load(workbook(members(3)), token=token)
        self.assertEqual(self.server.get(f"/report/{job['job_id']}", token=token).status, 200)
        until(lambda: "upload" in self.actions(), "the queue's record is taken in")

        entries = {entry["action"]: entry for entry in self.entries()}
        self.assertEqual(entries["login"]["actor"], "ana@example.org")
        self.assertEqual(entries["login"]["origin"], "127.0.0.1")
        self.assertEqual(entries["upload"]["origin"], "127.0.0.1")
        for action in ("upload", "download"):
            self.assertEqual(entries[action]["subject"], job["job_id"])
            self.assertEqual(entries[action]["file_sha256"], job["file_sha256"])

        whole = self.audit("verify")
        self.assertEqual(whole.returncode, 0, whole.stdout)
        head = json.loads(self.audit("verify", "--json").stdout)["head"]
        self.assertEqual(self.audit("verify", "--head", head).returncode, 0)
        self.assertEqual(self.audit("verify", "--head", "0" * 64).returncode, 1)

        self.assertEqual(self.server.stop(), 0)
        self.change("UPDATE audit_chain SET actor = 'somebody@example.org' WHERE action = 'download'")
        changed = self.audit("verify")
        self.assertEqual(changed.returncode, 1)
        self.assertIn(f"entry {entries['download']['number']} ", changed.stdout)

    def test_it_has_an_entry_of_each_thing_that_can_be_done(self):
        def user(*arguments, password=None):
            run("user", *arguments, env=self.server.environment(), input=password)

        def login(password):
            return self.server.post(LOGIN, {"email": "ana@example.org", "password": password}, token="none")

        def refresh(secret):
            return self.server.post("/api/v1/auth/refresh", {"refresh_token": secret}, token="none")

        user("add", "ana@example.org", "--role", "province_admin", "--province", "GP", password=PASSWORD)
        user("role", "ana@example.org", "--role", "super_admin")
        signed_in = login(PASSWORD).data
        token, secret = signed_in["token"], signed_in["refresh_token"]
        until(lambda: self.server.get("/queue/stats", token=token).status == 200, "the token is taken")
        self.assertEqual(refresh(secret).status, 200)
        self.assertEqual(refresh(secret).status, 401)

        token = login(PASSWORD).data["token"]
        until(lambda: self.server.get("/queue/stats", token=token).status == 200, "the token is taken")
        broken = self.server.load(b"PK\x03\x04 and no workbook", token=token)["job_id"]
        self.assertEqual(self.server.post(f"/queue/retry/{broken}", token=token).status, 200)
        self.server.finished(broken)
        self.assertEqual(self.server.post("/queue/pause", token=token).status, 200)
        waiting = self.server.upload(workbook(members(4)), token=token).data["job_id"]
        self.assertEqual(self.server.post(f"/cancel/{waiting}", token=token).status, 200)
        self.assertEqual(self.server.post("/queue/resume", token=token).status, 200)
        self.assertEqual(self.server.post("/queue/clean", {"gracePeriodHours": 0}, token=token).status, 200)
        loaded = self.server.load(workbook(members(3)), token=token)["job_id"]
        self.assertEqual(self.server.get(f"/report/{loaded}", token=token).status, 200)
        self.assertEqual(self.server.post("/api/v1/auth/logout", token=token).status, 200)
        user("passwd", "ana@example.org", password="another horse battery")
        user("disable", "ana@example.org")
        user("enable", "ana@example.org")
        statuses = [login("wrong " + PASSWORD).status for _ in range(12)]
        self.assertEqual((statuses[0], statuses[-1]), (401, 429))
        until(lambda: {"clean", "resume"} <= set(self.actions()), "the queue's record is taken in")
        self.assertEqual(self.server.stop(), 0)
        run("report", loaded, "--rebuild", env=self.server.environment())

        told = [(entry["action"], entry["subject"]) for entry in self.entries()]
        ana = "ana@example.org"
        for deed in (("user_add", ana), ("user_role", ana), ("user_password", ana), ("user_disable", ana),
                     ("user_enable", ana), ("login", ana), ("login_refused", ana), ("login_throttled", ana),
                     ("logout", ana), ("session_stolen", ana), ("upload", loaded), ("upload", waiting),
                     ("download", loaded), ("retry", broken), ("cancel", waiting), ("pause", ""), ("resume", ""),
                     ("clean", "")):
            self.assertIn(deed, told)
        self.assertEqual(told.count(("login_throttled", ana)), 1)
        self.assertEqual(told.count(("download", loaded)), 2, "by the route, and by the command")
        offices = [entry["details"] for entry in self.entries() if entry["action"] == "user_role"]
        self.assertEqual(offices, ["province_admin GP -> super_admin, email local@localhost"])
        self.assertEqual(self.audit("verify").returncode, 0)

    def change(self, sql):
        """As whoever has the file and not the program would."""
        with sqlite3.connect(self.server.data_dir / "rollcall.db") as connection:
            connection.execute("DROP TRIGGER audit_chain_stays")
            connection.execute(sql)


class ManyNodes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster()
        cls.addClassCleanup(cls.cluster.close)

    def test_who_is_disabled_at_one_node_is_out_at_the_other(self):
        nodes = Nodes(self, self.cluster)
        first, second = nodes.server(), nodes.server()
        nodes.run("user", "add", "ana@example.org", "--role", "super_admin", check=True, input=PASSWORD)
        token = first.post(LOGIN, {"email": "ana@example.org", "password": PASSWORD}, token="none").data["token"]
        for node in (first, second):
            until(lambda node=node: node.get("/queue/stats", token=token).status == 200, "the token is taken")

        self.assertEqual(first.post("/api/v1/auth/users/ana@example.org/disable").status, 200)

        self.assertEqual(first.get("/queue/stats", token=token).status, 401)
        until(lambda: second.get("/queue/stats", token=token).status == 401, "the other node has heard of it", SOON_SECONDS)
        self.assertEqual(nodes.run("audit", "verify").returncode, 0)

    def test_tokens_of_a_provider_need_no_secret_and_nobody_signs_in(self):
        nodes = Nodes(self, self.cluster)
        desk = Desk(self)
        provider = Provider(desk.folder, "provider")
        provider.publish(desk.folder / "public.pem")
        nodes.settings = {"DATABASE_URL": nodes.url, "JWT_PUBLIC_KEY_FILE": str(desk.folder / "public.pem")}
        server = nodes.server()

        self.assertEqual(server.get("/queue/stats", token=provider.token()).status, 200)
        refused = server.post(LOGIN, {"email": "ana@example.org", "password": PASSWORD}, token="none")
        self.assertEqual(refused.status, 503)
        self.assertEqual(nodes.run("token", "--role", "super_admin", "--email", "a@example.org").returncode, 2)


if __name__ == "__main__":
    unittest.main()
