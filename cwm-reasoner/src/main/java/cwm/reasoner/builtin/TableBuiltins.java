package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LIST;
import static cwm.reasoner.builtin.Namespace.LOG;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Literal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The builtins that look up builtins, in the table that they are part of.
final class TableBuiltins {
  /// Members of the longest list that `list:map` makes.
  private static final int MAPPED_MAX = 1 << 20;

  private final Builtins table;

  private TableBuiltins(Builtins table) {
    this.table = table;
  }

  static List<BuiltinDefinition> ofList(Builtins table) {
    return List.of(
        LIST.function(
                "map",
                "list and the IRI of a builtin; the list of the builtin's objects for its members",
                new TableBuiltins(table)::map)
            .from("EYE")
            .showing("((1 2) math:negation) list:map (-1 -2)")
            .remark(
                "for builtins that need nothing but their subject, and answer the same at any time;"
                    + " not for list:map itself"));
  }

  static List<BuiltinDefinition> ofLog(Builtins table) {
    return List.of(
        LOG.function(
                "isBuiltin",
                "IRI; whether it is the predicate of a builtin",
                new TableBuiltins(table)::isBuiltin)
            .from("EYE")
            .showing("math:sum log:isBuiltin true"));
  }

  private void isBuiltin(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (dictionary.kind(operands.subject()) == TermKind.IRI) {
      boolean isBuiltin = table.isPredicate(dictionary.text(operands.subject()));
      answers.answer(operands.subject(), dictionary.intern(Literal.of(isBuiltin)));
    }
  }

  private void map(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    int[] pair = ListShapes.subjectMembers(operands);
    if (pair.length != 2
        || dictionary.kind(pair[0]) != TermKind.LIST
        || dictionary.kind(pair[1]) != TermKind.IRI) {
      return;
    }
    Optional<BuiltinDefinition> mapped =
        table.find(dictionary.text(pair[1])).filter(this::isFunction);
    if (mapped.isEmpty()) {
      return;
    }
    IntStream.Builder objects = IntStream.builder();
    int[] count = {0};
    for (int member : dictionary.members(pair[0])) {
      mapped
          .get()
          .builtin()
          .evaluate(
              new MemberOperands(operands, member),
              (subject, object) -> {
                if (subject == member && count[0]++ < MAPPED_MAX) {
                  objects.add(object);
                }
              });
    }
    if (count[0] <= MAPPED_MAX) {
      answers.answer(operands.subject(), ListShapes.intern(dictionary, objects.build().toArray()));
    }
  }

  /// A builtin that maps could make one call cost any number of others.
  private boolean isFunction(BuiltinDefinition builtin) {
    return builtin.purity() == Purity.PURE
        && builtin.modes().contains(Mode.FORWARD)
        && !builtin.name().equals("list:map");
  }
}
