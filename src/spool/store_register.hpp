// Whether all nodes of a database keep their files in one store: each says at its start which store
// it has, and one that has another refuses to start.
#pragma once

#include <string>

#include "base/result.hpp"

namespace rollcall::spool {

struct StoreIdentity {
    std::string identity;
    std::string place;  // for people: "the folder /srv/rollcall of node-1"
};

// What the nodes agree on. Safe from any thread.
class StoreRegister {
public:
    StoreRegister() = default;
    StoreRegister(const StoreRegister&) = delete;
    StoreRegister& operator=(const StoreRegister&) = delete;
    virtual ~StoreRegister() = default;

    // What stands there; `proposed` when nothing did. Of nodes that ask at once one wins. Throws
    // Failure.
    virtual StoreIdentity agree_on(const StoreIdentity& proposed) = 0;
    // Whether anything stands there. Throws Failure.
    virtual bool is_settled() = 0;
};

// For stores that are one place wherever one asks from: `mine` names them ("s3://members/").
// Refuses with wrong_state where the other nodes have another.
Result<void> check_store(StoreRegister& nodes, const StoreIdentity& mine);

// For a folder, whose path says nothing: its identity lies in it, put there by the first node.
// Refuses with wrong_state a folder that is not the one of the other nodes. Throws Failure.
Result<void> check_shared_folder(StoreRegister& nodes, const std::string& folder);

}  // namespace rollcall::spool
