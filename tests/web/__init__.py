"""The HTTP service, run for real on a loopback port."""
