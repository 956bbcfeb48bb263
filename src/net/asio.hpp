// Asio as this room uses it (compiled once, in cmake/asio.cpp): one kind of executor, errors as
// values.
#pragma once

#include <chrono>

#include <boost/asio/as_tuple.hpp>               // IWYU pragma: export
#include <boost/asio/awaitable.hpp>              // IWYU pragma: export
#include <boost/asio/basic_socket_acceptor.hpp>  // IWYU pragma: export
#include <boost/asio/basic_stream_socket.hpp>    // IWYU pragma: export
#include <boost/asio/basic_waitable_timer.hpp>   // IWYU pragma: export
#include <boost/asio/buffer.hpp>                 // IWYU pragma: export
#include <boost/asio/co_spawn.hpp>               // IWYU pragma: export
#include <boost/asio/detached.hpp>               // IWYU pragma: export
#include <boost/asio/error.hpp>                  // IWYU pragma: export
#include <boost/asio/io_context.hpp>             // IWYU pragma: export
#include <boost/asio/ip/tcp.hpp>                 // IWYU pragma: export
#include <boost/asio/ip/v6_only.hpp>             // IWYU pragma: export
#include <boost/asio/post.hpp>                   // IWYU pragma: export
#include <boost/asio/thread_pool.hpp>            // IWYU pragma: export
#include <boost/asio/use_awaitable.hpp>          // IWYU pragma: export
#include <boost/system/error_code.hpp>           // IWYU pragma: export

namespace rollcall::net {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<
    std::chrono::steady_clock,
    asio::wait_traits<std::chrono::steady_clock>,
    Executor>;

// A coroutine of the io thread. House rules: nothing is made inside a co_await expression (name
// it, then await it: GCC 12 destroys such aggregates twice), parameters by value, no capturing
// lambda is a coroutine, no lock across an await.
template <class T>
using Task = asio::awaitable<T, Executor>;

// Awaits give back (error, value) instead of throwing: a client that goes away is no exception.
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> as_result{};

}  // namespace rollcall::net
