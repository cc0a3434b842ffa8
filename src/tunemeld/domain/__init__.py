"""What TuneMeld knows about music: pure values and rules, no clock, no I/O, no settings."""
