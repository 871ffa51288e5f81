"""What ends the comparison early, in the words for the user."""


class Failure(Exception):
    pass
