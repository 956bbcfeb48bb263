#include "sheet/xlsx/xml/markup.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "sheet/xlsx/xml/character_data.hpp"
#include "tests/support/zip_file.hpp"

namespace rollcall::sheet::xlsx::xml {
namespace {

// The tokens of a part as text: "<a b=1> text </a>", ending with a code when it is refused.
std::string tokens_of(std::string_view part, const ReaderLimits& limits = {}) {
    const auto file =
        test::memory_file(test::zip_file({test::zip_entry("part", std::string(part), false)}));
    const auto archive = zip::Archive::open(file.get(), limits);
    PartText text(**archive, (*archive)->entries().front(), limits.part_bytes);
    Window window(text);
    Markup markup(window, limits);
    std::string shown;
    for (;;) {
        switch (markup.next()) {
            case Token::start:
                shown += "<" + std::string(markup.ours() ? "" : "!") + std::string(markup.name());
                if (const auto value = markup.attribute("b")) shown += " b=" + std::string(*value);
                shown += ">";
                break;
            case Token::end: shown += "</" + std::string(markup.name()) + ">"; break;
            case Token::text: shown += markup.text(); break;
            case Token::finish: return shown;
            case Token::fault: return shown + std::string(to_string(markup.fault().code));
        }
    }
}

TEST(Markup, WalksTagsAndText) {
    struct Case {
        const char* part;
        const char* tokens;
    };
    for (const auto& [part, tokens] : {
             Case{"<a>x</a>", "<a>x</a>"},
             Case{"<?xml version='1.0'?>\n<a/>\n", "<a></a>"},
             Case{"\xEF\xBB\xBF<a\n b = '1'\t/>", "<a b=1></a>"},
             Case{"<a b=\">/<\"><c/></a >", "<a b=>/<><c></c></a>"},
             Case{"<a>1<!-- <x> -- -->2<?y <z> ?>3</a>", "<a>123</a>"},
             Case{"<a><![CDATA[<b>]]]]><![CDATA[>]]></a>", "<a><b>]]></a>"},
             Case{"<p:a xmlns:p='u'><p:c/><q:c/><c/></p:a>", "<a><c></c><!c></c><!c></c></a>"},
         }) {
        SCOPED_TRACE(part);
        EXPECT_EQ(tokens_of(part), tokens);
    }
}

TEST(Markup, RefusesWhatIsNotWellFormed) {
    struct Case {
        const char* part;
        const char* tokens;
    };
    for (const auto& [part, tokens] : {
             Case{"", "FILE_TRUNCATED"},
             Case{"<a>", "<a>FILE_TRUNCATED"},
             Case{"<a", "FILE_TRUNCATED"},
             Case{"<a b='1", "FILE_TRUNCATED"},
             Case{"<a><!-- x", "<a>FILE_TRUNCATED"},
             Case{"<a><![CDATA[x", "<a>FILE_TRUNCATED"},
             Case{"<a></b>", "<a>FILE_CORRUPT"},
             Case{"<a/><b/>", "<a></a>FILE_CORRUPT"},
             Case{"x<a/>", "FILE_CORRUPT"},
             Case{"</a>", "FILE_CORRUPT"},
             Case{"< a/>", "FILE_CORRUPT"},
             Case{"<a b=1/>", "FILE_CORRUPT"},
             Case{"<a b/>", "FILE_CORRUPT"},
             Case{"<a b='1'c='2'/>", "FILE_CORRUPT"},
             Case{"<a b='1' b='2'/>", "FILE_CORRUPT"},
             Case{"<a><!WHAT></a>", "<a>FILE_CORRUPT"},
             Case{"<!DOCTYPE a><a/>", "XML_DOCTYPE"},
             Case{"<a><!ENTITY b 'c'></a>", "<a>XML_DOCTYPE"},
         }) {
        SCOPED_TRACE(part);
        EXPECT_EQ(tokens_of(part), tokens);
    }
}

TEST(Markup, HoldsTagsAndDepthToTheLimits) {
    ReaderLimits limits;
    limits.depth = 2;
    limits.attributes = 1;
    limits.tag_bytes = 20;

    EXPECT_EQ(tokens_of("<a><b/></a>", limits), "<a><b></b></a>");
    EXPECT_EQ(tokens_of("<a><b><c/></b></a>", limits), "<a><b>XML_TOO_DEEP");
    EXPECT_EQ(tokens_of("<a c='1' d='2'/>", limits), "FILE_CORRUPT");
    EXPECT_EQ(tokens_of("<a c='0123456789012'/>", limits), "FILE_CORRUPT");
}

TEST(Markup, PassesLongTextAndCommentsThroughOneWindow) {
    const std::string text(3 * Window::capacity, 'x');
    const std::string comment(2 * Window::capacity, '-');

    EXPECT_TRUE(tokens_of("<a>" + text + "</a>") == "<a>" + text + "</a>");
    EXPECT_TRUE(tokens_of("<a><![CDATA[" + text + "]]></a>") == "<a>" + text + "</a>");
    EXPECT_EQ(tokens_of("<a><!--" + comment + "--></a>"), "<a></a>");
}

TEST(Markup, CutsLongTextBesideReferences) {
    for (std::size_t shift = 0; shift < 12; ++shift) {
        std::string part = "<a>" + std::string(shift, 'y');
        while (part.size() < 2 * Window::capacity)
            part += "&amp;\r\n";
        const auto file =
            test::memory_file(test::zip_file({test::zip_entry("part", part + "</a>", false)}));
        const auto archive = zip::Archive::open(file.get(), {});
        PartText text(**archive, (*archive)->entries().front(), gib);
        Window window(text);
        const ReaderLimits limits;
        Markup markup(window, limits);
        TextBuilder builder;
        for (auto token = markup.next(); token != Token::finish; token = markup.next()) {
            ASSERT_NE(token, Token::fault);
            if (token == Token::text) builder.add_markup(markup.text());
        }
        const auto value = builder.finish();

        EXPECT_EQ(value.find("&\n", shift), shift);
        EXPECT_EQ(value.size() - shift, (part.size() - shift - 3) / 7 * 2);
    }
}

}  // namespace
}  // namespace rollcall::sheet::xlsx::xml
