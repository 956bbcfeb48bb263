// The OpenAPI 3.1 page, made from the route table.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

namespace rollcall::http {

boost::json::object openapi_page(std::string_view version);

}  // namespace rollcall::http
