internal import SourceTrees

/// Why something of git-crypt's cannot be used.
///
/// Texts hold paths, key names, versions and fingerprints; never a byte of a key or of a decrypted file.
package struct GitCryptError: UnusableFile {
    /// What kind of failure it is.
    package enum Reason: Hashable, Sendable {
        /// The bytes are not a key file, or a damaged one.
        case invalidKeyFile
        /// The key file needs something that this program does not know.
        case incompatibleKeyFile
        /// A key file could not be read from disk.
        case unreadableKeyFile
        /// The file is encrypted, and no key of that name is at hand.
        case missingKey
        /// No key at hand gives plaintext with the right checksum.
        case wrongKey
        /// The file ends before its ciphertext begins.
        case truncated
        /// `.gitattributes` asks for encryption, and the commit holds the plaintext.
        case plaintext
        /// The file is encrypted, and `.gitattributes` does not say so.
        case unexpectedCiphertext
        /// A `.gitattributes` file cannot be used.
        case unusableAttributes
        /// A line of `.gitattributes` is meant to encrypt and does nothing.
        case ineffectiveAttributes
        /// None of the recipients' secret keys is in the GPG keyring.
        case noSecretKey
        /// The secret key is there, and needs a passphrase that nobody can type.
        case passphraseNeeded
        /// gpg cannot be run.
        case gpgMissing
        /// gpg ran and failed for a reason of its own.
        case gpgFailed
        /// gpg gave no result in time.
        case timedOut
        /// A GPG home folder that is missing, or open to others.
        case unusableHome
    }

    package let reason: Reason
    /// The path, with the line where one is meant.
    package let subject: String
    /// What is wrong.
    package let problem: String
    /// What to do.
    package let advice: String
    /// Whether the same commit may work later, without a change to it: a GPG keyring can get a key.
    package let isTransient: Bool

    init(
        _ reason: Reason,
        _ subject: String,
        _ problem: String,
        advice: String,
        isTransient: Bool? = nil,
    ) {
        self.reason = reason
        self.subject = subject
        self.problem = problem
        self.advice = advice
        self.isTransient = isTransient ?? reason.isTransient
    }

    package var description: String {
        "\(subject): \(problem); \(advice)"
    }
}

extension GitCryptError.Reason {
    fileprivate var isTransient: Bool {
        switch self {
        case .noSecretKey, .passphraseNeeded, .gpgMissing, .gpgFailed, .timedOut, .unreadableKeyFile: true
        default: false
        }
    }
}
