/// The command line of `fettle build`.
///
/// Read without a library for it: the executable that runs this command is linked statically and starts in half a
/// millisecond, which Foundation would make many.
struct BuildArguments: Equatable {
    var folder = "."
    var restrictsFiles = true
    var sorts = true
    var addsManagedByLabel = false
    /// Where the result goes; nil for standard output.
    var output: String?
    var asksForHelp = false

    /// Why a command line cannot be followed.
    struct Misuse: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter arguments: those behind `build`.
    init(_ arguments: some Sequence<String>) throws(Misuse) {
        var rest = Array(arguments)[...]
        var folders: [String] = []
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument != "-" else {
                folders.append(argument)
                continue
            }
            if argument == "--" {
                folders += rest
                break
            }
            try read(option: argument, &rest)
        }
        guard folders.count <= 1 else {
            throw Misuse(description: "fettle build: takes one folder, not \(folders.count); build them one by one")
        }
        if let folder = folders.first { self.folder = folder }
    }

    private mutating func read(option: String, _ rest: inout ArraySlice<String>) throws(Misuse) {
        let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        func value() throws(Misuse) -> String {
            if parts.count == 2 { return parts[1] }
            guard let value = rest.popFirst() else {
                throw Misuse(description: "fettle build: \(name) is not followed by a value; add one")
            }
            return value
        }
        func choice(_ choices: [String: Bool]) throws(Misuse) -> Bool {
            let text = try value()
            guard let choice = choices[text] else {
                let all = choices.keys.sorted().joined(separator: ", ")
                throw Misuse(description: "fettle build: \(name): '\(text)' is none of: \(all)")
            }
            return choice
        }
        switch name {
        case "-h", "--help": asksForHelp = true
        case "-o", "--output": output = try value()
        case "--load-restrictor":
            restrictsFiles = try choice(["LoadRestrictionsRootOnly": true, "LoadRestrictionsNone": false])
        case "--reorder": sorts = try choice(["legacy": true, "none": false])
        case "--enable-managedby-label" where parts.count == 1: addsManagedByLabel = true
        case "--enable-managedby-label": addsManagedByLabel = try choice(["true": true, "false": false])
        default:
            throw Misuse(description: "fettle build: unknown option \(name); see fettle build --help")
        }
    }

    static let help = """
        OVERVIEW: Print what `kubectl kustomize` prints for a folder.

        Reads the folder's kustomization and what it names, starts no program and fetches nothing.

        USAGE: fettle build [<folder>] [options]

        ARGUMENTS:
          <folder>                The folder with the kustomization.yaml. (default: .)

        OPTIONS:
          --load-restrictor <restrictor>
                                  Whether a kustomization may read files outside of its folder:
                                  LoadRestrictionsRootOnly or LoadRestrictionsNone. (default: LoadRestrictionsRootOnly)
          --reorder <order>       legacy sorts the objects by kind, none leaves them as they are named. sortOptions of
                                  the kustomization wins. (default: legacy)
          --enable-managedby-label
                                  Add the label app.kubernetes.io/managed-by to every object.
          -o, --output <file>     Write to a file; into a folder, one file an object.
          -h, --help              Show help information.

        """
}
