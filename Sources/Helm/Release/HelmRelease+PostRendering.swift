internal import Manifests
internal import YAML

extension HelmRelease {
    /// Reads what is done to the objects after the templates gave them.
    static func postRendering(_ spec: FieldReader) -> PostRendering {
        var result = PostRendering()
        result.strategy = spec.choice("postRenderStrategy", PostRendering.Strategy.self)
        result.steps = spec.objects("postRenderers") { renderer in
            renderer.object("kustomize") { kustomize in
                PostRendering.Step(
                    patches: kustomize.objects("patches", patch),
                    images: kustomize.objects("images", image),
                )
            } ?? PostRendering.Step()
        }
        spec.object("commonMetadata") { metadata in
            result.labels = metadata.strings("labels") ?? [:]
            result.annotations = metadata.strings("annotations") ?? [:]
        }
        return result
    }

    private static func patch(_ entry: FieldReader) -> Value {
        let text = entry.requiredString("patch")
        do throws(YAMLError) {
            _ = try Node.parse(Array(text.utf8), file: "patch")
        } catch {
            // What the parser says of it can quote it, and the file may be an encrypted one.
            entry.fail("patch", "is no YAML that can be read: see its line \(error.mark.line)")
        }
        var patch: Value = ["patch": .string(text)]
        let target = entry.selector("target")
        // One without a field selects all objects, unlike none at all.
        if entry.value("target") != nil { patch["target"] = .object(target.mapValues(Value.string)) }
        return patch
    }

    private static func image(_ entry: FieldReader) -> Value {
        var image: Value = ["name": .string(entry.requiredString("name"))]
        for field in ["newName", "newTag", "digest"] { image[field] = entry.string(field).map(Value.string) }
        return image
    }
}
