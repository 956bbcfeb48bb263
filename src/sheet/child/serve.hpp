// The reader child's side: one request, one file, frames until its end.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::child {

// How the child ended, for the parent to tell apart what no frame could say any more.
enum ExitCode : std::uint8_t {
    exit_done = 0,
    exit_bad_request = 120,
    exit_orphaned = 121,
    exit_out_of_memory = 122,
    exit_pipe_gone = 123,
};

using Opener = Result<std::unique_ptr<Reader>> (*)(const Source&, const OpenOptions&);

// As `serve`, with another way to open the file: test programs pass readers that misbehave.
int serve_with(Opener open);

}  // namespace rollcall::sheet::child
