internal import Foundation
package import Manifests
internal import YAML

extension Manifest {
    /// The object as it is sent to a server, without what the server alone writes.
    ///
    /// `status` and the server's own metadata go; `stringData` of a Secret becomes `data`, since the server never shows
    /// it, and a key taken away from it would stay for ever; quantities become text.
    package var appliedForm: Manifest {
        var result = withTextQuantities
        result.object["status"] = nil
        if var metadata = result.object["metadata"], metadata.object != nil {
            for name in ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"] {
                metadata[name] = nil
            }
            result.object["metadata"] = metadata
        }
        if kind.group.isEmpty, kind.kind == "Secret" { result.object.moveStringData() }
        return result
    }
}

extension Value {
    fileprivate mutating func moveStringData() {
        // Anything but text is the server's to refuse.
        guard let texts = self["stringData"]?.object?.compactMapValues(\.string),
            texts.count == self["stringData"]?.object?.count
        else { return }
        var data = self["data"] ?? [:]
        for (name, text) in texts { data[name] = .string(Data(text.utf8).base64EncodedString()) }
        self["data"] = data
        self["stringData"] = nil
    }
}
