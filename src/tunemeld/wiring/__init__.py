"""The parts of the container: which adapter answers which port, a file for each thing that can be chosen."""
