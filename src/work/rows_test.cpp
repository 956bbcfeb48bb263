#include "work/rows.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/result.hpp"
#include "sheet/child/child.hpp"

namespace rollcall::work {
namespace {

TEST(Rows, AreReadByTheReaderThatTheSettingsName) {
    ReaderSettings settings;
    settings.open = [](int, const std::string&, const sheet::child::ChildOptions& options
                    ) -> Result<std::unique_ptr<sheet::child::ChildReader>> {
        return refuse(Errc::reader_crashed, "of " + options.open.file_name);
    };
    RowsQuery query;
    query.file_name = "members.csv";

    const auto rows = open_rows(query, settings);

    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, Errc::reader_crashed);
    EXPECT_EQ(rows.error().message, "of members.csv");
}

}  // namespace
}  // namespace rollcall::work
