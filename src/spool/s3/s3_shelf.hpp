// Documents as objects of a bucket.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "spool/s3/bucket.hpp"
#include "spool/scratch.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::s3 {

// Names as FolderShelf has them, below reports/.
class S3Shelf final : public Shelf {
public:
    // Documents are written in `scratch` and fetched into it.
    S3Shelf(Bucket& bucket, const Scratch& scratch) : bucket_(bucket), scratch_(scratch) {}

    std::unique_ptr<Draft> draft(std::string_view name) override;
    Result<Descriptor> open(std::string_view name) override;
    std::uint64_t remove(std::string_view name) override;
    const std::string& scratch() const override { return scratch_.path(); }

private:
    class S3Draft;

    Bucket& bucket_;
    const Scratch& scratch_;
};

}  // namespace rollcall::spool::s3
