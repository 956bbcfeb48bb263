#include "report/template.hpp"

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <ios>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "check/checks.hpp"
#include "check/chunk.hpp"
#include "check/finding.hpp"
#include "check/header.hpp"
#include "check/schema.hpp"
#include "sheet/batch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/workbook.hpp"

namespace rollcall::report {
namespace {

// The lines of the CSV as the reader would hand them out; no field of it holds a separator but
// the quoted address.
sheet::Batch batch_of(std::string csv) {
    sheet::Batch batch;
    std::uint32_t number = 0;
    std::size_t at = 3;
    while (at < csv.size()) {
        batch.start_row(++number);
        std::uint16_t column = 0;
        bool quoted = false;
        std::string field;
        for (; csv.compare(at, 2, "\r\n") != 0; ++at) {
            if (csv[at] == '"') {
                quoted = !quoted;
            } else if (csv[at] == ',' && !quoted) {
                if (!field.empty()) {
                    batch.add_cell(column, sheet::CellKind::text, sheet::flag_none, field);
                }
                field.clear();
                ++column;
            } else {
                field += csv[at];
            }
        }
        if (!field.empty()) {
            batch.add_cell(column, sheet::CellKind::text, sheet::flag_none, field);
        }
        at += 2;
    }
    return batch;
}

TEST(Template, IsACsvWithAByteOrderMarkThatExcelUnderstands) {
    const auto csv = make_template(TemplateFormat::csv);

    EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBFProvince,Region,"));
    EXPECT_TRUE(csv.ends_with("\r\n"));
}

TEST(Template, HoldsARowThatIsRightButForAnIdNumberThatIsNobodys) {
    const auto batch = batch_of(make_template(TemplateFormat::csv));
    auto header = check::find_header(batch);
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_TRUE(header->warnings.empty());
    const auto first = header->first_data_row;
    check::Context context;
    context.today = Day{std::chrono::year(2026) / std::chrono::November / 24};
    check::Checks checks(std::move(*header), context);
    check::Chunk chunk;

    checks.judge(batch, first, chunk);

    ASSERT_EQ(chunk.rows.size(), 1U);
    EXPECT_EQ(chunk.rows[0].verdict, check::Verdict::invalid);
    ASSERT_EQ(chunk.findings.size(), 1U);
    EXPECT_EQ(chunk.findings[0].code, check::Code::id_checksum);
}

TEST(Template, IsAWorkbookWithListsAndText) {
    const tests::TemporaryFolder folder;
    const auto path = folder / "template.xlsx";
    std::ofstream(path, std::ios::binary) << make_template(TemplateFormat::xlsx);
    if (std::system("/usr/bin/python3 -c 'import openpyxl' 2>/dev/null") != 0) {
        GTEST_SKIP() << "needs python3-openpyxl";
    }

    const auto seen = tests::output_of(
        "/usr/bin/python3 -c '"
        "import openpyxl, sys\n"
        "sheet = openpyxl.load_workbook(sys.argv[1]).active\n"
        "columns = {c.value: c.column_letter for c in sheet[1]}\n"
        "print(len(columns), sheet.max_row, sheet.freeze_panes)\n"
        "cell = lambda name: sheet[columns[name] + \"2\"]\n"
        "print(cell(\"ID Number\").value, cell(\"ID Number\").number_format)\n"
        "print(cell(\"Date Joined\").value, cell(\"Date Joined\").number_format)\n"
        "lists = [v for v in sheet.data_validations.dataValidation if v.type == \"list\"]\n"
        "print(len(lists), [v.formula1 for v in lists if columns[\"Gender\"] + \"2:\" in "
        "str(v.sqref)])\n"
        "' '" +
        path + "'"
    );

    EXPECT_EQ(
        seen,
        "25 2 A2\n"
        "9001015009080 @\n"
        "2025-03-01 00:00:00 yyyy-mm-dd\n"
        "8 ['\"Male,Female,Other,Prefer not to say\"']\n"
    );
}

}  // namespace
}  // namespace rollcall::report
