// A running server as the command line speaks to it: HTTP by libcurl, answers as JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.hpp"

namespace rollcall::cli {

struct ServerOptions {
    std::string url;    // "http://localhost:5000"
    std::string token;  // a bearer token
};

struct UploadRequest {
    std::string path;
    std::map<std::string, std::string> fields;  // mode, dry_run, force
    std::string idempotency_key;
};

// Used by one thread. Refuses with unavailable what is out of reach, and otherwise with the
// server's own code and message.
class Client {
public:
    explicit Client(ServerOptions options);

    // The `data` of the answer. Paths are those below /api/v1/bulk-upload.
    Result<boost::json::object> get(const std::string& path);
    Result<boost::json::object> post(const std::string& path, const boost::json::object& body);
    Result<boost::json::object> upload(const UploadRequest& request);
    struct Stream {
        std::function<void(std::string_view)> take;
        // Asked about once a second, and whenever bytes come.
        std::function<bool()> stop_asked;
    };
    // Hands on the answer's bytes as they come, until it ends: its status, with bytes only below
    // 300. Refuses with unavailable what is out of reach or cut off, and with cancelled when
    // somebody asked to stop.
    Result<long> follow(const std::string& path, const Stream& stream);
    // Writes the answer's bytes to the file, whole or not at all.
    Result<void> download(const std::string& path, const std::string& file);

private:
    ServerOptions options_;
};

}  // namespace rollcall::cli
