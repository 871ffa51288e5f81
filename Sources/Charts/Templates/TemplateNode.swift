/// One part of a template: Go's `text/template`, as far as a reading needs it.
indirect enum TemplateNode: Sendable {
    case text(String)
    /// An action whose value is written.
    case output(Pipeline)
    /// `if`.
    case condition(Pipeline, then: [TemplateNode], otherwise: [TemplateNode])
    /// `with`: the value becomes the dot of `then`.
    case scope(Pipeline, then: [TemplateNode], otherwise: [TemplateNode])
    /// `range`.
    case loop(Pipeline, body: [TemplateNode], otherwise: [TemplateNode])
    /// `template` and `block`.
    case call(name: String, argument: Pipeline?)
    /// `break` and `continue`.
    case leave
}

/// Commands of which each gets the value of the one before as its last argument.
struct Pipeline: Sendable {
    /// The line of its action, counted from 1.
    var line: Int
    /// The variables that get the value, without their `$`; two for keys and elements of a `range`.
    var variables: [String] = []
    /// Whether they are there already.
    var isAssignment = false
    /// The operands of each command; the first one may be a function.
    var commands: [[Operand]]
}

/// What a command is made of.
indirect enum Operand: Sendable {
    case dot
    /// Without its `$`; the empty name is the data that the template was called with.
    case variable(String)
    case function(String)
    /// A text, number or truth value.
    case constant(String)
    case nothing
    case pipeline(Pipeline)
    /// Fields of another operand, the outermost first.
    case fields(Operand, [String])
}

/// A template with a name, and the file that it stands in.
struct TemplateDefinition: Sendable {
    let name: String
    /// As helm names files of templates, with the chart: `loki/templates/validate.yaml`.
    let file: String
    let nodes: [TemplateNode]
}
