// The answers of S3: flat elements without attributes that matter (a whole parser would take in
// more than the service ever sends).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollcall::spool::s3 {

// What stands between <name> and </name>, the first of them; empty when there is none.
std::string_view inside(std::string_view xml, std::string_view name);

// The same of all of them, in order. Elements of one name never lie in each other.
std::vector<std::string_view> all_inside(std::string_view xml, std::string_view name);

// The text of an element, its entities resolved.
std::string text_of(std::string_view xml, std::string_view name);

}  // namespace rollcall::spool::s3
