internal import ArgumentParser

/// Where the executable begins.
package enum Entry {
    /// Runs the command that the process's arguments name, and ends the process with its exit code.
    package static func run() async {
        await FettleCommand.main()
    }
}
