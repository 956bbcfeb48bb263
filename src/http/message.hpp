// Requests and responses without sockets: plain values, so that a handler is a function one can
// call.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/descriptor.hpp"
#include "base/ids.hpp"
#include "spool/spool.hpp"

namespace rollcall::http {

// The head of a request, as the wire had it. Header names are lower case; one that may not be
// repeated (host, content-length, authorization, content-type, idempotency-key) never is: `net`
// refuses it.
struct Head {
    std::string method;  // "GET"
    std::string target;  // "/api/v1/bulk-upload/queue/jobs?limit=10"
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<std::uint64_t> content_length;
    std::string peer;     // address of the client, for the log and for limits
    bool secure = false;  // the client speaks TLS, to us or to a proxy that is trusted
    std::string request_id;

    // The first header of that (lower-case) name; nothing when there is none.
    std::optional<std::string_view> header(std::string_view name) const;
};

// What came of a multipart body: exactly one sealed file and the text fields around it.
struct UploadForm {
    std::string file_name;  // as people see it: at most 255 bytes, no path, valid UTF-8
    spool::Sealed file;
    std::string first_bytes;  // for sheet::sniff
    std::map<std::string, std::string, std::less<>> fields;
};

struct Request {
    Head head;
    std::string body;                  // of routes that take JSON
    std::optional<UploadForm> upload;  // of routes that take a file
};

// A part of an open file.
struct FileBody {
    Descriptor file;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// What happens to a job, as server-sent events; `net` streams it from live/.
struct EventStream {
    JobId job;
    std::string token;  // of who asks: it is good for as long as that is
};

struct Response {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::variant<std::string, FileBody, EventStream> body;
    // Close the connection after this answer: the request's body was not read to its end.
    bool close = false;
};

}  // namespace rollcall::http
