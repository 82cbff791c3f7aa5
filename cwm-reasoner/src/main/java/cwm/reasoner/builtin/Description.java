package cwm.reasoner.builtin;

/// What people are told of a builtin; `cwm --builtins` prints it, and docs/BUILTINS.md has it.
///
/// @param name the short name, such as `math:sum`
/// @param iri the predicate
/// @param modes how it can be called, as [Mode] writes it
/// @param source who defined it: `W3C §4.2.23` for a section of the report "Notation3 Builtin
///   Functions" (2023-07-03), the name of the engine that brought it (`EYE`, `cwm`), or another
///   document; empty if nobody needs to know
/// @param summary what subject and object are, with `; ` between them
/// @param example a statement that holds, with the usual prefixes; may be empty
/// @param remark what else is worth knowing; may be empty
public record Description(
    String name,
    String iri,
    String modes,
    String source,
    String summary,
    String example,
    String remark) {

  /// This, with where the builtin is from.
  Description from(String newSource) {
    return new Description(name, iri, modes, newSource, summary, example, remark);
  }

  /// This, with a statement that holds.
  Description showing(String newExample) {
    return new Description(name, iri, modes, source, summary, newExample, remark);
  }

  /// This, with a remark.
  Description remark(String newRemark) {
    return new Description(name, iri, modes, source, summary, example, newRemark);
  }
}
