internal import CLibgit2

/// libgit2, made ready once for the process and never shut down.
enum Libgit2 {
    /// Forces the one-time set-up.
    static let ready: Void = {
        precondition(git_libgit2_init() > 0, "libgit2 cannot be initialised")
        // The daemon does what its own settings say: no file in a home folder or below /etc may send it to another URL.
        for level in [
            GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
        ] {
            precondition(fettle_git_set_search_path(level, "") == 0, "libgit2 takes no search path")
        }
        // In a container the volume's owner is seldom our user. The check guards against hooks and commands that a
        // foreign repository's configuration names; nothing here runs any: no checkout, no filter, no hook.
        precondition(fettle_git_set_owner_validation(0) == 0, "libgit2 takes no owner validation")
        // The last good commit must outlive a power cut.
        precondition(fettle_git_set_fsync(1) == 0, "libgit2 takes no fsync")
        precondition(fettle_git_set_cache_size(16 << 20) == 0, "libgit2 takes no cache size")
    }()

    /// Runs one call of libgit2 and reads its error in the same step, on the same thread.
    static func check(_ call: () -> Int32) throws(Libgit2Failure) {
        let code = call()
        guard code < 0 else { return }
        throw Libgit2Failure(code: code)
    }

    /// Runs one call that makes an object, and returns the object.
    static func make(
        _ call: (UnsafeMutablePointer<OpaquePointer?>) -> Int32,
    ) throws(Libgit2Failure) -> OpaquePointer {
        var object: OpaquePointer?
        try check { call(&object) }
        guard let object else { throw Libgit2Failure(code: GIT_ERROR.rawValue) }
        return object
    }
}

/// What libgit2 said when a call failed.
struct Libgit2Failure: Error {
    let code: Int32
    /// Which part of the library failed; see `git_error_t`.
    let area: UInt32
    /// On one line.
    let message: String

    /// Reads the calling thread's last error and clears it, so that it cannot be taken for a later call's.
    init(code: Int32) {
        self.code = code
        if let last = git_error_last(), let text = last.pointee.message {
            area = UInt32(bitPattern: last.pointee.klass)
            message = singleLine(String(cString: text))
        } else {
            area = GIT_ERROR_NONE.rawValue
            message = "libgit2 gave no reason (code \(code))"
        }
        git_error_clear()
    }

    var isNotFound: Bool {
        code == GIT_ENOTFOUND.rawValue
    }

    /// Whether the files of the repository itself are at fault.
    var isDamage: Bool {
        if code == GIT_EMISMATCH.rawValue { return true }
        return [
            GIT_ERROR_ODB, GIT_ERROR_OBJECT, GIT_ERROR_REFERENCE, GIT_ERROR_REPOSITORY, GIT_ERROR_TREE, GIT_ERROR_ZLIB,
            GIT_ERROR_INDEXER, GIT_ERROR_CONFIG, GIT_ERROR_INVALID,
        ].contains { $0.rawValue == area }
    }
}

/// `text` on one line, without control characters, and short enough for a message.
func singleLine(_ text: some StringProtocol) -> String {
    let words = text.split { $0.isNewline || $0.isWhitespace }
    let line = words.joined(separator: " ").filter {
        !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    return line.count > 300 ? line.prefix(300) + "…" : line
}
