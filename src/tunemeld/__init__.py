"""TuneMeld: where do the streaming services' own editors agree?"""

__version__ = "0.1.0"
