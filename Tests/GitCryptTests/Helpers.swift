import SourceTrees

@testable import GitCrypt

/// A key file written from the format's description, for what git-crypt itself has no command for: several versions.
func keyFileBytes(name: String? = nil, versions: [(number: UInt32, encryption: [UInt8], authentication: [UInt8])])
    -> [UInt8]
{
    var bytes: [UInt8] = [0] + "GITCRYPTKEY".utf8 + bigEndian(2)
    if let name { bytes += field(1, Array(name.utf8)) }
    bytes += bigEndian(0)
    for version in versions {
        bytes += field(1, bigEndian(version.number)) + field(3, version.encryption) + field(5, version.authentication)
        bytes += bigEndian(0)
    }
    return bytes
}

func field(_ number: UInt32, _ bytes: [UInt8]) -> [UInt8] {
    bigEndian(number) + bigEndian(UInt32(bytes.count)) + bytes
}

func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}

func randomBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max) }
}

/// The text of the error that `body` throws; nil when it throws none.
func message(_ body: () throws -> some Any) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return "\(error)"
    }
}

func path(_ text: String) throws -> TreePath {
    try TreePath(text)
}

/// A copy of a tree's files, to be changed.
func copy(_ tree: any SourceTree) throws -> InMemoryTree {
    var result = InMemoryTree()
    func add(_ folder: TreePath) throws {
        for name in try tree.names(in: folder) {
            let path = folder.child(name)
            switch try tree.node(at: path) {
            case .directory: try add(path)
            case .file: result.add(try tree.contents(of: path), at: path)
            default: break
            }
        }
    }
    try add(.root)
    return result
}

let plainAttributes = "*.secret filter=git-crypt diff=git-crypt\n*.perso filter=git-crypt-perso diff=git-crypt-perso\n"

extension SourceTree {
    func read(_ path: String) throws -> [UInt8] {
        try read(try TreePath(path))
    }
}

extension DecryptedTree {
    func isEncrypted(_ path: String) throws -> Bool {
        try isEncrypted(try TreePath(path))
    }
}
