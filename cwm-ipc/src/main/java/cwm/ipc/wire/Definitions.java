package cwm.ipc.wire;

import java.util.List;
import java.util.stream.Stream;

/// How the link dictionary is written: the names of its parts, in their order on the wire.
final class Definitions {
  static final int IRI = 0;
  static final int LITERAL = 1;
  static final int BLANK_NODE = 2;
  static final int VARIABLE = 3;
  static final int LIST = 4;
  static final int TRIPLE = 5;
  static final int FORMULA = 6;

  /// The kinds of definitions.
  static final Names KINDS =
      new Names(
          "a definition",
          List.of("Iri", "Literal", "BlankNode", "Variable", "List", "Triple", "Formula"));

  /// The fields of each kind's definition.
  private static final List<Names> FIELDS =
      List.of(
          fields(IRI, "value"),
          fields(LITERAL, "lexical", "datatype", "language"),
          fields(BLANK_NODE, "high", "low"),
          fields(VARIABLE, "name"),
          fields(LIST, "members"),
          fields(TRIPLE, "subject", "predicate", "object"),
          fields(FORMULA, "statements", "bound"));

  /// The first field of every definition.
  static final int ID = 0;

  /// What stands in front of the fields of a message that mentions terms.
  static final Names DICTIONARY = new Names("the dictionary", List.of("reset", "terms"));

  static final int RESET = 0;
  static final int TERMS = 1;

  /// Rows of terms: how many, and their values, equally many for each. No bytes would bound the
  /// number of rows without values, so there is at most one.
  static final Names ROWS = new Names("rows", List.of("count", "values"));

  static final int COUNT = 0;
  static final int VALUES = 1;

  /// How many nodes the terms may have that a message mentions as objects, written out as trees.
  ///
  /// Terms share what they have in common, on the wire and in dictionaries: thirty definitions of
  /// lists that hold the list before twice are a tree of a thousand million nodes. Whoever makes
  /// objects of them pays for the tree. Triples and rows in bulk stay ids and do not count. A chain
  /// of formulas in one another may be as long as terms may nest, each counting with all inside it.
  static final int NODES_MAX = 1 << 23;

  /// What bindings count for, beside their terms: as objects they are maps, much larger than the
  /// few bytes they come in.
  static final int BINDINGS_NODES = 8;

  /// What each of the variables in bindings counts for.
  static final int BINDING_NODES = 4;

  /// Rows of triples that are read or written at a time.
  static final int CHUNK_ROWS = 512;

  /// What recurses with the nesting of terms has a stack of its own from this depth on.
  static final int SHALLOW_DEPTH_MAX = 100;

  private Definitions() {}

  static Names fields(int kind) {
    return FIELDS.get(kind);
  }

  private static Names fields(int kind, String... others) {
    return new Names(
        "the definition of kind " + KINDS.name(kind),
        Stream.concat(Stream.of("id"), Stream.of(others)).toList());
  }
}
