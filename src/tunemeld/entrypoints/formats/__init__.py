"""Charts as other programs read them: spreadsheets, players, feed readers."""
