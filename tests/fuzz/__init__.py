"""Fuzzing of every door for bytes from outside. Short in the tests; `make fuzz` runs the long form, `python -m tests.fuzz --help`."""
