#include "app/geography_commands.hpp"

#include <array>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "app/exit_codes.hpp"
#include "app/geography_desk.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

namespace rollcall::app {
namespace {

namespace json = boost::json;

struct GeographyOptions {
    std::string path;
    bool dry_run = false;
    bool json = false;
};

std::int64_t number_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_number() ? value->to_number<std::int64_t>() : 0;
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? log::escape(std::string(value->get_string()))
                                                  : "";
}

constexpr std::array kinds{"wards", "municipalities", "districts"};

void print_import(const json::object& imported) {
    for (const auto* kind : kinds) {
        const auto& counts = imported.at(kind).as_object();
        std::cout << kind << ": " << number_of(counts, "total") << " ("
                  << number_of(counts, "added") << " added, " << number_of(counts, "changed")
                  << " changed, " << number_of(counts, "removed") << " removed)\n";
    }
    std::cout
        << (imported.at("dry_run").as_bool() ? "nothing was changed (--dry-run)\n"
                                             : "they hold from the next job on\n");
}

void print_facts(const json::object& facts) {
    if (!facts.at("known").as_bool()) {
        std::cout << "no geography was imported: wards are judged by their form and province "
                     "alone (`rollcall geography import FILE`)\n";
        return;
    }
    for (const auto* kind : kinds)
        std::cout << kind << ": " << number_of(facts, kind) << '\n';
    std::cout << "from " << text_of(facts, "file_name") << " (SHA-256 "
              << text_of(facts, "file_sha256") << ")\nby " << text_of(facts, "imported_by")
              << " at " << text_of(facts, "imported_at") << '\n';
}

int exit_code_of(const Error& error) {
    const bool away = error.code == Errc::unavailable || error.code == Errc::wrong_state;
    return away ? exit_out_of_reach : exit_failed;
}

using Use = Result<json::object> (*)(GeographyDesk&, const GeographyOptions&);
using Print = void (*)(const json::object&);

void make_verb(
    CLI::App* verb,
    Command& chosen,
    const std::shared_ptr<GeographyOptions>& options,
    std::pair<Use, Print> doing
) {
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback([&chosen, options, doing] {
        chosen = [options, doing](const Settings& settings) {
            const auto desk = open_geography_desk(settings);
            if (!desk) return say(desk.error(), exit_out_of_reach);
            const auto answer = doing.first(**desk, *options);
            if (!answer) return say(answer.error(), exit_code_of(answer.error()));
            if (options->json) {
                std::cout << json::serialize(*answer) << '\n';
            } else {
                doing.second(*answer);
            }
            return 0;
        };
    });
}

}  // namespace

void add_geography_commands(CLI::App& app, Command& chosen) {
    auto* geography = app.add_subcommand("geography", "the wards that rows are judged by");
    geography->require_subcommand(1);
    geography->footer("Example: rollcall geography import wards.xlsx --dry-run");

    auto options = std::make_shared<GeographyOptions>();
    auto* import = geography->add_subcommand("import", "put a file's wards in place of the known");
    import->add_option("file", options->path, "an .xlsx or .csv list of wards")->required();
    import->add_flag("--dry-run", options->dry_run, "check the file, change nothing");
    make_verb(
        import,
        chosen,
        options,
        {[](GeographyDesk& desk, const GeographyOptions& asked) {
             return desk.import(asked.path, asked.dry_run);
         },
         print_import}
    );

    options = std::make_shared<GeographyOptions>();
    auto* show = geography->add_subcommand("show", "how many are known, and from which file");
    make_verb(
        show,
        chosen,
        options,
        {[](GeographyDesk& desk, const GeographyOptions&) { return desk.show(); }, print_facts}
    );
}

}  // namespace rollcall::app
