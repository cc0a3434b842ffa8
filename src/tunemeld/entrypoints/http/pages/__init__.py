"""The web page, rendered on the server: what people come for, beside what programs ask."""
