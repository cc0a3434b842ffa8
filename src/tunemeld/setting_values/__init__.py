"""How the values of settings are read, checked, shown, and complained about."""
