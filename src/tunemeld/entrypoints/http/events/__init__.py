"""Publications as they happen, told to whoever listens (server-sent events)."""
