"""What readers get, in the fields that clients rely on: one file for each thing that they ask for."""
