#include "spool/refusals.hpp"

#include <cstdint>

#include "base/result.hpp"
#include "base/text.hpp"

namespace rollcall::spool {

Error storage_full() {
    return {Errc::storage_full, "there is no space to store the file: try again later", {}};
}

Error too_large(std::uint64_t bytes_max) {
    return {
        Errc::file_too_large_upload,
        "the file is larger than the " + with_commas(bytes_max) + " bytes allowed",
        {}};
}

Error upload_not_there() {
    return {Errc::not_found, "the uploaded file is not stored any more", {}};
}

Error upload_corrupt() {
    return {
        Errc::corrupt_source,
        "the stored file is no longer what was uploaded (its SHA-256 differs): upload it again",
        {}};
}

Error document_not_there() {
    return {Errc::not_found, "there is no document of that name", {}};
}

Error document_corrupt() {
    return {
        Errc::corrupt_source,
        "the stored document is no longer what was written (its SHA-256 differs)",
        {}};
}

}  // namespace rollcall::spool
