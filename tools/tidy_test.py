"""The rules of tools/tidy.py hold: each complains of what it is for, and of nothing else."""
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import tidy


def rule(check, path, text):
    return [advice for _, advice in check(path, text)]


class Includes(unittest.TestCase):
    def test_downstream_and_sideways_are_refused(self):
        self.assertTrue(rule(tidy.check_includes, "src/check/x.cpp", '#include "load/loader.hpp"\n'))
        self.assertTrue(rule(tidy.check_includes, "src/http/x.cpp", '#include "net/server.hpp"\n'))
        self.assertTrue(rule(tidy.check_includes, "src/http/x.cpp", '#include "live/session.hpp"\n'))

    def test_upstream_is_fine(self):
        self.assertFalse(rule(tidy.check_includes, "src/load/x.cpp", '#include "check/chunk.hpp"\n'))

    def test_only_driver_folders_touch_a_database(self):
        text = '#include "db/sqlite/store.hpp"\n'
        self.assertFalse(rule(tidy.check_includes, "src/load/sqlite/x.cpp", text))
        self.assertTrue(rule(tidy.check_includes, "src/load/x.cpp", text))

    def test_beast_belongs_to_net(self):
        text = "#include <boost/beast/http.hpp>\n"
        self.assertTrue(rule(tidy.check_includes, "src/http/x.cpp", text))
        self.assertFalse(rule(tidy.check_includes, "src/net/x.cpp", text))


class Places(unittest.TestCase):
    def test_throw_and_catch_have_their_places(self):
        self.assertTrue(rule(tidy.check_places, "src/check/x.cpp", "throw 1;\n"))
        self.assertFalse(rule(tidy.check_places, "src/load/sqlite/x.cpp", "throw 1;\n"))
        self.assertTrue(rule(tidy.check_places, "src/load/sqlite/x.cpp", "try {} catch (...) {}\n"))
        self.assertFalse(rule(tidy.check_places, "src/work/worker.cpp", "try {} catch (...) {}\n"))

    def test_words_in_comments_and_texts_do_not_count(self):
        text = '// throw and catch (this)\nauto x = "throw";\n/* co_await\n*/\n'
        self.assertFalse(rule(tidy.check_places, "src/check/x.cpp", text))


class Sizes(unittest.TestCase):
    def test_the_wall_is_400_lines_and_600_for_tests(self):
        self.assertTrue(rule(tidy.check_size, "src/check/x.cpp", "\n" * 401))
        self.assertFalse(rule(tidy.check_size, "src/check/x_test.cpp", "\n" * 401))
        self.assertTrue(rule(tidy.check_size, "src/check/x_test.cpp", "\n" * 601))


class Words(unittest.TestCase):
    def test_a_todo_names_its_issue(self):
        self.assertTrue(rule(tidy.check_words, "src/a.cpp", "// TODO: later\n"))
        self.assertFalse(rule(tidy.check_words, "src/a.cpp", "// TODO(#4): later\n"))


class Doors(unittest.TestCase):
    def test_a_folder_with_sources_has_its_front_door(self):
        with TemporaryDirectory() as temporary:
            room = Path(temporary) / "room"
            room.mkdir()
            (room / "a.cpp").write_text("int a;\n")
            self.assertTrue(list(tidy.check_front_door(room)))
            (room / "room.hpp").write_text("// room: what it is for.\n")
            self.assertFalse(list(tidy.check_front_door(room)))


if __name__ == "__main__":
    unittest.main()
