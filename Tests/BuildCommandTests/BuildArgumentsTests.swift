import Testing

@testable import BuildCommand

struct TheCommandLineOfBuild {
    @Test func `names a folder, or means the one it is called in`() throws {
        #expect(try BuildArguments([]).folder == ".")
        #expect(try BuildArguments(["overlays/perso"]).folder == "overlays/perso")
        #expect(try BuildArguments(["--", "-odd"]).folder == "-odd")
    }

    @Test func `takes kustomize's options in both spellings`() throws {
        let spaced = try BuildArguments([
            "--load-restrictor", "LoadRestrictionsNone", "--reorder", "none", "-o", "out.yaml", "x",
        ])
        let joined = try BuildArguments([
            "--load-restrictor=LoadRestrictionsNone", "--reorder=none", "--output=out.yaml", "x",
        ])
        #expect(spaced == joined)
        #expect(!spaced.restrictsFiles && !spaced.sorts && spaced.output == "out.yaml" && spaced.folder == "x")
        #expect(try BuildArguments(["--enable-managedby-label"]).addsManagedByLabel)
    }

    @Test(arguments: [
        (["a", "b"], "fettle build: takes one folder, not 2; build them one by one"),
        (["--output"], "fettle build: --output is not followed by a value; add one"),
        (["--enable-helm"], "fettle build: unknown option --enable-helm; see fettle build --help"),
        (["--reorder=size"], "fettle build: --reorder: 'size' is none of: legacy, none"),
    ])
    func `says what is wrong with it`(arguments: [String], message: String) {
        #expect {
            try BuildArguments(arguments)
        } throws: { error in
            "\(error)" == message
        }
    }
}
