internal import Manifests
internal import SourceTrees
internal import YAML

/// Finds out what a build reads, and everything that is wrong with it on the way.
///
/// Only what the kustomization files name is read, so a secret that the build does not need is never decrypted.
final class InputReader {
    /// What the documents of a folder are for.
    enum Role {
        case resources
        /// Configurations of transformers, generators and validators.
        case plugins
    }

    let tree: any SourceTree
    private let isEncrypted: (TreePath) throws -> Bool
    var input = BuildInput()
    var problems: [Problem] = []
    private var parsed: [TreePath: [Node]] = [:]
    private var visited: Set<TreePath> = []
    /// The folders that are being read, the built one first.
    private var open: [TreePath] = []

    /// The names that kustomize looks for.
    static let kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    init(tree: any SourceTree, isEncrypted: @escaping (TreePath) throws -> Bool) {
        self.tree = tree
        self.isEncrypted = isEncrypted
    }

    // MARK: Folders

    /// Reads the folder that is built; one without kustomization file gets one that lists its manifests.
    func readRoot(_ path: TreePath) {
        do {
            let real = try tree.resolve(path)
            note(linksTo: path)
            switch try tree.node(at: real) {
            case .directory: break
            case nil: return fail("\(path)", "no such folder; correct the path, or add it")
            default: return fail("\(path)", "is a file, not a folder; name the folder that holds it")
            }
            if try kustomizationFiles(in: real).isEmpty {
                guard let text = try PlainFolder(tree: tree).kustomization(for: real) else {
                    return fail("\(path)", "holds neither a kustomization.yaml nor manifests; add what it is to deploy")
                }
                input.files[real.child("kustomization.yaml")] = Array(text.utf8)
            }
            readFolder(real, role: .resources, from: nil)
        } catch {
            fail("\(path)", error)
        }
    }

    /// Reads the folder at the real path `folder` that `reference` names.
    func readFolder(_ folder: TreePath, role: Role, from reference: Reference?) {
        if open.contains(folder), let reference {
            return fail(reference, "leads back to the folder that names it; break the circle")
        }
        guard visited.insert(folder).inserted else { return }
        open.append(folder)
        defer { open.removeLast() }
        do {
            let files = try kustomizationFiles(in: folder)
            guard let file = files.first else {
                guard let reference else { return }
                return fail(reference, "has no kustomization.yaml; add one, or name its files")
            }
            guard files.count == 1 else {
                let names = files.map(\.name).joined(separator: " and ")
                return fail("\(folder)", "holds \(names); keep one of them")
            }
            let real = try tree.resolve(file)
            note(linksTo: file)
            guard let node = try documents(of: real).first else { return }
            guard node.isMapping else {
                // Kustomize says what it thinks of an empty one.
                if node.text == "" { return }
                return fail("\(file):\(node.mark.line)", "is no kustomization; write its fields, as in resources: []")
            }
            if open.count == 1, input.root == nil { input.root = node }
            read(KustomizationFile(file: real, folder: folder, node: node), role: role)
        } catch {
            guard let reference else { return fail("\(folder)", error) }
            fail(reference, error)
        }
    }

    private func kustomizationFiles(in folder: TreePath) throws -> [TreePath] {
        try Self.kustomizationNames.map { folder.child($0) }.filter { file in
            try input.files[file] != nil || tree.kind(at: file) == .file
        }
    }

    // MARK: Paths

    /// What lies at the path that `reference` names, seen from `folder`; nil after a problem.
    ///
    /// `mayBeFile` says whether a file there counts even if its name looks like a remote place.
    func locate(_ reference: Reference, from folder: TreePath, mayBeFile: Bool = true) -> (TreePath, TreeNode)? {
        let isRemote = RemotePath.isRemote(reference.text)
        do {
            let path = isRemote ? try? folder.appending(reference.text) : try folder.appending(reference.text)
            let real = try path.map { try tree.resolve($0) }
            let node = try real.flatMap { try tree.node(at: $0) }
            if isRemote, node != .file || !mayBeFile || reference.text.contains("://") {
                fail(reference, "is a remote place, and fettle renders this repository only; copy its files in")
                return nil
            }
            guard let path, let real, let node else {
                fail(reference, "no such file or folder; correct the path, or add it")
                return nil
            }
            note(linksTo: path)
            return (real, node)
        } catch {
            fail(reference, error)
            return nil
        }
    }

