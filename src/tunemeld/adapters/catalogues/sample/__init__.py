"""An invented musical world that answers as the three services do, without a key or a network.

No artist, title or label in it is real, as far as its authors know, and none of its addresses leads to
anybody's music. Everything is computed from a few words and fixed seeds: the same week gives the same bytes,
on every machine and every version of Python.
"""
