#include "access/audit.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace rollcall::access {

std::string hash_of(const AuditEntry& entry, std::string_view before, std::string_view key) {
    const auto& deed = entry.deed;
    // A list of JSON: no two entries are written alike.
    const auto text = boost::json::serialize(boost::json::array{
        before,
        entry.number,
        entry.at.time_since_epoch().count(),
        deed.actor,
        deed.origin,
        deed.action,
        deed.subject,
        deed.details,
        deed.file_sha256,
        entry.queue_number});
    return key.empty() ? sha256_hex(text) : to_hex(hmac_sha256(key, text));
}

}  // namespace rollcall::access
