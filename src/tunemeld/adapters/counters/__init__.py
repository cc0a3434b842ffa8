"""How often single recordings are played, by those who have to be asked for it."""
