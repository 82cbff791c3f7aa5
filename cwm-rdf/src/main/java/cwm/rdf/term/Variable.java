package cwm.rdf.term;

/// A variable, universally quantified.
///
/// A variable that a [Formula] binds (`@forAll` inside it) may be renamed there without changing
/// the formula. All others (`?x`, and `@forAll` of the document) have the document as their scope,
/// as the N3 Community Group's report has it, and are told apart by name.
///
/// @param name without the question mark
public record Variable(String name) implements Term {
  public Variable {
    ContentHash.requireUtf8(name);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a variable needs a name");
    }
  }

  @Override
  public long contentHash() {
    return ContentHash.ofVariable(name);
  }

  @Override
  public int depth() {
    return 0;
  }

  @Override
  public boolean isGround() {
    return false;
  }

  @Override
  public String toString() {
    return "?" + name;
  }
}
