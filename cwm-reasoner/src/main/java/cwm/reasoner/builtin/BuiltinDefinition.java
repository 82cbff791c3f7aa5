package cwm.reasoner.builtin;

import java.util.List;

/// An entry of the table of builtins.
///
/// A [Namespace] makes definitions; [#from], [#showing] and [#remark] then say more to people:
///
/// ```java
/// MATH.function("sum", "list of numbers; their sum", Sums::evaluate)
///     .from("W3C §4.2.23")
///     .showing("(1 2 3) math:sum 6")
/// ```
///
/// @param description its name, and what people are told
/// @param modes how it can be called; the first that is met counts
/// @param purity when it gives the same answer again
/// @param keepsVariables whether a formula is bound for it though variables in it have no values,
///   if nothing can give them any: they are those of rules that it quotes
/// @param eagerModeCount how many of the modes, from the first, are used as soon as they are met;
///   the others wait for facts that could give what they leave open. It then compares by value, as
///   numbers want it, what would else be made and looked up as a term
public record BuiltinDefinition(
    Description description,
    List<Mode> modes,
    Purity purity,
    boolean keepsVariables,
    int eagerModeCount,
    Builtin builtin) {
  public BuiltinDefinition {
    modes = List.copyOf(modes);
    if (modes.isEmpty()) {
      throw new IllegalArgumentException(description.name() + " has no mode to be called in");
    }
  }

  /// The short name, such as `math:sum`.
  public String name() {
    return description.name();
  }

  /// The predicate.
  public String iri() {
    return description.iri();
  }

  /// Whether it may be called with a subject of which something is not bound.
  public boolean couldBindSubject() {
    return modes.stream().anyMatch(mode -> mode.subject() != Mode.Need.BOUND);
  }

  /// Whether it may be called with an object of which something is not bound.
  public boolean couldBindObject() {
    return modes.stream().anyMatch(mode -> mode.object() != Mode.Need.BOUND);
  }

  /// This, with where it is from, such as `W3C §4.2.1` or `EYE`.
  public BuiltinDefinition from(String source) {
    return with(description.from(source));
  }

  /// This, with a statement of N3 that holds.
  public BuiltinDefinition showing(String example) {
    return with(description.showing(example));
  }

  /// This, with what else is worth knowing.
  public BuiltinDefinition remark(String remark) {
    return with(description.remark(remark));
  }

  /// This, depending on the run besides its operands.
  public BuiltinDefinition perJob() {
    return new BuiltinDefinition(
        description, modes, Purity.PER_JOB, keepsVariables, eagerModeCount, builtin);
  }

  /// This, reading documents.
  BuiltinDefinition reading() {
    return new BuiltinDefinition(
        description, modes, Purity.DOCUMENT, keepsVariables, eagerModeCount, builtin);
  }

  /// This, with a variable in a formula being as unbound as any.
  BuiltinDefinition wantingValues() {
    return new BuiltinDefinition(description, modes, purity, false, eagerModeCount, builtin);
  }

  /// This, with so many of its modes used as soon as they are met.
  BuiltinDefinition eagerInModes(int count) {
    return new BuiltinDefinition(description, modes, purity, keepsVariables, count, builtin);
  }

  /// This, computed by something else.
  BuiltinDefinition with(Builtin other) {
    return new BuiltinDefinition(description, modes, purity, keepsVariables, eagerModeCount, other);
  }

  private BuiltinDefinition with(Description changed) {
    return new BuiltinDefinition(changed, modes, purity, keepsVariables, eagerModeCount, builtin);
  }
}
