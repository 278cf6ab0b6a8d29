"""What may stand in a column of a file that is brought in, and how a value is written there.

A file may come from anywhere: what the forms would have refused is refused here too, so that no
page stumbles over it later. The type of a column says most; `INSIDE` says what the lists and
mappings hold, `WORDS` which texts need more than a length.
"""

from __future__ import annotations

from webapp.export.shapes.columns import ROWS, UnfitError, reader_of, writer_of
from webapp.export.shapes.contents import INSIDE

__all__ = ["INSIDE", "ROWS", "UnfitError", "reader_of", "writer_of"]
