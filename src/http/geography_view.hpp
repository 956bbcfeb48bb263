// The stored geography as people and programs see it.
#pragma once

#include <optional>

#include <boost/json/object.hpp>

#include "load/geography_store.hpp"

namespace rollcall::http {

// The object of GET /api/v1/geography; nothing: none was imported.
boost::json::object geography_view(const std::optional<load::GeographyFacts>& facts);

// The object of POST /api/v1/geography.
boost::json::object import_view(const load::GeographyImport& imported);

}  // namespace rollcall::http
