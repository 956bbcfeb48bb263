"""`rollcall token`: what it claims, how long it is good, and whom it refuses to name."""
import base64
import hashlib
import hmac
import json
import time
import unittest

from rollcall import Desk, Server

SECRET = "5f0c9ad1e83b7246c05d8e1fa92b6374"


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class Token(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)

    def token(self, *arguments, role="super_admin", email="admin@example.org", **settings):
        return self.desk.run("token", "--role", role, "--email", email, *arguments,
                             **{"JWT_SECRET": SECRET, **settings})

    def claims(self, *arguments, **options):
        done = self.token(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(decoded(done.stdout.strip().split(".")[1]))

    def test_it_is_signed_with_the_secret_of_the_settings(self):
        header, payload, signature = self.token().stdout.strip().split(".")

        expected = hmac.digest(SECRET.encode(), f"{header}.{payload}".encode(), hashlib.sha256)
        self.assertEqual(decoded(signature), expected)
        self.assertEqual(json.loads(decoded(header)), {"alg": "HS256", "typ": "JWT"})

    def test_the_subject_is_the_address(self):
        claims = self.claims(email="someone@example.org")

        self.assertEqual((claims["sub"], claims["email"]), ("someone@example.org",) * 2)

    def test_a_municipality_admin_carries_both_codes(self):
        claims = self.claims("--province", "GP", "--municipality", "JHB", role="municipality_admin")

        self.assertEqual(claims["role"], "municipality_admin")
        self.assertEqual(claims["province_code"], "GP")
        self.assertEqual(claims["municipal_code"], "JHB")

    def test_issuer_and_audience_are_those_of_the_settings(self):
        claims = self.claims(JWT_ISSUER="rollcall.example", JWT_AUDIENCE="members.example")

        self.assertEqual((claims["iss"], claims["aud"]), ("rollcall.example", "members.example"))

    def test_it_is_good_for_as_long_as_was_asked(self):
        for asked, seconds in (("90s", 90), ("30m", 1_800), ("12h", 43_200), ("7d", 604_800)):
            with self.subTest(asked):
                before = int(time.time())
                expires = self.claims("--ttl", asked)["exp"]
                self.assertLessEqual(before + seconds, expires)
                self.assertLessEqual(expires, int(time.time()) + seconds)

    def test_a_time_that_is_none_is_refused(self):
        for asked in ("0h", "h", "12", "-1h", "1w", "1.5h", "99999999999d", ""):
            with self.subTest(asked):
                done = self.token(f"--ttl={asked}")
                self.assertEqual(done.returncode, 2)
                self.assertIn("--ttl", done.stderr)
                self.assertEqual(done.stdout, "")

    def test_an_unknown_role_is_refused_with_the_roles_there_are(self):
        done = self.token(role="king")

        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stdout, "")
        for role in ("super_admin", "national_admin", "province_admin", "municipality_admin"):
            self.assertIn(role, done.stderr)

    def test_a_role_of_an_area_without_its_code_is_refused(self):
        for role, arguments, named in (("province_admin", (), "province_code"),
                                       ("municipality_admin", (), "province_code"),
                                       ("municipality_admin", ("--province", "GP"), "municipal_code")):
            with self.subTest(f"{role} {arguments}"):
                done = self.token(*arguments, role=role)
                self.assertEqual(done.returncode, 2)
                self.assertIn(named, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_without_a_secret_the_key_of_the_folder_is_made_once_and_kept_private(self):
        first = self.token(JWT_SECRET="")
        second = self.token(JWT_SECRET="")

        self.assertEqual((first.returncode, second.returncode), (0, 0))
        kept = self.desk.data_dir / "jwt-secret"
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        for done in (first, second):
            signed, signature = done.stdout.strip().rsplit(".", 1)
            expected = hmac.digest(kept.read_bytes().strip(), signed.encode(), hashlib.sha256)
            self.assertEqual(decoded(signature), expected)


class AtTheServer(unittest.TestCase):
    def test_a_server_takes_it_and_one_of_another_key_not(self):
        with Server() as server:
            self.assertEqual(server.get("/queue/stats", token=server.token()).status, 200)
            stranger = Desk(self).run("token", "--role", "super_admin", "--email", "x@example.org").stdout.strip()
            self.assertEqual(server.get("/queue/stats", token=stranger).status, 401)


if __name__ == "__main__":
    unittest.main()
