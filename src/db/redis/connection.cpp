#include "db/redis/connection.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/redis/command.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/master.hpp"
#include "db/redis/redirect.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/script.hpp"
#include "db/redis/session.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::db::redis {
namespace {

using Clock = std::chrono::steady_clock;

// More in a row mean that the nodes disagree.
constexpr int redirects_max = 5;
// What a rare large pipeline needed is given back.
constexpr std::size_t buffer_kept = 1UL << 20U;

// With these the server says that another is the master now, or will be: the next connection finds
// it.
bool is_of_a_failover(std::string_view code) {
    constexpr std::array<std::string_view, 5> codes{
        "READONLY", "LOADING", "MASTERDOWN", "UNBLOCKED", "CLUSTERDOWN"};
    return std::ranges::find(codes, code) != codes.end();
}

bool is_unknown_script(const Reply& reply) {
    return reply.is_error() && reply.text.starts_with("NOSCRIPT");
}

// RESP2: ["message", channel, payload], ["pmessage", pattern, channel, payload]; and what
// SUBSCRIBE and PING are answered with, which is no message.
std::optional<Message> as_message(Reply&& reply) {
    auto& items = reply.items;
    if (items.size() == 3 && items[0].text == "message") {
        return Message{{}, std::move(items[1].text), std::move(items[2].text)};
    }
    if (items.size() == 4 && items[0].text == "pmessage") {
        return Message{
            std::move(items[1].text), std::move(items[2].text), std::move(items[3].text)};
    }
    return std::nullopt;
}

}  // namespace

struct Connection::Link {
    explicit Link(Settings chosen) : settings(std::move(chosen)), session(meet_master(settings)) {}

    Reply exchange(const Command& command, std::chrono::milliseconds silence_max) {
        sent.clear();
        command.append_to(sent);
        session->send(sent);
        return settle(command, session->receive(silence_max), silence_max);
    }

    std::vector<Reply> exchange_all(std::span<const Command> commands) {
        sent.clear();
        for (const auto& command : commands)
            command.append_to(sent);
        session->send(sent);
        if (sent.capacity() > buffer_kept) sent = {};
        std::vector<Reply> replies;
        replies.reserve(commands.size());
        for (std::size_t i = 0; i < commands.size(); ++i)
            replies.push_back(session->receive(settings.reply_timeout));
        for (std::size_t i = 0; i < commands.size(); ++i) {
            if (!replies[i].is_error()) continue;
            replies[i] = settle(commands[i], std::move(replies[i]), settings.reply_timeout);
        }
        return replies;
    }

    // Follows where a cluster's node sends us (what it sent away it has not run), and notes what an
    // error says of the server.
    Reply settle(const Command& command, Reply reply, std::chrono::milliseconds silence_max) {
        for (int i = 0; reply.is_error() && i < redirects_max; ++i) {
            const auto redirect = parse_redirect(reply.text, session->server());
            if (!redirect) break;
            reply = follow(command, *redirect, silence_max);
        }
        heed(reply);
        return reply;
    }

    void heed(const Reply& reply) {
        if (reply.is_error() && is_of_a_failover(error_code(reply.text))) is_outdated = true;
    }

    Reply follow(
        const Command& command,
        const Redirect& redirect,
        std::chrono::milliseconds silence_max
    ) {
        auto& there = session_of(redirect);
        sent.clear();
        if (!redirect.is_for_good) Command{"ASKING"}.append_to(sent);
        command.append_to(sent);
        there.send(sent);
        if (!redirect.is_for_good) there.receive(settings.reply_timeout);
        return there.receive(silence_max);
    }

    Session& session_of(const Redirect& redirect) {
        auto& session_there = redirect.is_for_good ? session : aside;
        if (session_there == nullptr || session_there->server() != redirect.server) {
            const Login login{settings.username, settings.password, settings.database};
            // While that node cannot be reached this connection leads nowhere.
            const bool was_outdated = std::exchange(is_outdated, true);
            session_there = std::make_unique<Session>(redirect.server, settings, login);
            is_outdated = was_outdated;
        }
        return *session_there;
    }

    // As one transaction, wherever a cluster's nodes send us: what they sent away was not begun.
    std::vector<Reply> transact(std::span<const Command> commands) {
        Session* there = session.get();
        bool asks = false;
        for (int i = 0;; ++i) {
            auto transaction = transact_at(*there, asks, commands);
            if (!transaction.refusal) return std::move(transaction.replies);
            const auto redirect = parse_redirect(transaction.refusal->text, there->server());
            if (!redirect || i == redirects_max) {
                return std::vector<Reply>(commands.size(), *transaction.refusal);
            }
            asks = !redirect->is_for_good;
            there = &session_of(*redirect);
        }
    }

