// A running server as the command line speaks to it: HTTP by libcurl, answers as JSON.
#pragma once

#include <chrono>
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
    // A stream has a word from the server at least every 15 s, and no other answer takes as long.
    std::chrono::seconds silence_max{45};
};

// Waits so long; whether somebody asked to stop (Ctrl-C) meanwhile.
using StopWithin = std::function<bool(std::chrono::milliseconds)>;

struct UploadRequest {
    std::string path;
    std::string route = "/process";
    std::map<std::string, std::string> fields;  // mode, dry_run, force
    std::string idempotency_key;
};

// Used by one thread. Refuses with unavailable what is out of reach or silent for too long, with
// cancelled whatever is asked once somebody asked to stop, and otherwise with the server's own code
// and message.
class Client {
public:
    Client(ServerOptions options, StopWithin stop_within);

    // Waits so long; whether somebody asked to stop, now or at any time before.
    bool stop_asked(std::chrono::milliseconds within = {});

    // The `data` of the answer. Paths are those below /api/v1/bulk-upload, or whole ones.
    Result<boost::json::object> get(const std::string& path);
    Result<boost::json::object> post(const std::string& path, const boost::json::object& body);
    Result<boost::json::object> upload(const UploadRequest& request);
    // Hands on the answer's bytes as they come, until it ends: its status, with bytes only below
    // 300.
    Result<long> follow(const std::string& path, const std::function<void(std::string_view)>& take);
    // Writes the answer's bytes to the file, whole or not at all.
    Result<void> download(const std::string& path, const std::string& file);

private:
    Result<void> fetch(const std::string& path, const std::string& file);

    ServerOptions options_;
    StopWithin stop_within_;
    bool is_stopped_ = false;
};

}  // namespace rollcall::cli
