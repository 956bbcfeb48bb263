#include "cli/commands.hpp"

#include <fstream>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/cells.hpp"
#include "cli/client_commands.hpp"
#include "cli/sample.hpp"
#include "cli/upload_command.hpp"
#include "report/template.hpp"

namespace rollcall::cli {
namespace {

void add_sample(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("sample", "write a list of synthetic members");
    auto options = std::make_shared<SampleOptions>();
    auto out = std::make_shared<std::string>();
    command->add_option("--rows", options->rows, "how many rows");
    command->add_option("--out", *out, "file to write: .xlsx or .csv")->required();
    command->add_option("--seed", options->seed, "the same seed makes the same list");
    command->add_option("--invalid", options->invalid_percent, "per cent of rows with a fault")
        ->check(CLI::Range(0.0, 100.0));
    command->add_option("--duplicates", options->duplicate_percent, "per cent of repeated rows")
        ->check(CLI::Range(0.0, 100.0));
    command->add_option("--columns", options->columns, "25, or the 20 that are used most")
        ->check(CLI::IsMember({20, 25}));
    command->footer("Example: rollcall sample --rows 20000 --invalid 3 --out members.xlsx");
    command->callback([&chosen, options, out] {
        chosen.run = [options, out](const Surroundings&) {
            const auto written = write_sample(*out, *options);
            if (!written) return tell(written.error());
            std::cout << *out << '\n';
            return 0;
        };
    });
}

void add_cells(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("cells", "print a sheet's cells as the reader sees them");
    auto options = std::make_shared<CellsOptions>();
    auto sheet = std::make_shared<std::uint32_t>(1);
    command->add_option("file", options->path, "a workbook or CSV file")->required();
    command->add_option("--sheet", *sheet, "which sheet, from 1 in workbook order")
        ->check(CLI::PositiveNumber);
    command->footer("Example: rollcall cells members.xlsx --sheet 2");
    command->callback([&chosen, options, sheet] {
        chosen.run = [options, sheet](const Surroundings& here) {
            options->sheet = *sheet - 1;
            options->reader = here.reader;
            const auto printed = print_cells(*options, std::cout);
            std::cout.flush();
            return printed ? 0 : tell(printed.error());
        };
    });
}

void add_template(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("template", "write an empty list to fill in");
    auto format = std::make_shared<std::string>("xlsx");
    auto out = std::make_shared<std::string>();
    command->add_option("--format", *format, "xlsx or csv")->check(CLI::IsMember({"xlsx", "csv"}));
    command->add_option("--out", *out, "file to write (rollcall-template.xlsx)");
    command->footer("Example: rollcall template --out members.xlsx");
    command->callback([&chosen, format, out] {
        chosen.run = [format, out](const Surroundings&) {
            const auto kind =
                *format == "csv" ? report::TemplateFormat::csv : report::TemplateFormat::xlsx;
            const std::string path = out->empty() ? std::string(report::template_name(kind)) : *out;
            std::ofstream file(path, std::ios::binary);
            file << report::make_template(kind);
            file.close();
            if (!file) return tell({Errc::storage_full, path + " cannot be written", {}});
            std::cout << path << '\n';
            return 0;
        };
    });
}

}  // namespace

void add_commands(CLI::App& app, Chosen& chosen) {
    add_client_commands(app, chosen);
    add_sample(app, chosen);
    add_cells(app, chosen);
    add_template(app, chosen);
}

}  // namespace rollcall::cli
