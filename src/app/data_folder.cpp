#include "app/data_folder.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include <boost/json.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

namespace rollcall::app {
namespace {

constexpr mode_t private_folder = 0700;
constexpr mode_t private_file = 0600;
constexpr std::size_t secret_bytes = 32;

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Written beside and renamed, so that a reader sees all of it or nothing.
void write_private(const std::string& path, const std::string& text) {
    const auto beside = path + ".new";
    const Descriptor file(
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, private_file)
    );
    if (!file) throw_errno("write " + path, errno);
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(file.get()) != 0 || ::rename(beside.c_str(), path.c_str()) != 0) {
        throw_errno("write " + path, errno);
    }
}

// Earlier programs made the database, and its copies of before an upgrade, readable by all.
void close_databases(const std::string& folder) {
    namespace fs = std::filesystem;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (!entry.path().filename().string().starts_with("rollcall.db")) continue;
        std::error_code error;
        fs::permissions(
            entry.path(),
            fs::perms::group_all | fs::perms::others_all,
            fs::perm_options::remove,
            error
        );
        if (error) {
            log::warning(
                "app", entry.path().string() + " may be open to others: " + error.message()
            );
        }
    }
}

}  // namespace

void make_private_folder(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) throw_errno("make the data folder " + path, error.value());
    if (::chmod(path.c_str(), private_folder) != 0) throw_errno("keep " + path + " private", errno);
}

DataFolder::DataFolder(std::string path, Descriptor lock)
    : path_(std::move(path)), lock_(std::move(lock)) {}

Result<DataFolder> DataFolder::own(const std::string& path) {
    make_private_folder(path);
    Descriptor lock(
        ::open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, private_file)
    );
    if (!lock) throw_errno("open " + path + "/lock", errno);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) throw_errno("lock " + path, errno);
        const auto server = server_of(path);
        return refuse(
            Errc::conflict,
            "the server owns this folder: stop it, or use `rollcall upload` (" + path +
                (server ? ", " + server->url : "") + ")"
        );
    }
    close_databases(path);
    return DataFolder(path, std::move(lock));
}

void DataFolder::announce(const ServerAddress& address) const {
    write_private(
        path_ + "/server.json",
        boost::json::serialize(boost::json::object{{"url", address.url}, {"pid", address.pid}})
    );
}

void DataFolder::withdraw() const {
    std::error_code gone_already;
    std::filesystem::remove(path_ + "/server.json", gone_already);
}

std::optional<ServerAddress> server_of(const std::string& data_dir) {
    const auto text = read_file(data_dir + "/server.json");
    if (!text) return std::nullopt;
    boost::system::error_code error;
    const auto value = boost::json::parse(*text, error);
    if (error || !value.is_object()) return std::nullopt;
    const auto* url = value.as_object().if_contains("url");
    const auto* pid = value.as_object().if_contains("pid");
    if (url == nullptr || pid == nullptr || !url->is_string() || !pid->is_int64()) {
        return std::nullopt;
    }
    return ServerAddress{std::string(url->as_string()), static_cast<int>(pid->as_int64())};
}

std::string secret_of(const std::string& data_dir) {
    const auto path = data_dir + "/jwt-secret";
    if (const auto kept = read_file(path)) return std::string(trim(*kept));
    make_private_folder(data_dir);
    const auto made = random_hex(secret_bytes);
    // Two that start at once must end with one key: the link of the first one stands.
    const auto mine = path + "." + random_hex(4);
    write_private(mine, made);
    const bool first = ::link(mine.c_str(), path.c_str()) == 0;
    ::unlink(mine.c_str());
    if (first) return made;
    const auto kept = read_file(path);
    if (!kept) throw_errno("keep " + path, errno);
    return std::string(trim(*kept));
}

}  // namespace rollcall::app
