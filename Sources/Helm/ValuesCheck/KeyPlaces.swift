internal import Charts
internal import Manifests
internal import SourceTrees
internal import YAML

/// Finds the file and line of keys of values.
struct KeyPlaces {
    let release: HelmRelease
    let layers: [ValuesLayer]
    /// The commit, decrypted.
    let repository: any SourceTree
    let dataOrigin: DataOrigin
    private var files: [String: [Node]] = [:]

    init(
        release: HelmRelease,
        layers: [ValuesLayer],
        repository: any SourceTree,
        dataOrigin: @escaping DataOrigin,
    ) {
        self.release = release
        self.layers = layers
        self.repository = repository
        self.dataOrigin = dataOrigin
    }

    /// A file with its line where that is known, else an object; what says the value last counts.
    mutating func place(of path: ValuePath) -> String {
        for layer in layers.reversed() {
            if let place = place(of: path, in: layer) { return place }
        }
        return release.subject
    }

    /// Whether the value at a path is kept there for other keys to use by an alias.
    func isKeptForOthers(_ path: ValuePath) -> Bool {
        layers.contains { layer in
            switch layer.content {
            case .own: ownValues.map { SharedPlaces.exist(at: path, in: $0) } ?? false
            case .file(let node): SharedPlaces.exist(at: path, in: node)
            case .placed: false
            }
        }
    }

    /// The values of the release with their places.
    private var ownValues: TracedValue? { release.valuesOrigins.fields?.object["spec"]?["values"] }

    private mutating func place(of path: ValuePath, in layer: ValuesLayer) -> String? {
        switch layer.content {
        case .own: return ownPlace(of: path)
        case .file(let node):
            guard let line = node.keyLine(at: path[...]), let object = layer.object else { return nil }
            return place(ofLine: line, in: layer, object)
        case .placed(let steps):
            let place: ValuePath = steps.map { step in
                switch step {
                case .key(let key): .field(key)
                case .index(let index): .index(index)
                }
            }
            guard place.starts(with: path) || path.starts(with: place), let object = layer.object else { return nil }
            return dataOrigin(object, layer.key)?.description ?? name(of: object, layer.key)
        }
    }

    private func name(of object: ObjectReference, _ key: String) -> String {
        "\(object.kind) \(object.shortName), key '\(key)'"
    }

    // MARK: Values in ConfigMaps and Secrets

    private mutating func place(ofLine line: Int, in layer: ValuesLayer, _ object: ObjectReference) -> String {
        let unknown = "\(name(of: object, layer.key)), line \(line)"
        guard let origin = dataOrigin(object, layer.key) else { return unknown }
        guard let first = origin.line, first > 0 else { return "\(origin.file):\(line)" }
        guard let documents = documents(of: origin.file) else { return unknown }
        for document in documents {
            guard let value = document.entry(named: layer.key, atLine: first) else { continue }
            // Only the lines of a block are those of its text; they begin below the key.
            let isText = value.style == .literal && !(object.kind == "Secret" && document.hasEncoded(layer.key))
            return "\(origin.file):\(isText ? first + line : first)"
        }
        // A file that a generator took in is the text itself.
        return "\(origin.file):\(line)"
    }

    // MARK: Values of the release

    private mutating func ownPlace(of path: ValuePath) -> String? {
        guard release.values.holds(path[...]) else { return nil }
        guard let fields = release.valuesOrigins.fields else { return nil }
        var traced = ownValues
        for step in path {
            switch step {
            case .field(let name): traced = traced?[name]
            case .index(let index):
                let elements = traced?.elements ?? []
                traced = elements.indices.contains(index) ? elements[index] : nil
            }
        }
        guard let trace = traced?.trace, let origin = fields.writings(of: trace).last?.origin else { return nil }
        let mark = Mark(line: trace.place.line, column: trace.place.column)
        guard let line = origin.line, let documents = documents(of: origin.file) else { return origin.description }
        // A map begins where its first key stands, not where its own key does.
        var best: (line: Int, length: Int)?
        for document in documents {
            document.forEachEntry(below: []) { place, entry in
                guard entry.value.mark == mark else { return }
                let length = zip(place.reversed(), path.reversed()).prefix { $0 == $1 }.count
                if length > best?.length ?? 0 { best = (entry.key.mark.line, length) }
            }
        }
        return "\(origin.file):\(best?.line ?? line)"
    }

    private mutating func documents(of file: String) -> [Node]? {
        if let known = files[file] { return known }
        // What cannot be read now was read before; its line is the one that is known.
        guard let path = try? TreePath(file), let bytes = try? repository.read(path),
            let documents = try? Node.parse(bytes, file: file, noteDuplicate: { _, _ in })
        else { return nil }
        files[file] = documents
        return documents
    }
}

extension Value {
    /// Whether something lies at a path.
    func holds(_ path: ArraySlice<FieldOrigins.Step>) -> Bool {
        self.at(path) != nil
    }

    /// What lies at a path; nil when nothing does.
    func at(_ path: ArraySlice<FieldOrigins.Step>) -> Value? {
        guard let step = path.first else { return self }
        switch step {
        case .field(let name): return self[name]?.at(path.dropFirst())
        case .index(let index):
            guard let array, array.indices.contains(index) else { return nil }
            return array[index].at(path.dropFirst())
        }
    }
}

extension Node {
    /// Calls `body` for every entry of every mapping, with its path.
    fileprivate func forEachEntry(below path: ValuePath, _ body: (ValuePath, Entry) -> Void) {
        switch content {
        case .scalar: return
        case .sequence(let elements):
            for (index, element) in elements.enumerated() {
                element.forEachEntry(below: path + [.index(index)], body)
            }
        case .mapping(let entries):
            for entry in entries {
                guard case .scalar(let name, _) = entry.key.content else { continue }
                let place = path + [.field(name)]
                body(place, entry)
                entry.value.forEachEntry(below: place, body)
            }
        }
    }

    /// The value of an entry of that name that begins in the line.
    fileprivate func entry(named name: String, atLine line: Int) -> Node? {
        var found: Node?
        forEachEntry(below: []) { path, entry in
            if path.last == .field(name), entry.value.mark.line == line { found = entry.value }
        }
        return found
    }

    /// Whether the entry of that name is encoded, as in the `data` of a Secret.
    fileprivate func hasEncoded(_ name: String) -> Bool {
        var isEncoded = false
        forEachEntry(below: []) { path, _ in
            if path == [.field("data"), .field(name)] { isEncoded = true }
        }
        return isEncoded
    }
}
