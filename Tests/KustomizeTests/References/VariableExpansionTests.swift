import Testing

@testable import Kustomize

struct VariableExpansionTests {
    private static let values = ["A": "a", "B": "b", "REF": "$(A)", "EMPTY": ""]

    @Test(
        "variables, escapes, and what is neither",
        arguments: [
            ("$(A)-$(A)", "a-a"), ("__$(B)", "__b"), ("$(A)_$(B)", "a_b"), ("é$(A)é", "éaé"),
            ("$$(B)_$(A)", "$(B)_a"), ("f-$$A", "f-$A"), ("\\$(B)", "\\b"), ("$$$$$$(A)", "$$$(A)"),
            ("$$$$$$$(A)", "$$$a"), ("$(A$(B))", "$(A$(B))"), ("$(A$(B)", "$(A$(B)"), ("-$(REF)", "-$(A)"),
            ("x$(EMPTY)y", "xy"), ("x$(Aoops", "x$(Aoops"), ("(A)", "(A)"), ("$?_$!", "$?_$!"), ("$A", "$A"),
            ("$(NONE)", "$(NONE)"), ("${A}", "${A}"), ("$(B)_$(", "b_$("), ("$(A)b$", "ab$"),
            ("--$($($($--", "--$($($($--"), ("$(foo$$var)", "$(foo$$var)"), ("", ""), ("$", "$"), ("\n", "\n"),
            ("$( A)", "$( A)"), ("$()", "$()"),
        ]
    )
    func texts(text: String, expected: String) throws {
        guard case .text(let result, _) = try VariableExpansion.expand(text, { Self.values[$0] }) else {
            Issue.record("\(text) is more than a variable")
            return
        }
        #expect(result == expected)
    }

    @Test("a text that is nothing but a variable is told apart")
    func alone() throws {
        #expect(try VariableExpansion.expand("$(A)") { Self.values[$0] } == .alone("A"))
        #expect(try VariableExpansion.expand("$(A)$(B)") { Self.values[$0] } == .text("ab", ["A", "B"]))
    }

    @Test("a dollar before a letter that is not ASCII is refused")
    func tornCharacters() {
        #expect(throws: VariableExpansion.TornCharacter.self) { try VariableExpansion.expand("$é") { _ in nil } }
    }
}
