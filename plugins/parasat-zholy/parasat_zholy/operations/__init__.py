"""Changes, by noun: operations flush, the request commits."""
