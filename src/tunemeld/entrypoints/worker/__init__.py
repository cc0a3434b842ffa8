"""Workers: processes that carry out the parts of distributed runs."""
