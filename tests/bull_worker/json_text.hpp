// What the board knows, as JSON for tests.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"

namespace rollcall::bull_worker {

boost::json::object json_of(const queue::bull::Entry& entry);
boost::json::array json_of(std::span<const queue::bull::Entry> entries);
boost::json::array json_of(std::span<const std::string> texts);
boost::json::object json_of(const queue::bull::Started& started);
std::string_view name_of(queue::bull::Answer answer);
std::string_view name_of(queue::bull::Place place);
queue::bull::Place place_named(std::string_view name);

// A job as a test describes it: `id`, `name`, `data` or `raw_data`, `opts`, `extra`.
queue::bull::NewEntry new_entry(const boost::json::object& words);

}  // namespace rollcall::bull_worker
