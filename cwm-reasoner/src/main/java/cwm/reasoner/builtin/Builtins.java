package cwm.reasoner.builtin;

import cwm.reasoner.ReasonerException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The table of builtins, immutable.
///
/// A new builtin is one entry in the class of its namespace and theme: [MathBuiltins],
/// [ReversedArithmetic], [TrigonometryBuiltins], [StringBuiltins], [TextBuiltins], [ListBuiltins],
/// [ListChoices], [LogBuiltins], [LogFormulas], [LogNames], [ClosureBuiltins], [DocumentBuiltins],
/// [GraphBuiltins], [TimeBuiltins], [CryptoBuiltins], [OsBuiltins]; those that look up builtins are
/// in [TableBuiltins]. An entry says where the builtin is from and shows one statement that holds.
/// §2.2 of the W3C report applies to all of them: operands of a wrong type give no answer. Others
/// add theirs by a [BuiltinProvider].
public final class Builtins {
  private static final List<BuiltinDefinition> DEFINITIONS =
      Stream.of(
              MathBuiltins.ALL,
              ReversedArithmetic.ALL,
              TrigonometryBuiltins.ALL,
              StringBuiltins.ALL,
              TextBuiltins.ALL,
              ListBuiltins.ALL,
              ListChoices.ALL,
              LogBuiltins.ALL,
              LogFormulas.ALL,
              LogNames.ALL,
              ClosureBuiltins.ALL,
              DocumentBuiltins.ALL,
              GraphBuiltins.ALL,
              TimeBuiltins.ALL,
              CryptoBuiltins.ALL,
              OsBuiltins.ALL)
          .flatMap(List::stream)
          .toList();

  private static final Builtins STANDARD = new Builtins(DEFINITIONS);

  private static @Nullable Builtins installed; // guarded by the class

  private final Map<String, BuiltinDefinition> byIri = new LinkedHashMap<>();

  /// @param definitions all but those of [TableBuiltins]
  Builtins(Collection<BuiltinDefinition> definitions) {
    Stream.concat(definitions.stream(), TableBuiltins.of(this).stream())
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

  /// The builtins of the product and of every [BuiltinProvider] that the class path has.
  ///
  /// @throws ReasonerException `BUILTIN_PROVIDER` if one cannot be loaded, fails, or defines what
  ///   is already defined
  public static synchronized Builtins installed() {
    if (installed == null) {
      installed = installedIn(Builtins.class.getClassLoader());
    }
    return installed;
  }

  /// As [#installed()], for the providers that `loader` finds.
  ///
  /// @throws ReasonerException as there
  public static Builtins installedIn(ClassLoader loader) {
    List<BuiltinProvider> providers = new ArrayList<>();
    try {
      ServiceLoader.load(BuiltinProvider.class, loader).forEach(providers::add);
    } catch (ServiceConfigurationError e) {
      throw providerFault("a provider of builtins cannot be loaded: " + e.getMessage());
    }
    return with(providers);
  }

  /// The builtins of the product and what the providers bring.
  ///
  /// @throws ReasonerException as [#installed()]
  static Builtins with(List<BuiltinProvider> providers) {
    Map<String, String> owners = new LinkedHashMap<>();
    STANDARD.descriptions().forEach(description -> owners.put(description.iri(), "cwm"));
    List<BuiltinDefinition> all = new ArrayList<>(DEFINITIONS);
    for (BuiltinProvider provider : providers) {
      String name = provider.getClass().getName();
      for (BuiltinDefinition definition : definitionsOf(provider)) {
        String owner = owners.putIfAbsent(definition.iri(), name);
        if (owner != null) {
          throw providerFault(
              "%s defines <%s>, which %s defines; each predicate has one definition"
                  .formatted(name, definition.iri(), owner));
        }
        all.add(definition);
      }
    }
    return all.size() == DEFINITIONS.size() ? STANDARD : new Builtins(all);
  }

  private static List<BuiltinDefinition> definitionsOf(BuiltinProvider provider) {
    try {
      return List.copyOf(provider.definitions());
    } catch (RuntimeException | LinkageError e) {
      throw providerFault(provider.getClass().getName() + " does not give its builtins: " + e);
    }
  }

  private static ReasonerException providerFault(String message) {
    return new ReasonerException("BUILTIN_PROVIDER", message);
  }

  /// The builtin that a predicate stands for, if it is one.
  public Optional<BuiltinDefinition> find(String iri) {
    return Optional.ofNullable(byIri.get(iri));
  }

  /// Whether the predicate is computed, here or by the engine.
  boolean isPredicate(String iri) {
    return byIri.containsKey(iri)
        || EngineBuiltins.ALL.stream().anyMatch(description -> description.iri().equals(iri));
  }

  /// All builtins but those that the engine computes, by name.
  public List<BuiltinDefinition> all() {
    return List.copyOf(byIri.values());
  }

  /// What people are told of all builtins, those that the engine computes among them, by name.
  public List<Description> descriptions() {
    return Stream.concat(
            byIri.values().stream().map(BuiltinDefinition::description),
            EngineBuiltins.ALL.stream())
        .sorted(Comparator.comparing(Description::name))
        .toList();
  }
}
