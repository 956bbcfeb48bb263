// spool: uploaded bytes made safe, and the documents that are handed back.
//
// Intake takes bytes as they come (hashed, counted, limited) and seals them: synced, named by their
// SHA-256, the folder synced. Only what is sealed may be promised to anybody. Shelf keeps reports
// and corrections by name. Contracts here; folder/ implements them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace rollcall::spool {

// Bytes that survive a power cut.
struct Sealed {
    std::string sha256;  // lower-case hex; also their name
    std::uint64_t size = 0;
};

// One upload on its way in. Used by one thread at a time. Going away unsealed leaves nothing.
class Intake {
public:
    Intake() = default;
    Intake(const Intake&) = delete;
    Intake& operator=(const Intake&) = delete;
    virtual ~Intake() = default;

    // Refuses with file_too_large_upload past the limit, storage_full when there is no space.
    virtual Result<void> append(std::string_view bytes) = 0;
    virtual std::uint64_t size() const = 0;

    // Makes the bytes durable. Once. Refuses with storage_full.
    virtual Result<Sealed> seal() = 0;
};

// Uploads by SHA-256. Safe from any thread.
class Spool {
public:
    Spool() = default;
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;
    virtual ~Spool() = default;

    // Refuses with storage_full when nothing can be written.
    virtual Result<std::unique_ptr<Intake>> start(std::uint64_t bytes_max) = 0;

    // Whether bytes of that name are there, without a look at them.
    virtual bool holds(std::string_view sha256) = 0;

    // For reading from the start, once all bytes were seen to be those that were sealed.
    // Refuses with corrupt_source or not_found.
    virtual Result<Descriptor> open(std::string_view sha256) = 0;

    // Whether other nodes seal into it, too. Then nobody but a sweep may remove what no job names:
    // another node may have sealed the same bytes a moment ago and be about to record its job.
    virtual bool is_shared() const = 0;

    // Removes the bytes; how many were freed (0 when there were none).
    virtual std::uint64_t remove(std::string_view sha256) = 0;

    // Removes what is older than `before` and not `wanted`: leftovers of uploads that never became
    // a job. Returns the bytes freed.
    virtual std::uint64_t
    sweep(Instant before, const std::function<bool(std::string_view sha256)>& wanted) = 0;
};

// A document being written; going away unpublished leaves nothing.
class Draft {
public:
    Draft() = default;
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    virtual ~Draft() = default;

    virtual int file() const = 0;
    // Makes it durable under its name, in place of an earlier one. Throws Failure.
    virtual void publish() = 0;
};

// Documents by name ("bulk-upload-report-<job>.xlsx"). Safe from any thread.
class Shelf {
public:
    Shelf() = default;
    Shelf(const Shelf&) = delete;
    Shelf& operator=(const Shelf&) = delete;
    virtual ~Shelf() = default;

    // Throws Failure (Broken::disk_full) when nothing can be written.
    virtual std::unique_ptr<Draft> draft(std::string_view name) = 0;
    virtual Result<Descriptor> open(std::string_view name) = 0;
    virtual std::uint64_t remove(std::string_view name) = 0;

    // A folder for unlinked temporary files, on the same disk.
    virtual const std::string& scratch() const = 0;
};

}  // namespace rollcall::spool
