// bull_test_worker: our side of a Bull queue for tests from outside. Reads a command a line, as an
// object of JSON with `n` and `do`; answers {"n": …, "result": …}, or {"n": …, "failure": …}. The
// worker tells of its jobs between the answers: {"event": …, "job": …}. Ends with its input.
#include <csignal>
#include <cstdint>
#include <exception>
#include <iostream>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/board.hpp"
#include "tests/bull_worker/flags.hpp"
#include "tests/bull_worker/set_clock.hpp"
#include "tests/bull_worker/verbs.hpp"
#include "tests/bull_worker/worker.hpp"

namespace rollcall::bull_worker {
namespace {

namespace json = boost::json;
using queue::bull::Board;
using queue::bull::Keys;

class Stage {
public:
    Stage(const Flags& flags, Keys keys)
        : flags_(flags),
          pool_(flags.redis, "bull-test-worker", connections_max),
          board_(pool_, std::move(keys), flags.board, clock_) {}

    void run() {
        say({{"event", "ready"}});
        for (std::string line; std::getline(std::cin, line);)
            say(answer(json::parse(line).as_object()));
    }

private:
    static constexpr std::size_t connections_max = 64;

    json::object answer(const json::object& words) {
        json::object answer{{"n", words.at("n")}};
        try {
            answer["result"] = run(words);
        } catch (const std::exception& failure) {
            answer["failure"] = failure.what();
        }
        return answer;
    }

    json::value run(const json::object& words) {
        const std::string_view verb = words.at("do").as_string();
        if (verb == "work") return work(words.at("concurrency").to_number<std::uint32_t>());
        if (verb == "stop") return worker_.reset(), true;
        if (verb == "let_go")
            return worker_->let_go(std::string(words.at("job").as_string())), true;
        if (verb == "wrong_clock")
            return clock_.go_wrong(words.at("ahead").to_number<std::int64_t>()), true;
        if (verb == "clock") return clock_.set(words.at("now").to_number<std::int64_t>()), true;
        return run_verb(board_, words);
    }

    json::value work(std::uint32_t concurrency) {
        worker_ = std::make_unique<Worker>(
            board_,
            flags_,
            concurrency,
            [this](std::string_view step, const std::string& job) {
                say({{"event", step}, {"job", job}});
            }
        );
        return true;
    }

    void say(const json::object& words) {
        out_.with([&](std::ostream* out) { *out << json::serialize(words) << '\n' << std::flush; });
    }

    Guarded<std::ostream*> out_{&std::cout};
    SetClock clock_;
    const Flags& flags_;
    db::redis::Pool pool_;
    Board board_;
    std::unique_ptr<Worker> worker_;
};

}  // namespace
}  // namespace rollcall::bull_worker

int main(int argc, char** argv) {
    using namespace rollcall::bull_worker;
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const auto flags = read_flags(argc, argv);
        const auto keys = Keys::make(flags.prefix, flags.queue);
        if (!keys) {
            std::cerr << "bull_test_worker: " << keys.error().message << '\n';
            return 2;
        }
        Stage(flags, *keys).run();
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "bull_test_worker: " << failure.what() << '\n';
        return 1;
    }
}
