// What stores refuse, in the same words whatever they keep their bytes in.
#pragma once

#include <cstdint>

#include "base/result.hpp"

namespace rollcall::spool {

Error storage_full();
Error too_large(std::uint64_t bytes_max);
Error upload_not_there();
Error upload_corrupt();
Error document_not_there();
Error document_corrupt();

}  // namespace rollcall::spool
