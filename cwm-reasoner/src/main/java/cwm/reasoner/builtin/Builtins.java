package cwm.reasoner.builtin;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The table of builtins, immutable.
///
/// A new builtin is one entry in the class of its namespace: [MathBuiltins],
/// [TrigonometryBuiltins], [StringBuiltins], [ListBuiltins], [LogBuiltins], [TimeBuiltins]. An
/// entry names the section of the W3C report "Notation3 Builtin Functions" (2023-07-03) that
/// defines it, or the engine that brought it, and shows one statement that holds. The report's §2.2
/// applies to all of them: operands of a wrong type give no answer.
public final class Builtins {
  private static final Builtins STANDARD =
      new Builtins(
          Stream.of(
                  MathBuiltins.ALL,
                  TrigonometryBuiltins.ALL,
                  StringBuiltins.ALL,
                  ListBuiltins.ALL,
                  LogBuiltins.ALL,
                  TimeBuiltins.ALL)
              .flatMap(List::stream)
              .toList());

  private final Map<String, BuiltinDefinition> byIri = new LinkedHashMap<>();

  Builtins(Collection<BuiltinDefinition> definitions) {
    definitions.stream()
        .sorted(Comparator.comparing(BuiltinDefinition::name))
        .forEach(
            definition -> {
              if (byIri.put(definition.iri(), definition) != null) {
                throw new IllegalStateException("two builtins are named " + definition.iri());
              }
            });
  }

  /// The builtins of the product.
  public static Builtins standard() {
    return STANDARD;
  }

  /// The builtin that a predicate stands for, if it is one.
  public Optional<BuiltinDefinition> find(String iri) {
    return Optional.ofNullable(byIri.get(iri));
  }

  /// All builtins, by name.
  public List<BuiltinDefinition> all() {
    return List.copyOf(byIri.values());
  }
}
