// What the server itself costs: CPU and memory of an upload to the disk, CPU of a small answer.
// Clients are other processes, so that the figures are the server's alone.
// Run: net_bench FOLDER [MiB]
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/api.hpp"
#include "http/upload_stream.hpp"
#include "net/server.hpp"
#include "spool/folder/folder.hpp"
#include "tests/support/raw_client.hpp"

namespace {

using namespace rollcall;

class BenchApi final : public http::Api {
public:
    explicit BenchApi(spool::Spool& spool) : spool_(spool) {}

    std::variant<http::Admitted, http::Response> admit(const http::Head& head) const override {
        http::Admitted admitted;
        admitted.memory_only = head.target == "/memory";
        if (head.method == "POST") admitted.body = http::BodyKind::upload;
        admitted.body_bytes_max = 4 * gib;
        return admitted;
    }
    Result<std::unique_ptr<http::UploadStream>>
    start_upload(const http::Admitted&, const http::Head& head) const override {
        return http::make_upload_stream(
            spool_, {.file_bytes = 4 * gib}, head.header("content-type").value_or("")
        );
    }
    http::Response handle(const http::Admitted&, const http::Request&) const override {
        http::Response response;
        response.headers = {{"Content-Type", "application/json"}};
        response.body = R"({"success":true,"message":"Queue statistics","data":{"waiting":1}})";
        return response;
    }
    http::Response refusal(const http::Head&, const Error& error) const override {
        http::Response response;
        response.status = 400;
        response.body = error.message;
        return response;
    }

private:
    spool::Spool& spool_;
};

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::uint64_t status_kib(std::string_view field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(field))
            return std::strtoull(line.c_str() + field.size() + 1, nullptr, 10);
    }
    return 0;
}

struct Cost {
    double cpu;
    double wall;
    std::uint64_t grown_kib;
};

// The server's cost while another process runs `client`.
template <class Client>
Cost cost_of(const Client& client) {
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
    const auto before_kib = status_kib("VmRSS:");
    const auto before_cpu = cpu_seconds();
    const auto began = std::chrono::steady_clock::now();
    const auto child = ::fork();
    if (child == 0) ::_exit(client() ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) fmt::print("the client failed\n");
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
    return {cpu_seconds() - before_cpu, wall.count(), status_kib("VmHWM:") - before_kib};
}

bool upload(std::uint16_t port, std::uint64_t bytes) {
    tests::RawClient raw(port);
    const std::string head =
        "--X\r\nContent-Disposition: form-data; name=file; filename=a.xlsx\r\n\r\n";
    const std::string tail = "\r\n--X--\r\n";
    raw.send(fmt::format(
        "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=X\r\n"
        "Content-Length: {}\r\n\r\n{}",
        head.size() + bytes + tail.size(),
        head
    ));
    std::string block(mib, '\0');
    for (std::size_t i = 0; i < block.size(); ++i)
        block[i] = static_cast<char>((i * 2'654'435'761U) >> 13U);
    for (std::uint64_t sent = 0; sent < bytes; sent += block.size()) {
        if (!raw.send(block)) return false;
    }
    raw.send(tail);
    return raw.read_answer().status == 200;
}

bool ask(std::uint16_t port, std::string_view path, int times) {
    tests::RawClient raw(port);
    const auto request = fmt::format(
        "GET {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nAccept: */*\r\n\r\n",
        path,
        std::string(200, 'a')
    );
    for (int i = 0; i < times; ++i) {
        raw.send(request);
        if (raw.read_answer().status != 200) return false;
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const std::uint64_t size = (argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200) * mib;
    spool::folder::FolderSpool spool(argv[1]);
    const BenchApi api(spool);
    net::ServerSettings settings;
    settings.port = 0;
    net::Server server(settings, api);
    if (const auto started = server.start(); !started) return 3;
    const auto port = server.port();

    for (int i = 0; i < 3; ++i) {
        const auto cost = cost_of([&] { return upload(port, size); });
        fmt::print(
            "upload of {} MiB: {:.3f} CPU s, {:.3f} s, memory grew by {} KiB\n",
            size / mib,
            cost.cpu,
            cost.wall,
            cost.grown_kib
        );
    }
    for (const std::string_view path : {"/memory", "/storage"}) {
        constexpr int times = 50'000;
        const auto cost = cost_of([&] { return ask(port, path, times); });
        fmt::print(
            "{}: {:.1f} CPU us, {:.1f} us a request\n",
            path,
            cost.cpu / times * 1e6,
            cost.wall / times * 1e6
        );
    }
    server.stop();
}
