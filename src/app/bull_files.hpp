// The files of jobs that Bull producers add.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "queue/bull/mirror/intake.hpp"
#include "spool/spool.hpp"

namespace rollcall::app {

class BullFiles final : public queue::bull::mirror::Files {
public:
    // `folder` is the one that producers may name files in; empty: none. The spool outlives this.
    BullFiles(spool::Spool& spool, std::string folder, std::uint64_t bytes_max);

    Result<Stored> stored(std::string_view file_id) override;
    Result<Stored> take(std::string_view path) override;

private:
    Result<Descriptor> open_within(std::string_view path) const;

    spool::Spool& spool_;
    const std::string folder_;
    const std::uint64_t bytes_max_;
};

}  // namespace rollcall::app
