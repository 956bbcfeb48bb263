// A multipart body on its way into the spool: exactly one file, text fields around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "http/api.hpp"
#include "spool/spool.hpp"

namespace rollcall::http {

struct UploadLimits {
    std::uint64_t file_bytes = gib;
    std::size_t field_bytes = 8 * kib;  // of one text field's value
    std::uint32_t fields = 32;
};

// Takes the one file of the field `file` into the spool as its bytes come, and keeps the text
// fields. `spool` must outlive the stream. Refuses with validation_error a Content-Type that is not
// multipart/form-data with a boundary.
Result<std::unique_ptr<UploadStream>>
make_upload_stream(spool::Spool& spool, const UploadLimits& limits, std::string_view content_type);

}  // namespace rollcall::http
