import Glibc
import Kustomize
import Manifests
import SourceTrees
import YAML

/// Gives libFuzzer the process, since the package manager wants a program to have an entry of its own.
@main
enum FuzzTarget {
    static func main() {
        var count = CommandLine.argc
        var arguments: Arguments? = CommandLine.unsafeArgv
        exit(runFuzzer(&count, &arguments) { testOneInput($0, $1) })
    }
}

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// libFuzzer's own loop (its `FuzzerInterface.h`), which is linked in with `-sanitize=fuzzer`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<Arguments?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt,
) -> CInt

/// What libFuzzer calls, under the name by which it does when its own entry is the one that is linked: reads noise as
/// YAML, and builds it as a kustomization and as an object beside one.
///
/// Nothing may trap, and nothing may take for ever; every input gives a value or an error with a place.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let documents = (try? Node.parse(bytes, file: "noise")) ?? []
    for document in documents {
        for rules in [ScalarRules.kustomize, .kubernetes] {
            _ = (try? document.value(file: "noise", rules: rules))?.yaml(.folded)
            _ = (try? document.traced(file: "noise", number: 1, rules: rules))?.yaml(.folded)
        }
    }
    build(bytes, as: "kustomization.yaml")
    build(bytes, as: "object.yaml")
    build(bytes, as: "patch.yaml")
    return 0
}

private let files = [
    "kustomization.yaml": "resources: [object.yaml]\nnamePrefix: a-\npatches: [{path: patch.yaml}]\n",
    "object.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {b: c}\n",
    "patch.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {b: d}\n",
]

private func build(_ bytes: [UInt8], as name: String) {
    guard var tree = try? InMemoryTree(files), let path = try? TreePath(name) else { return }
    tree.add(bytes, at: path)
    _ = try? Kustomizer.output(of: FolderBuild(tree: tree, path: .root)).yaml
    _ = try? Kustomizer.manifests(of: Build(tree: tree, path: .root))
}
