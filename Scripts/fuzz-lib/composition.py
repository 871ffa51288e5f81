"""Puts a case together: some layers, and in each of them some of everything that a kustomization can hold."""

import configuration
import generation
import mistakes
import patches
import plugins
import replacements
import transformations
from cases import Case
from dice import Dice
from layers import Layer, add_resources
from objects import Maker
from yamltext import Writer

# What a layer may hold, with its probability. The order matters to the items that later parts see, not to kustomize.
PARTS = [
    (generation.add_generators, 0.3), (plugins.add_generators, 0.05), (generation.add_generator_options, 0.1),
    (configuration.add_configurations, 0.07), (configuration.add_crds, 0.03), (patches.add_patches, 0.4),
    (patches.add_strategic_merge, 0.08), (patches.add_json6902, 0.06), (transformations.add_namespace, 0.25),
    (transformations.add_labels, 0.2), (transformations.add_common_labels, 0.1),
    (transformations.add_common_annotations, 0.12),
    (transformations.add_images, 0.18), (transformations.add_replicas, 0.12), (replacements.add_replacements, 0.18),
    (replacements.add_vars, 0.06), (plugins.add_transformers, 0.15), (plugins.add_validators, 0.02),
    (transformations.add_names, 0.25),
]
TOP_PARTS = [
    (transformations.add_sort_options, 0.15), (transformations.add_build_metadata, 0.12),
    (configuration.add_openapi, 0.04),
]
MISTAKES_BEFORE = 0.08
MISTAKES_AFTER = 0.04


class Composition:
    def __init__(self, dice):
        self.dice = dice
        self.case = Case()
        self.writer = Writer(dice, self.case)
        self.maker = Maker(dice, self.case)
        # Every other case is about few things, so that what differs is seen before something else hides it.
        self.density = dice.pick([0.4, 0.7, 1, 1.4])
        self.wrong = dice.pick(["top", "base", "base-2", "component"]) if dice.chance(MISTAKES_BEFORE) else None

    def compose(self):
        shape = self.dice.weighted({"one": 4, "two": 6, "three": 2, "two bases": 2, "diamond": 1})
        self.case.use(f"layers: {shape}")
        top = self._layer("top")
        if shape == "one":
            add_resources(top, self.dice.number(1, 6))
        elif shape == "diamond":
            self._diamond(top)
        else:
            names = {"two": ["base"], "three": ["middle"], "two bases": ["base", "base-2"]}[shape]
            for name in names:
                below = self._layer(name)
                if shape == "three":
                    self._use(below, self._filled(self._layer("base"), 1, 4))
                self._use(top, self._filled(below, 1, 4) if shape != "three" else self._filled(below, 0, 2))
            if self.dice.chance(0.4):
                add_resources(top, self.dice.number(1, 3))
        self._fill(top)
        if self.dice.chance(0.2):
            self._component(top)
        for part, probability in TOP_PARTS:
            if self.dice.chance(probability):
                part(top)
        self._finish(top)
        if self.dice.chance(MISTAKES_AFTER):
            mistakes.after(self.case, self.dice)
        return self.case

    def _layer(self, path, component=False):
        return Layer(self.case, self.dice, self.writer, self.maker, path, component)

    def _filled(self, layer, low, high):
        if high and (count := self.dice.number(low, high)):
            add_resources(layer, count)
        self._fill(layer)
        self._finish(layer)
        return layer

    def _fill(self, layer):
        for part, probability in PARTS:
            if self.dice.chance(min(0.9, probability * self.density)):
                part(layer)

    def _finish(self, layer):
        if self.wrong == layer.path:
            mistakes.before(self.case, layer, self.dice)
        layer.finish()

    def _use(self, layer, below):
        field = "resources" if self.dice.chance(0.94) else "bases"
        layer.add(field, [f"../{below.path}" + ("/" if self.dice.chance(0.05) else "")],
                  feature="resources: folder" if field == "resources" else field)
        layer.items += below.seen_from_above()

    def _diamond(self, top):
        """One base in two layers, which have to rename it."""
        base = self._filled(self._layer("base"), 1, 3)
        for side, prefix in (("left", "l-"), ("right", "r-")):
            layer = self._layer(side)
            self._use(layer, base)
            self._fill(layer)
            layer.prefix = prefix
            layer.add("namePrefix", prefix)
            self._finish(layer)
            self._use(top, layer)

    def _component(self, top):
        component = self._layer("component", component=True)
        component.items = list(top.items)
        count = len(component.items)
        if self.dice.chance(0.4):
            add_resources(component, self.dice.number(1, 2))
        self._fill(component)
        if not component.fields:
            transformations.add_labels(component)
        self._finish(component)
        top.add("components", ["../component"])
        top.items += component.items[count:]


def compose(seed, number):
    """Case `number` of `seed`."""
    return Composition(Dice(seed, number)).compose()
