internal import Manifests

/// Finds `Fettle-Allow-Prune: <cluster>` in a commit message.
///
/// What counts as a trailer is what `git interpret-trailers --no-divider` says with git's own settings: a line of the
/// last paragraph, which is not the first one, and in which every line is a trailer; or every fourth if one of them is
/// git's own.
package enum AllowPruneTrailer {
    /// The clusters that `message` allows to be pruned past their limits.
    ///
    /// Names are set apart by commas, blanks or lines.
    package static func clusters(in message: String) -> Set<String> {
        let key = LoadBearingNames.allowPruneTrailer.lowercased()
        let values = trailers(in: message).filter { $0.key.lowercased() == key }.map(\.value)
        return Set(values.joined(separator: " ").split { $0 == "," || $0.isWhitespace }.map(String.init))
    }

    /// The line that allows it for `cluster`.
    package static func line(for cluster: String) -> String {
        "\(LoadBearingNames.allowPruneTrailer): \(cluster)"
    }

    private static let gitsOwn = ["Signed-off-by: ", "(cherry picked from commit "]

    private struct Trailer {
        let key: String
        var value: String
        let isGitsOwn: Bool
    }

    private enum Line {
        case trailer(Trailer)
        /// A line that git writes itself and that may have no key.
        case gitsOwn
        case continuation(Substring)
        case other
        case comment
    }

    private static func trailers(in message: String) -> [Trailer] {
        let lines = lastParagraph(of: message).map(read)
        guard isTrailerBlock(lines) else { return [] }
        var trailers: [Trailer] = []
        // Whether the last line was a trailer that a following continuation belongs to.
        var isOpen = false
        for line in lines {
            switch line {
            case .trailer(let trailer):
                trailers.append(trailer)
                isOpen = true
            case .continuation(let text) where isOpen:
                trailers[trailers.count - 1].value += " \(text)"
            case .continuation:
                continue
            case .gitsOwn, .other, .comment:
                isOpen = false
            }
        }
        return trailers
    }

    /// The last lines before the blank ones at the end, without the first paragraph; comments belong to no paragraph.
    private static func lastParagraph(of message: String) -> ArraySlice<Substring> {
        // By scalars, for Swift takes a carriage return and a line feed for one character.
        let lines = message.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Substring.init)
        guard let end = lines.lastIndex(where: { !isBlank($0) && !$0.hasPrefix("#") }) else { return [] }
        guard let blank = lines[..<end].lastIndex(where: isBlank),
            let titleEnd = lines.firstIndex(where: isBlank), blank >= titleEnd
        else { return [] }
        return lines[(blank + 1)...end]
    }

    private static func isTrailerBlock(_ lines: [Line]) -> Bool {
        var trailers = 0
        var others = 0
        var hasGitsOwn = false
        var isOpen = false
        for line in lines {
            switch line {
            case .trailer(let trailer):
                trailers += 1
                isOpen = true
                hasGitsOwn = hasGitsOwn || trailer.isGitsOwn
            case .gitsOwn:
                trailers += 1
                isOpen = true
                hasGitsOwn = true
            case .continuation:
                others += isOpen ? 0 : 1
            case .other:
                others += 1
                isOpen = false
            case .comment:
                isOpen = false
            }
        }
        return hasGitsOwn ? trailers * 3 >= others : trailers > 0 && others == 0
    }

    private static func read(_ line: Substring) -> Line {
        if line.hasPrefix("#") { return .comment }
        if line.first.map(isBlank) == true { return .continuation(trimmed(line)) }
        let isGitsOwn = gitsOwn.contains { line.hasPrefix($0) }
        if let colon = line.firstIndex(of: ":"), let key = key(line[..<colon]) {
            let value = String(trimmed(line[line.index(after: colon)...]))
            return .trailer(Trailer(key: key, value: value, isGitsOwn: isGitsOwn))
        }
        return isGitsOwn ? .gitsOwn : .other
    }

    /// Letters, digits and hyphens, with blanks only behind them.
    private static func key(_ text: Substring) -> String? {
        let key = trimmed(text)
        guard !key.isEmpty, key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else {
            return nil
        }
        return String(key)
    }

    private static func isBlank(_ line: Substring) -> Bool {
        line.allSatisfy(isBlank)
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\r"
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first.map(isBlank) == true { text.removeFirst() }
        while text.last.map(isBlank) == true { text.removeLast() }
        return text
    }
}
