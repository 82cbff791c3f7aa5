package cwm.reasoner.builtin;

import java.util.List;

/// An entry of the table of builtins.
///
/// @param name the short name, such as `math:sum`
/// @param iri the predicate
/// @param modes how it can be called; the first that is met counts
/// @param purity when it gives the same answer again
/// @param summary one line for people: what subject and object are
public record BuiltinDefinition(
    String name, String iri, List<Mode> modes, Purity purity, String summary, Builtin builtin) {
  public BuiltinDefinition {
    modes = List.copyOf(modes);
  }
}
