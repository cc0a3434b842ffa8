"""What the use cases ask of the outside world, in their own words; `adapters/` answers."""
