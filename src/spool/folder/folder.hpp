// spool/folder: uploads and documents as files of the data folder.
//
//     uploads/<sha-256>   sealed uploads        reports/<name>   documents
//     tmp/                what is being written
//
// A file gets its name only once its bytes are on the disk, and the name is on the disk before
// anybody is told of it. Folders are 0700 and files 0600; no name is followed when it is a link.
// docs/formats/spool.md tells why each step stands where it does.
#pragma once

#include "spool/folder/folder_shelf.hpp"  // IWYU pragma: export
#include "spool/folder/folder_spool.hpp"  // IWYU pragma: export
