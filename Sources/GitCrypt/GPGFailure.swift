internal import CGPGME

/// A code of gpgme's, before it is known which file it is about.
struct GPGFailure: Error {
    let code: gpg_err_code_t

    /// Turns what a call of gpgme's returned into an error when it is one.
    static func check(_ error: gpgme_error_t) throws(GPGFailure) {
        let code = gpgme_err_code(error)
        guard code == GPG_ERR_NO_ERROR else { throw GPGFailure(code: code) }
    }

    func error(about subject: String) -> GitCryptError {
        switch code {
        case GPG_ERR_NO_SECKEY:
            GitCryptError(
                .noSecretKey,
                subject,
                "its secret key is not in the GPG keyring",
                advice: "import it, add this daemon's GPG key with git-crypt add-gpg-user, or pass --git-crypt-key",
            )
        case GPG_ERR_NO_PIN_ENTRY, GPG_ERR_CANCELED, GPG_ERR_FULLY_CANCELED, GPG_ERR_BAD_PASSPHRASE:
            GitCryptError(
                .passphraseNeeded,
                subject,
                "its secret key is protected by a passphrase, and nobody is there to type it",
                advice: "give this daemon a GPG key without one, or pass --git-crypt-key",
            )
        case GPG_ERR_INV_ENGINE:
            GitCryptError(
                .gpgMissing,
                subject,
                "GnuPG 2 cannot be run",
                advice: "install it, or pass --git-crypt-key",
            )
        case GPG_ERR_NO_DATA, GPG_ERR_WRONG_SECKEY, GPG_ERR_DECRYPT_FAILED, GPG_ERR_BAD_DATA, GPG_ERR_CHECKSUM,
            GPG_ERR_INV_PACKET, GPG_ERR_UNEXPECTED, GPG_ERR_EOF, GPG_ERR_TRUNCATED, GPG_ERR_TOO_LARGE:
            GitCryptError(
                .invalidKeyFile,
                subject,
                "gpg cannot decrypt it: it is damaged, or no OpenPGP message",
                advice: "make it again with git-crypt add-gpg-user",
            )
        default:
            GitCryptError(
                .gpgFailed,
                subject,
                "gpg failed: \(text)",
                advice: "try gpg --decrypt on it as the daemon's user, with the same GNUPGHOME",
            )
        }
    }

    /// gpgme's own words for the code.
    private var text: String {
        var buffer = [CChar](repeating: 0, count: 256)
        let error = gpgme_error_t(code.rawValue)
        guard gpgme_strerror_r(error, &buffer, buffer.count) == 0 else { return "error \(code.rawValue)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
