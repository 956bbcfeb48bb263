#include "sheet/xlsx/package/relationships.hpp"

#include <gtest/gtest.h>

namespace rollcall::sheet::xlsx::package {
namespace {

TEST(Relationships, ResolveTargetsFromTheirSource) {
    struct Case {
        const char* source;
        const char* target;
        const char* part;
    };
    for (const auto& [source, target, part] : {
             Case{"", "xl/workbook.xml", "xl/workbook.xml"},
             Case{"xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"},
             Case{"xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"},
             Case{"xl/workbook.xml", "./a//b.xml", "xl/a/b.xml"},
             Case{"xl/workbook.xml", "../a.xml", "a.xml"},
             Case{"workbook.xml", "a\\b.xml", "a/b.xml"},
         }) {
        SCOPED_TRACE(target);
        EXPECT_EQ(resolve(source, target), part);
    }
}

TEST(Relationships, NeverLeadOutOfThePackage) {
    EXPECT_EQ(resolve("xl/workbook.xml", "../../etc/passwd"), std::nullopt);
    EXPECT_EQ(resolve("", ".."), std::nullopt);
    EXPECT_EQ(resolve("xl/a.xml", "/../a.xml"), std::nullopt);
}

}  // namespace
}  // namespace rollcall::sheet::xlsx::package
