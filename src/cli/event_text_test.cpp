#include "cli/event_text.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> shown(const std::vector<ServerEvent>& events) {
    std::vector<std::string> texts;
    for (const auto& event : events)
        texts.push_back(event.name + "=" + event.data);
    return texts;
}

TEST(EventText, IsReadWhateverItsForm) {
    struct Case {
        std::string_view name;
        std::string_view text;
        std::vector<std::string> events;
    };
    for (const auto& [name, text, events] : std::vector<Case>{
             {"one", "event: a\nid: 1\ndata: {}\n\n", {"a={}"}},
             {"two", "event: a\ndata: 1\n\nevent: b\ndata: 2\n\n", {"a=1", "b=2"}},
             {"without blanks", "event:a\ndata:1\n\n", {"a=1"}},
             {"ends of other systems", "event: a\r\ndata: 1\r\n\r\n", {"a=1"}},
             {"a comment", ": still here\n\nevent: a\ndata: 1\n\n", {"a=1"}},
             {"no name", "data: 1\n\n", {"=1"}},
             {"several lines", "data: 1\ndata: 2\n\n", {"=1\n2"}},
             {"no data", "event: a\n\ndata: 1\n\n", {"=1"}},
             {"not yet ended", "event: a\ndata: 1\n", {}},
         }) {
        SCOPED_TRACE(name);
        EXPECT_EQ(shown(EventText().feed(text)), events);
    }
}

TEST(EventText, MayComeByteByByte) {
    EventText reader;
    std::vector<std::string> events;
    for (const char byte : std::string_view("event: a\ndata: 1\n\n: x\n\ndata: 2\n\n")) {
        for (auto& one : shown(reader.feed(std::string_view(&byte, 1))))
            events.push_back(std::move(one));
    }

    EXPECT_THAT(events, ElementsAre("a=1", "=2"));
    EXPECT_THAT(reader.feed(""), IsEmpty());
}

}  // namespace
}  // namespace rollcall::cli
