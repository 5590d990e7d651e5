"""Full-text search: append-only Whoosh segments whose posting lists are roaring bitmaps.

How it fits together, in the order of reading:

- ``documents`` says what can be found; ``folding`` and ``analysis`` turn text into terms (single characters, two and
  three characters for exact substrings; words for ranking; pinyin for names).
- ``index`` appends a sealed, immutable segment and opens the segments that a manifest names. The database is the truth:
  a segment that no manifest row names is never seen and can be removed.
- ``query`` parses what a person typed with a bounded grammar of our own; Whoosh's parser never sees it, because a few
  characters typed there (``*a*``, a thousand brackets) hold a worker for seconds.
- ``find`` answers with set algebra on bitmaps. Documents are only ever appended, so what is visible at a version is one
  more bitmap, and a search of an old version costs the same as one of today.

This package knows nothing of the database, the site or its data.
"""
