"""Where playlists come from: one file a service, and the sample catalogue."""
