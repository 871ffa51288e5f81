import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import BuildCommand

struct WhatBuildWrites {
    private let files = [
        "base/kustomization.yaml": "resources: [all.yaml]\n",
        "base/all.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: A, namespace: one}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: b, namespace: two}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: one}

        """,
        "x/kustomization.yaml": "resources: [../base]\n",
    ]

    @Test func `is one file, what kubectl prints`() async throws {
        try await withTemporaryDirectory { folder in
            try write(files, below: folder)
            let output = folder.appending("out.yaml").string
            #expect(BuildCommand.run(["--output", output, folder.appending("x").string]) == 0)
            let expected = try await TestSupport.run("kubectl", "kustomize", folder.appending("x").string)
            #expect(try String(contentsOfFile: output, encoding: .utf8) == expected)
        }
    }

    @Test func `is one file an object in a folder that is there`() async throws {
        try await withTemporaryDirectory { folder in
            try write(files, below: folder)
            let output = folder.appending("out").string
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: false)
            #expect(BuildCommand.run(["-o", output, folder.appending("x").string]) == 0)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: output).sorted() == [
                    "one_v1_configmap_a.yaml", "two_v1_configmap_b.yaml", "v1_namespace_one.yaml",
                ]
            )
        }
    }

    @Test func `is nothing when the folder cannot be built, or the command line is wrong`() async throws {
        try await withTemporaryDirectory { folder in
            try write(["x/kustomization.yaml": "resources: [none.yaml]\n"], below: folder)
            let output = folder.appending("out.yaml").string
            #expect(BuildCommand.run(["-o", output, folder.appending("x").string]) == 1)
            #expect(BuildCommand.run(["-o", output, folder.appending("nowhere").string]) == 1)
            #expect(BuildCommand.run(["-o", output, "--nonsense"]) == 64)
            #expect(!FileManager.default.fileExists(atPath: output))
        }
    }
}