    /// The real path of the file that `reference` names, read and ready to be written; nil after a problem.
    func readFile(_ reference: Reference, from folder: TreePath) -> TreePath? {
        guard let (real, node) = locate(reference, from: folder) else { return nil }
        guard node == .file else {
            fail(reference, "is a folder, not a file; name a file in it")
            return nil
        }
        return readFile(real, reference, from: folder)
    }

    func readFile(_ real: TreePath, _ reference: Reference, from folder: TreePath) -> TreePath? {
        // Kustomize refuses it too, after it has read everything else.
        guard folder.contains(real) else {
            fail(reference, "lies outside of the folder of this file, where only folders can be named; move it here")
            return nil
        }
        do {
            try load(real)
            return real
        } catch {
            fail(reference, error)
            return nil
        }
    }

    /// The documents of a YAML or JSON file that `reference` names.
    func readDocuments(_ real: TreePath, _ reference: Reference, from folder: TreePath) -> [Node] {
        guard readFile(real, reference, from: folder) != nil else { return [] }
        do {
            return try documents(of: real)
        } catch {
            fail(reference, error)
            return []
        }
    }

    private func load(_ real: TreePath) throws {
        guard input.files[real] == nil else { return }
        let isEncrypted = try isEncrypted(real)
        input.files[real] = try tree.contents(of: real)
        if isEncrypted { input.encrypted.insert(real) }
    }

    private func documents(of real: TreePath) throws -> [Node] {
        if let documents = parsed[real] { return documents }
        // One bad file is one problem, however many name it.
        parsed[real] = []
        try load(real)
        let bytes = input.files[real] ?? []
        try Self.checkText(bytes, of: real)
        let documents = try Node.parse(bytes, file: "\(real)")
        parsed[real] = documents
        return documents
    }

    /// Names the line of bytes that are no text, which a YAML parser meets before it counts lines.
    private static func checkText(_ bytes: [UInt8], of file: TreePath) throws {
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw Problems("\(file):\(line + 1)", "is not valid UTF-8 text; save the file as UTF-8")
    }

    /// Remembers the links on the way to `path`, which is known to stay inside the repository.
    private func note(linksTo path: TreePath) {
        var real = TreePath.root
        var open = Array(path.components.reversed())
        while let name = open.popLast() {
            if name == ".." {
                real = real.parent
                continue
            }
            let next = real.child(name)
            guard case .link(let target) = try? tree.node(at: next) else {
                real = next
                continue
            }
            input.links[next] = target
            open.append(contentsOf: target.split(separator: "/").filter { $0 != "." }.map(String.init).reversed())
        }
    }

    // MARK: Problems

    func fail(_ subject: String, _ message: String) {
        problems.append(Problem(subject, message))
    }

    func fail(_ reference: Reference, _ message: String) {
        fail(reference.place, "\(reference.field): \(reference.text): \(message)")
    }

    private func fail(_ subject: String, _ error: any Error) {
        switch error {
        case let error as Problems: problems += error.list
        case let error as YAMLError: fail(error.place, error.message)
        case let error as SourceTreeError where error.subject == subject: fail(subject, error.message)
        case let error as SourceTreeError: fail(subject, error.description)
        default: fail(subject, "\(error)")
        }
    }

    private func fail(_ reference: Reference, _ error: any Error) {
        switch error {
        case let error as Problems: problems += error.list
        case let error as YAMLError: fail(error.place, error.message)
        case let error as SourceTreeError where error.subject == reference.text: fail(reference, error.message)
        default: fail(reference.place, "\(reference.field): \(reference.text): \(error)")
        }
    }
}

/// A path as a file names it.
struct Reference {
    /// The file and line that name it.
    let place: String
    let field: String
    let text: String
}

extension YAMLError {
    /// File, line and column.
    var place: String { "\(file):\(mark.line):\(mark.column)" }
}
