// A program whose reader child tries to get out of the sandbox, and that says what it was told of
// it.
//
// `sandbox_escape`: the ways, one a line: name, what stops it, whether it must succeed outside,
// what is then told. `sandbox_escape in|out NAME`: the parent's message after one try, inside the
// sandbox or without one.
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sheet/child/child.hpp"
#include "sheet/child/serve.hpp"
#include "tests/support/escapes.hpp"
#include "tests/support/memory_file.hpp"
#include "tests/support/misbehaving_readers.hpp"

namespace {

using namespace rollcall;

std::string_view name_of(tests::Stopped stopped) {
    switch (stopped) {
        case tests::Stopped::by_filter: return "filter";
        case tests::Stopped::by_limit: return "limit";
        case tests::Stopped::in_vain: break;
    }
    return "vain";
}

int list() {
    for (const auto& escape : tests::escapes_of_this_machine()) {
        std::cout << escape.ending << '\t' << name_of(escape.stopped) << '\t'
                  << (escape.always_possible ? "always" : "perhaps") << '\t' << escape.sign << '\n';
    }
    return 0;
}

int attempt(bool sandbox, const std::string& ending) {
    sheet::child::ChildOptions options;
    options.open.file_name = "members" + ending;
    options.open.limits = tests::limits_of_a_trial();
    options.sandbox = sandbox;
    const auto file = test::memory_file("a,b\n1,2\n");
    const auto scratch = std::filesystem::temp_directory_path().string();
    const auto reader = sheet::child::open(file.get(), scratch, options);
    if (reader) {
        std::cerr << "sandbox_escape: there is no way called " << ending << '\n';
        return 2;
    }
    std::cout << to_string(reader.error().code) << ' ' << reader.error().message << '\n';
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view(argv[1]) == sheet::child::reader_argument) {
        return sheet::child::serve_with(&tests::open_or_misbehave);
    }
    if (argc == 1) return list();
    if (argc != 3) return 2;
    return attempt(std::string_view(argv[1]) == "in", argv[2]);
}
