// swift-tools-version: 6.2
import PackageDescription

// Targets are grouped by layer, lowest first: a target depends only on targets of lower layers. `docs/architecture.md`
// says what each one is for. A target's dependencies stand one per line, ours before those of other packages.

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let inMemoryLogging: Target.Dependency = .product(name: "InMemoryLogging", package: "swift-log")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name)] + dependencies,
        resources: resources,
        swiftSettings: settings,
    )
}

let targets: [Target] = [
    // Layer 0: the C libraries, as Debian's packages install them.
    .systemLibrary(name: "CGPGME", pkgConfig: "gpgme", providers: [.apt(["libgpgme-dev"])]),
    .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // Layer 1: leaves.
    library("Blocking", ["CMalloc"]),
    tests(of: "Blocking"),
    library("SourceTrees", [systemPackage]),
    tests(of: "SourceTrees", ["TestSupport", systemPackage]),
    library("YAML", ["CLibYAML"]),
    tests(of: "YAML", ["TestSupport", systemPackage]),

    // Layer 2: what fettle reads and runs.
    library("GitCrypt", ["Blocking", "CGPGME", "SourceTrees", crypto, cryptoExtras, systemPackage]),
    tests(of: "GitCrypt", ["SourceTrees", "TestSupport", systemPackage]),
    library("HTTP", ["Blocking", "CLibcurl", systemPackage]),
    tests(of: "HTTP", ["Blocking", "TestSupport", systemPackage]),
    library("Manifests", ["YAML"]),
    tests(of: "Manifests", ["YAML"]),
    library("Tools", [subprocess, systemPackage]),
    tests(of: "Tools", ["TestSupport", systemPackage]),

    // Layer 3: what those are for.
    library("Charts", ["Blocking", "CZlib", "HTTP", "Manifests", "SourceTrees", "YAML", crypto, systemPackage]),
    tests(of: "Charts", ["HTTP", "Manifests", "SourceTrees", "TestSupport", "YAML", systemPackage]),
    library("Git", ["Blocking", "CLibgit2", "HTTP", "SourceTrees", systemPackage]),
    tests(of: "Git", ["Blocking", "HTTP", "SourceTrees", "TestSupport", systemPackage]),
    library("Kubernetes", ["HTTP", "Manifests", "Tools", "YAML", crypto, systemPackage]),
    tests(of: "Kubernetes", ["Blocking", "HTTP", "Manifests", "TestSupport", "Tools", "YAML", systemPackage]),
    library("Kustomize", ["Manifests", "SourceTrees", "YAML"]),
    tests(of: "Kustomize", ["Manifests", "SourceTrees", "TestSupport", "YAML", systemPackage]),

    // Layer 4: releases.
    library(
        "Helm",
        ["Charts", "HTTP", "Kustomize", "Manifests", "SourceTrees", "Tools", "YAML", crypto, systemPackage],
    ),
    tests(of: "Helm", ["Charts", "HTTP", "Manifests", "SourceTrees", "TestSupport", "Tools", "YAML", systemPackage]),

    // Layer 5: what fettle decides.
    library(
        "Reconciliation",
        [
            "Blocking", "Charts", "Git", "GitCrypt", "Helm", "Kubernetes", "Kustomize", "Manifests", "SourceTrees",
            "Tools", "YAML",
            logging, systemPackage,
        ],
    ),
    tests(
        of: "Reconciliation",
        [
            "Charts", "Git", "GitCrypt", "Helm", "Kubernetes", "Kustomize", "Manifests", "SourceTrees", "TestSupport",
            "Tools", "YAML",
            inMemoryLogging, logging, systemPackage,
        ],
    ),

    // Layer 6: what it looks like from outside.
    library("BuildCommand", ["Kustomize", "Manifests", "SourceTrees", "YAML", systemPackage]),
    tests(of: "BuildCommand", ["TestSupport", systemPackage]),
    library("Telemetry", [logging, systemPackage]),
    tests(of: "Telemetry", ["TestSupport", logging, systemPackage]),

    // Layer 7: the command line.
    library(
        "Commands",
        [
            "BuildCommand", "Charts", "Git", "GitCrypt", "Helm", "Kubernetes", "Kustomize", "Manifests",
            "Reconciliation", "SourceTrees", "Telemetry", "Tools", "YAML",
            argumentParser, logging, systemPackage, unixSignals,
        ],
    ),

    // Layer 8: the executables. `fettle` is linked statically, so that it starts in half a millisecond; see its source.
    .executableTarget(
        name: "fettle",
        dependencies: ["BuildCommand"],
        swiftSettings: settings,
        linkerSettings: [
            .unsafeFlags(["-static-executable"])
        ],
    ),
    .executableTarget(name: "fettle-core", dependencies: ["Commands"], swiftSettings: settings),
    .executableTarget(
        name: "fettle-bench",
        dependencies: ["HTTP", "Kustomize", "Manifests", "SourceTrees", "YAML", systemPackage],
        swiftSettings: settings,
    ),
    // These run the executables and depend on none, since the static one's linker settings would be theirs, too.
    .testTarget(
        name: "IntegrationTests",
        dependencies: ["TestSupport", subprocess, systemPackage],
        swiftSettings: settings,
    ),

    // For tests only.
    library("TestSupport", ["SourceTrees", subprocess, systemPackage]),
    tests(of: "TestSupport", [systemPackage]),
]

// Everything is built for libFuzzer: `Scripts/fuzz-yaml` asks for this target.
let fuzzing: [Target] =
    Context.environment["FETTLE_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "fettle-fuzz",
            dependencies: ["Kustomize", "Manifests", "SourceTrees", "YAML"],
            path: "Tests/Fuzz",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
            // libFuzzer has an entry, and so has what the package manager makes.
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-Xlinker", "-z", "-Xlinker", "muldefs"])],
        )
    ]

let package = Package(
    name: "fettle",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: targets + fuzzing,
)
