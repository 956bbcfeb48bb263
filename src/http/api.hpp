// The whole API as three functions: judge a head, take an upload's bytes, answer.
//
// `net` calls them in this order and knows nothing else: `admit` at once (it never blocks), then,
// on a storage thread, `start_upload` with its `feed`s or nothing, then `handle`.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "access/principal.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace rollcall::http {

enum class BodyKind : std::uint8_t { none, json, upload };

// Whose threads a handler runs on. What takes long has its own: nobody else may wait behind it.
enum class Lane : std::uint8_t {
    requests,
    passwords,  // a processor for long, and much memory
    documents,  // a workbook may have to be made first, seconds for a million rows
};

struct Route;  // http/routes.hpp

// A head that may go on to its handler.
struct Admitted {
    const Route* route = nullptr;
    // As the head was judged; none on routes that need no token.
    std::optional<access::Principal> who;
    std::vector<std::string> arguments;  // what the pattern's `:name`s matched, decoded
    // Of an upload: its place among its uploader's, which is free again once this is gone.
    std::shared_ptr<const void> place;
    BodyKind body = BodyKind::none;
    std::uint64_t body_bytes_max = 0;
    bool memory_only = false;  // the handler touches neither database nor disk: run it in place
    Lane lane = Lane::requests;
};

// A multipart body on its way into the spool. Used by one thread at a time; blocks on the disk.
// Going away unfinished leaves nothing behind.
class UploadStream {
public:
    UploadStream() = default;
    UploadStream(const UploadStream&) = delete;
    UploadStream& operator=(const UploadStream&) = delete;
    virtual ~UploadStream() = default;

    // The next bytes of the body, in any cut. Refuses with validation_error (a broken body, a
    // second file, a file under another name, too many or too long fields), file_too_large_upload,
    // storage_full.
    virtual Result<void> feed(std::string_view bytes) = 0;

    // After the last byte: seals the file. Refuses with validation_error (no file, no final
    // boundary), storage_full.
    virtual Result<UploadForm> finish() = 0;
};

// Safe from any thread.
class Api {
public:
    Api() = default;
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;
    virtual ~Api() = default;

    // 404, 405 (with Allow), 401, 403, 413, 411 and the like as a Response.
    virtual std::variant<Admitted, Response> admit(const Head& head) const = 0;
    virtual Result<std::unique_ptr<UploadStream>>
    start_upload(const Admitted& admitted, const Head& head) const = 0;
    // After the last byte of the body. Asks once more whether this may be done: 401, 403 as
    // `admit`.
    virtual Response handle(const Admitted& admitted, const Request& request) const = 0;

    // The one error shape, for what `net` itself has to refuse (a broken head, a time-out) and for
    // what a handler threw: of an internal_error nothing but the request id is told.
    virtual Response refusal(const Head& head, const Error& error) const = 0;
};

}  // namespace rollcall::http
