"""Who hands work to workers on other machines."""
