"""A small reader: which span of a passage answers a question. Numpy only; weights and their card lie beside it."""

import os

# numpy's matrices are small here: a second thread waits longer than it works, and adds up in another order, so that the
# last digits would depend on how many cores there are. Read by numpy when it is imported, which this is before.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Not pathlib: a question that rules answer need not wait for its import.
WEIGHTS = os.path.join(os.path.dirname(__file__), "weights.bin")

# What a question asks for decides how much the reader's word counts: a form, something told in a sentence, or neither.
GROUPS = ("typed", "told", "open")

# What the reader makes of a candidate (see `views`), beside what is known of it without reading: of its span within its
# passage, by group, and once more where the sentence is not scoped (see `Sentence`); of its passage among those read, where
# it is and where not; of them all. `picked`: by the reader, and not by rules; `the pick`: the most probable of its passage.
SPAN = ("odds", "probability", "like the pick", "likeness", "holding", "picked", "the pick")
_BY_GROUP = tuple(f"{name}, {group}" for group in GROUPS for name in SPAN)
VIEW = (*_BY_GROUP, *(f"{name}, unscoped" for name in _BY_GROUP), "passage, scoped", "passage, open", "nothing")
