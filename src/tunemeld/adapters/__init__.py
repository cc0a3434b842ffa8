"""How the ports are answered: one folder a family of ports, one file a technology."""
