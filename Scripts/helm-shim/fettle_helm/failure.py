"""The error that ends a command."""


class Failure(Exception):
    """Printed as `Error: …`, exit code 1."""
