/// One operation of a kustomization, and how origin annotations name it; nil where nobody asks for them.
struct Step<Operation> {
    let operation: Operation
    let origin: ProvenanceAnnotations.Step?
}
