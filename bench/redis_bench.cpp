// What a command to Redis costs us, beside hiredis' own blocking client: one at a time, a hundred
// in one go, and a script call of a queue's size.
//
//     tools/redis.py run build/bench/redis_bench [COMMANDS]
//
// µs of this process' CPU and of time, each a command.
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <sys/resource.h>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/script.hpp"
#include "tests/support/redis_url.hpp"

namespace {

using namespace rollcall;
using db::redis::Command;
using db::redis::Connection;
using Clock = std::chrono::steady_clock;

constexpr std::size_t in_one_go = 100;
constexpr std::size_t words_per_call = 12;

double cpu_us() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto us = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return us(usage.ru_utime) + us(usage.ru_stime);
}

// `use` is so many commands; it is run until all were.
void measure(std::string_view name, std::size_t commands, std::size_t each, const auto& use) {
    use();
    const auto start = Clock::now();
    const auto cpu = cpu_us();
    for (std::size_t done = 0; done < commands; done += each)
        use();
    const auto count = static_cast<double>(commands);
    fmt::print(
        "{:<34} {:6.2f} us CPU {:7.2f} us\n",
        name,
        (cpu_us() - cpu) / count,
        std::chrono::duration<double, std::micro>(Clock::now() - start).count() / count
    );
}

void measure_ours(std::size_t commands) {
    Connection redis(tests::redis_settings());
    const Command get{"GET", "redis_bench"};
    const std::vector<Command> gets(in_one_go, get);
    const db::redis::Script script("bench", {"return ARGV[1]"});
    const auto call = [&] {
        auto made = script.call({"redis_bench"});
        for (std::size_t i = 0; i < words_per_call; ++i)
            made.add("a word of a queue's call");
        return made;
    };
    measure("call", commands, 1, [&] { redis.call(get); });
    measure("call_all of 100", commands, in_one_go, [&] { redis.call_all(gets); });
    measure("run, made anew", commands, 1, [&] { redis.run(script, call()); });
    measure("run_all of 100, made anew", commands, in_one_go, [&] {
        std::vector<Command> calls;
        calls.reserve(in_one_go);
        for (std::size_t i = 0; i < in_one_go; ++i)
            calls.push_back(call());
        redis.run_all(script, calls);
    });
}

void measure_hiredis(std::size_t commands) {
    const auto server = tests::redis_settings().server;
    const std::unique_ptr<redisContext, decltype(&redisFree)> context(
        redisConnect(server.host.c_str(), server.port), &redisFree
    );
    const auto take = [&] {
        void* reply = nullptr;
        if (redisGetReply(context.get(), &reply) != REDIS_OK) std::abort();
        freeReplyObject(reply);
    };
    measure("hiredis: one", commands, 1, [&] {
        redisAppendCommand(context.get(), "GET %s", "redis_bench");
        take();
    });
    measure("hiredis: 100", commands, in_one_go, [&] {
        for (std::size_t i = 0; i < in_one_go; ++i)
            redisAppendCommand(context.get(), "GET %s", "redis_bench");
        for (std::size_t i = 0; i < in_one_go; ++i)
            take();
    });
}

}  // namespace

int main(int count, char** arguments) {
    if (!tests::has_redis()) {
        fmt::print("{}\n", tests::no_redis);
        return 1;
    }
    constexpr std::size_t usual_commands = 100'000;
    const auto commands = count > 1 ? std::stoull(arguments[1]) : usual_commands;
    Connection(tests::redis_settings()).call({"SET", "redis_bench", std::string(40, 'x')});
    measure_ours(commands);
    measure_hiredis(commands);
    Connection(tests::redis_settings()).call({"DEL", "redis_bench"});
}
