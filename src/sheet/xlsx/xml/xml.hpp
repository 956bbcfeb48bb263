// sheet/xlsx/xml: the XML of a workbook's large parts, as a stream.
//
// PartText turns a part into UTF-8, Window shows a stretch of it, Markup walks its tags,
// TextBuilder makes text of character data. Nothing here allocates by what the file states, no
// entity is ever defined, and any DOCTYPE ends the reading.
#pragma once

#include "sheet/xlsx/xml/character_data.hpp"  // IWYU pragma: export
#include "sheet/xlsx/xml/markup.hpp"          // IWYU pragma: export
#include "sheet/xlsx/xml/part_text.hpp"       // IWYU pragma: export
#include "sheet/xlsx/xml/window.hpp"          // IWYU pragma: export
