"""How the outside world drives the use cases."""
