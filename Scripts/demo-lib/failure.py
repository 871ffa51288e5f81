"""The one kind of failure that the demo reports in words."""


class Failure(Exception):
    """What went wrong and what to do, for the reader."""
