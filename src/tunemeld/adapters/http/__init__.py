"""The one HTTP client: time-outs, pace, retries, cool-downs, redaction."""
