// spool/s3: uploads and documents as objects of an S3 bucket that every node reaches.
//
//     <prefix>uploads/<sha-256>/<when>-<by chance>    sealed uploads
//     <prefix>reports/<name>                          documents
//     <prefix>incoming/<by chance>                    large ones on their way
//
// Up to 8 MiB are one PUT under the final key; more are put in parts, joined under a key by chance
// and copied within the bucket, since the key holds the SHA-256. Every part travels with its
// SHA-256, which the service compares. docs/formats/spool.md tells more.
#pragma once

#include "spool/s3/bucket.hpp"    // IWYU pragma: export
#include "spool/s3/s3_shelf.hpp"  // IWYU pragma: export
#include "spool/s3/s3_spool.hpp"  // IWYU pragma: export
#include "spool/s3/settings.hpp"  // IWYU pragma: export
