/// A YAML document whose every node says where it was written, to be changed in place.
///
/// Scalars keep their text, as kustomize works on texts; what a text means is decided when it is asked for. Mappings
/// keep the order of their keys, which are texts. Aliases and merge keys are gone.
package struct TracedValue: Sendable {
    package enum Content: Sendable {
        case scalar(TracedScalar)
        case sequence([TracedValue])
        /// No key stands twice.
        case mapping([TracedField])
    }

    package var content: Content
    /// Whether it is a list or mapping that is written in brackets, and with it all below it.
    ///
    /// Between content and trace, where it takes no room.
    package var isFlow = false
    package var trace: Trace

    package init(_ content: Content, isFlow: Bool = false, trace: Trace = .unknown) {
        self.content = content
        self.isFlow = isFlow
        self.trace = trace
    }

    /// A text that is a string whatever it looks like.
    package init(string: String, trace: Trace = .unknown) {
        self.init(.scalar(TracedScalar(string, tag: .string)), trace: trace)
    }

    package static func null(_ trace: Trace = .unknown) -> TracedValue {
        TracedValue(.scalar(TracedScalar("null", tag: .null)), trace: trace)
    }

    package static func mapping(_ trace: Trace = .unknown) -> TracedValue {
        TracedValue(.mapping([]), trace: trace)
    }

    package static func sequence(_ trace: Trace = .unknown) -> TracedValue {
        TracedValue(.sequence([]), trace: trace)
    }
}

/// One entry of a mapping.
package struct TracedField: Sendable {
    package var name: String
    /// What the name is to a YAML reader; nil for a name that was put in without quotes.
    ///
    /// JSON takes strings only.
    package var nameTag: TracedScalar.Tag?
    package var value: TracedValue

    package init(_ name: String, tag: TracedScalar.Tag? = nil, _ value: TracedValue) {
        self.name = name
        nameTag = tag
        self.value = value
    }

    /// Whether the name is a string, as JSON asks.
    package var hasTextName: Bool {
        if let nameTag { return nameTag == .string }
        // Without quotes, that is the key that merges.
        return name != "<<" && TracedScalar.tag(ofPlain: name) == .string
    }
}

/// The text of a scalar, and what kind of value it is.
package struct TracedScalar: Hashable, Sendable {
    /// What a scalar is.
    package enum Tag: UInt8, Sendable {
        case string, null, bool, integer, float, timestamp
        /// A text that stands for bytes, in base64.
        case binary
        /// Any tag that YAML does not know, and the one of `<<`; the text is a string.
        case custom
    }

    package var text: String
    /// Nil for a text that was put in without quotes and means what a YAML reader takes it for.
    package var tag: Tag?
    /// How it is written.
    ///
    /// Kustomize keeps that when it sets a field, and so makes a string of a number that a patch gives.
    package var style: Style

    /// How a scalar is written, as far as it decides what becomes of it.
    package enum Style: UInt8, Sendable {
        case plain
        /// Behind a tag, which kustomize writes again, with the tag of what the scalar has become.
        case tagged
        /// In quotes, which makes it a string.
        case quoted
        /// As a block of lines, which makes it a string, too.
        case literal
        /// As a block whose lines are joined, which is not the same text once kustomize has written it.
        case folded
    }

    package init(_ text: String, tag: Tag?, style: Style) {
        self.text = text
        self.tag = tag
        self.style = style
    }

    package init(_ text: String, tag: Tag?, isQuoted: Bool = false) {
        self.init(text, tag: tag, style: isQuoted ? .quoted : .plain)
    }

    /// Whether it has quotes or is a block, which makes it a string.
    package var isQuoted: Bool {
        switch style {
        case .plain, .tagged: false
        case .quoted, .literal, .folded: true
        }
    }

    /// The text as it is once kustomize has written it and read it again.
    package var writtenText: String { style == .folded ? FoldedText.written(text) : text }

    /// What the text of a plain scalar means to kustomize.
    package static func tag(ofPlain text: String) -> Tag {
        tag(of: Scalar(plain: text, rules: .kustomize))
    }

    /// What the text of a plain scalar means where it is no key.
    ///
    /// go-yaml gives `<<` the tag of the key that merges everywhere, and takes it for a string when that is no key.
    package static func tag(ofValue text: String) -> Tag {
        text == "<<" ? .custom : tag(ofPlain: text)
    }

    static func tag(of scalar: Scalar) -> Tag {
        switch scalar {
        case .null: .null
        case .bool: .bool
        case .integer, .unsigned: .integer
        case .float: .float
        case .timestamp: .timestamp
        case .string: .string
        }
    }

    /// Whether the text without quotes is no string to readers of YAML 1.1 (kustomize's
    /// `kyaml/yaml/compatibility.go`).
    package static func isNoString(_ text: String) -> Bool {
        switch Scalar(plain: text, rules: .kubernetes) {
        case .null, .bool, .integer, .unsigned, .float: true
        case .timestamp, .string: false
        }
    }

    /// What it is, the text looked at where no tag says it.
    package var resolvedTag: Tag { isQuoted ? .string : tag ?? Self.tag(ofPlain: text) }

    /// What a reader takes it for once go-yaml has written it.
    ///
    /// Quotes make a string of it. But a tag that does not follow from the text, as after the text was replaced, is
    /// written out, and then the quotes mean nothing.
    package var writtenTag: Tag {
        guard isQuoted, let tag, tag != .string else { return resolvedTag }
        return Self.tag(ofPlain: text) == tag ? .string : tag
    }

    /// Whether it is the zero with a sign, which only floating numbers have and `Value` has not.
    package var isNegativeZero: Bool {
        text.utf8.first == UInt8(ascii: "-") && resolvedTag == .float && GoNumber.float(Array(text.utf8)[...]) == 0
    }
}
