"""Probes for the doctor, by what they look at."""