    struct Transaction {
        std::vector<Reply> replies;
        std::optional<Reply> refusal;  // for which none was run
    };
    Transaction transact_at(Session& there, bool asks, std::span<const Command> commands) {
        sent.clear();
        if (asks) Command{"ASKING"}.append_to(sent);
        Command{"MULTI"}.append_to(sent);
        for (const auto& command : commands)
            command.append_to(sent);
        Command{"EXEC"}.append_to(sent);
        there.send(sent);
        if (sent.capacity() > buffer_kept) sent = {};
        if (asks) there.receive(settings.reply_timeout);
        const bool is_begun = !there.receive(settings.reply_timeout).is_error();
        Transaction transaction;
        transaction.replies.reserve(commands.size());
        for (std::size_t i = 0; i < commands.size(); ++i)
            transaction.replies.push_back(there.receive(settings.reply_timeout));
        auto executed = there.receive(settings.reply_timeout);
        // Who may not use transactions has run each by itself.
        if (is_begun && executed.is_error()) {
            const auto& queued = transaction.replies;
            const auto refused = std::ranges::find_if(queued, &Reply::is_error);
            transaction.refusal = refused == queued.end() ? executed : *refused;
            heed(*transaction.refusal);
        } else if (is_begun) {
            transaction.replies = std::move(executed.items);
        }
        std::ranges::for_each(transaction.replies, [this](const Reply& reply) { heed(reply); });
        return transaction;
    }

    [[noreturn]] void refuse(std::string_view what, const Reply& error) const {
        throw RedisFailure(
            session->told(std::string(what) + ": " + std::string(safe_words(error.text))),
            Trouble::refused,
            std::string(error_code(error.text))
        );
    }

    // Asks after a server that was silent for long; gives up one that stays so.
    void ask_after_server() {
        if (is_asked) session->lose("no answer in time");
        sent.clear();
        Command{"PING"}.append_to(sent);
        session->send(sent);
        is_asked = true;
        heard_at = Clock::now();
    }

    Settings settings;
    std::unique_ptr<Session> session;
    // With the node that a slot is on its way to; null while none is.
    std::unique_ptr<Session> aside;
    std::string sent;
    bool is_outdated = false;
    // Of a subscription.
    std::deque<Message> messages;
    Clock::time_point heard_at;
    bool is_asked = false;
};

Connection::Connection(const Settings& settings) : link_(std::make_unique<Link>(settings)) {}

Connection::~Connection() = default;

Reply Connection::call(const Command& command) {
    return wait(command, std::chrono::milliseconds{0});
}

std::vector<Reply> Connection::call_all(std::span<const Command> commands) {
    return link_->exchange_all(commands);
}

Reply Connection::run(const Script& script, const Command& call) {
    const auto silence_max = link_->settings.reply_timeout;
    auto reply = link_->exchange(call, silence_max);
    if (is_unknown_script(reply)) reply = link_->exchange(script.in_full(call), silence_max);
    if (reply.is_error()) link_->refuse(script.name(), reply);
    return reply;
}

std::vector<Reply> Connection::run_all(const Script& script, std::span<const Command> calls) {
    if (calls.empty()) return {};
    auto replies = link_->transact(calls);
    if (!is_unknown_script(replies.front())) return replies;
    // The first teaches the server, for all behind it.
    std::vector<Command> taught(calls.begin(), calls.end());
    taught.front() = script.in_full(calls.front());
    return link_->transact(taught);
}

Reply Connection::wait(const Command& command, std::chrono::milliseconds patience) {
    auto reply = link_->exchange(command, patience + link_->settings.reply_timeout);
    if (reply.is_error()) link_->refuse(command.name(), reply);
    return reply;
}

void Connection::name(const std::string& name) {
    call({"CLIENT", "SETNAME", name});
}

void Connection::subscribe(
    std::span<const std::string> channels,
    std::span<const std::string> patterns
) {
    auto& link = *link_;
    link.sent.clear();
    const auto ask = [&link](std::string_view verb, std::span<const std::string> names) {
        if (names.empty()) return;
        Command command{verb};
        for (const auto& name : names)
            command.add(name);
        command.append_to(link.sent);
    };
    ask("SUBSCRIBE", channels);
    ask("PSUBSCRIBE", patterns);
    link.session->send(link.sent);
    for (auto missing = channels.size() + patterns.size(); missing > 0;) {
        auto reply = link.session->receive(link.settings.reply_timeout);
        if (reply.is_error()) link.refuse("SUBSCRIBE", reply);
        // What was published since the first of them was answered.
        if (auto message = as_message(std::move(reply))) {
            link.messages.push_back(std::move(*message));
        } else {
            --missing;
        }
    }
    link.heard_at = Clock::now();
}

std::optional<Message> Connection::next_message(std::chrono::milliseconds patience) {
    auto& link = *link_;
    const auto deadline = Clock::now() + patience;
    while (link.messages.empty()) {
        const auto ask_at = link.heard_at + link.settings.reply_timeout;
        if (auto reply = link.session->receive_by(std::min(deadline, ask_at))) {
            link.heard_at = Clock::now();
            link.is_asked = false;
            if (reply->is_error()) link.refuse("listen", *reply);
            if (auto message = as_message(std::move(*reply))) return message;
        } else if (ask_at <= deadline) {
            link.ask_after_server();
        } else {
            return std::nullopt;
        }
    }
    auto message = std::move(link.messages.front());
    link.messages.pop_front();
    return message;
}

bool Connection::alive() const {
    return !link_->is_outdated && link_->session->is_quiet() &&
           (link_->aside == nullptr || link_->aside->is_quiet());
}

const Endpoint& Connection::server() const {
    return link_->session->server();
}

}  // namespace rollcall::db::redis
