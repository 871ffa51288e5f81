"""The random choices of one case. The same seed and number give the same choices, whatever other cases there are."""

import random


class Dice:
    def __init__(self, seed, number):
        self._random = random.Random(f"{seed}/{number}")

    def chance(self, probability):
        return self._random.random() < probability

    def number(self, low, high):
        return self._random.randint(low, high)

    def pick(self, choices):
        return self._random.choice(choices)

    def weighted(self, choices):
        """A key of {choice: weight}."""
        return self._random.choices(list(choices), list(choices.values()))[0]

    def some(self, choices, low=0, high=None):
        """Between `low` and `high` different choices, in random order."""
        choices = list(choices)
        high = len(choices) if high is None else min(high, len(choices))
        return self._random.sample(choices, self._random.randint(min(low, high), high))

    def shuffled(self, choices):
        return self._random.sample(list(choices), len(choices))
