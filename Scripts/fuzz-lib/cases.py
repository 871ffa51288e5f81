"""A case: files by path, the folder to build, and the features that it uses."""

import hashlib
import os
from pathlib import Path


class Case:
    def __init__(self, files=None, target="top"):
        self.files = dict(files or {})  # path, with "/" between its parts: bytes
        self.target = target
        self.features = set()
        self.texts = []  # every YAML document that was written, also those inside others

    def use(self, feature):
        self.features.add(feature)

    def digest(self, *more):
        """Names the content: equal for equal files and target."""
        total = hashlib.sha256()
        for part in (self.target, *more):
            total.update(part.encode() + b"\0")
        for path, content in sorted(self.files.items()):
            total.update(f"{path}\0{len(content)}\0".encode() + content)
        return total.hexdigest()

    def with_files(self, files):
        other = Case(files, self.target)
        other.features = self.features
        other.texts = self.texts
        return other

    def write(self, folder):
        for path, content in self.files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        Path(folder, self.target).mkdir(parents=True, exist_ok=True)

    @staticmethod
    def read(folder, target):
        files = {}
        for parent, _, names in os.walk(folder):
            for name in names:
                file = Path(parent, name)
                files[file.relative_to(folder).as_posix()] = file.read_bytes()
        return Case(files, target)

    def __str__(self):
        """All files one after another, for a human."""
        parts = []
        for path, content in sorted(self.files.items()):
            text = content.decode("utf-8", "backslashreplace").replace("\r", "\\r").replace("\t", "\\t")
            parts.append(f"--- {path}\n" + "".join(f"    {line}\n" for line in text.splitlines()))
        return "".join(parts)
