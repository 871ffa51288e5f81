import BuildCommand
import Glibc

/// The executable that users run.
///
/// It renders folders itself, and hands every other command to `fettle-core` beside it.
///
/// It is linked statically and uses nothing but the renderer, so it starts in half a millisecond; what talks to git,
/// clusters and GPG loads some sixty libraries first.
@main
enum Fettle {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.dropFirst().first == BuildCommand.name { exit(BuildCommand.run(arguments.dropFirst(2))) }
        let core = sibling("fettle-core")
        var pointers = CommandLine.arguments.map { strdup($0) } + [nil]
        execv(core, &pointers)
        let reason = String(cString: strerror(errno)).lowercased()
        let message = "error: \(core): cannot be run: \(reason); install it beside fettle, where it was built\n"
        _ = Array(message.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        exit(1)
    }

    /// The path of a program that lies in the same folder as this one.
    private static func sibling(_ name: String) -> String {
        guard let own = realpath("/proc/self/exe", nil) else { return name }
        defer { free(own) }
        let path = String(cString: own)
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? ""
        return folder + name
    }
}
