#include "db/redis/session.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/redis/failure.hpp"

namespace rollcall::db::redis {

std::string_view error_code(std::string_view error) {
    // Before version 7: "ERR Error running script (call to f_…): @user_script:1: -READONLY You …".
    constexpr std::string_view within = ": -";
    if (error.starts_with("ERR Error running script")) {
        if (const auto at = error.find(within); at != std::string_view::npos) {
            error.remove_prefix(at + within.size());
        }
    }
    return error.substr(0, error.find(' '));
}

std::string_view safe_words(std::string_view error) {
    return error.substr(0, error.find(", with args beginning"));
}

Session::Session(const Endpoint& server, const Settings& settings, const Login& login)
    : Session(
          server,
          settings,
          login,
          std::chrono::steady_clock::now() + settings.connect_timeout
      ) {}

Session::Session(
    const Endpoint& server,
    const Settings& settings,
    const Login& login,
    Deadline logged_in_by
)
    : server_(server),
      reply_timeout_(settings.reply_timeout),
      wire_(server, {settings.tls, settings.tls_ca_file}, logged_in_by) {
    try {
        log_in(login, logged_in_by);
    } catch (const RedisFailure& failure) {
        if (failure.trouble() != Trouble::lost) throw;
        throw RedisFailure(failure.what(), Trouble::unreachable);
    }
}

void Session::log_in(const Login& login, Deadline deadline) {
    std::vector<Command> greetings;
    if (!login.username.empty()) {
        greetings.push_back({"AUTH", login.username, login.password});
    } else if (!login.password.empty()) {
        greetings.push_back({"AUTH", login.password});
    }
    if (login.database != 0) greetings.push_back(Command{"SELECT"}.add(login.database));
    greetings.push_back({"PING"});

    std::string sent;
    for (const auto& greeting : greetings)
        greeting.append_to(sent);
    send(sent);
    for (std::size_t i = 0; i < greetings.size(); ++i) {
        const auto reply = receive_by(deadline);
        if (!reply) lose("no answer to the login in time");
        check_greeting(*reply);
    }
}

void Session::check_greeting(const Reply& reply) const {
    if (!reply.is_error()) return;
    const std::string code(error_code(reply.text));
    // Who may not PING may do other things.
    if (code == "NOPERM") return;
    const auto what = told("login: " + std::string(safe_words(reply.text)));
    if (code == "LOADING") throw RedisFailure(what, Trouble::unreachable);
    throw RedisFailure(what, Trouble::refused, code);
}

void Session::send(std::string_view commands) {
    wire_.write(commands, reply_timeout_);
}

std::optional<Reply> Session::next() {
    auto reply = reader_.next();
    if (!reply) lose("not an answer of Redis: " + reply.error().message);
    return std::move(*reply);
}

Reply Session::receive(std::chrono::milliseconds silence_max) {
    for (;;) {
        if (auto reply = next()) return std::move(*reply);
        const auto bytes = wire_.read(std::chrono::steady_clock::now() + silence_max);
        if (bytes.empty()) lose("no answer in time");
        reader_.feed(bytes);
    }
}

std::optional<Reply> Session::receive_by(Deadline deadline) {
    for (;;) {
        if (auto reply = next()) return reply;
        const auto bytes = wire_.read(deadline);
        if (bytes.empty()) return std::nullopt;
        reader_.feed(bytes);
    }
}

Reply Session::ask(const Command& command) {
    std::string sent;
    command.append_to(sent);
    send(sent);
    return receive(reply_timeout_);
}

std::string Session::told(std::string_view what) const {
    return "redis " + server_.host + ":" + std::to_string(server_.port) + ": " + std::string(what);
}

void Session::lose(std::string_view why) {
    wire_.close();
    throw RedisFailure(told(why), Trouble::lost);
}

}  // namespace rollcall::db::redis
