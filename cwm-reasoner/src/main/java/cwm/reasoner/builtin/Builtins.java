package cwm.reasoner.builtin;

import cwm.rdf.term.Log;
import cwm.rdf.term.Rdf;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The table of builtins, immutable.
///
/// A new builtin is one entry in the class of its namespace and theme: [MathBuiltins],
/// [ReversedArithmetic], [TrigonometryBuiltins], [StringBuiltins], [TextBuiltins], [ListBuiltins],
/// [ListChoices], [LogBuiltins], [LogFormulas], [LogNames], [ClosureBuiltins], [DocumentBuiltins],
/// [GraphBuiltins], [TimeBuiltins], [CryptoBuiltins], [OsBuiltins], [RdfBuiltins]; those that look
/// up builtins are in [TableBuiltins]. An entry says where the builtin is from and shows one
/// statement that holds. §2.2 of the W3C report applies to all of them: operands of a wrong type
/// give no answer. Others add theirs by a [BuiltinProvider].
///
/// The entries of a namespace are made when one of them is first asked for: most programs use few,
/// and all together take longer to make than a small program to run.
public final class Builtins {
  private static final List<Namespace> NAMESPACES =
      List.of(
          Namespace.CRYPTO,
          Namespace.GRAPH,
          Namespace.LIST,
          Namespace.LOG,
          Namespace.MATH,
          Namespace.OS,
          Namespace.RDF,
          Namespace.STRING,
          Namespace.TIME);

  /// Set to `none` by whoever knows that the class path has no [BuiltinProvider], and would not
  /// have each of its jars searched.
  private static final String PROVIDERS_PROPERTY = "cwm.builtins.providers";

  /// Predicates of these namespaces that are data.
  private static final Set<String> OTHERS =
      Set.of(
          Log.IMPLIES.value(),
          Log.IS_IMPLIED_BY.value(),
          Log.QUERY.value(),
          Log.NAMESPACE + "outputString");

  /// Predicates that are computed, and data too.
  private static final Set<String> ALSO_STATED =
      Set.of(Rdf.FIRST.value(), Rdf.REST.value(), Namespace.GRAPH.iri() + "statement");

  private static final Builtins STANDARD = new Builtins(List.of());

  private static @Nullable Builtins installed; // guarded by the class

  // By namespace, its own entries by predicate.
  private final Map<String, Map<String, BuiltinDefinition>> made = new ConcurrentHashMap<>();
  private final Map<String, BuiltinDefinition> added;

  /// @param added those that the product does not have
  Builtins(Collection<BuiltinDefinition> added) {
    this.added = byIri(added.stream().map(Builtins::guarded).toList());
  }

  /// What others bring may throw; it ends the run with a message that says who did.
  private static BuiltinDefinition guarded(BuiltinDefinition definition) {
    Builtin builtin = definition.builtin();
    return definition.with(
        (operands, answers) -> {
          List<int[]> found = new ArrayList<>();
          try {
            builtin.evaluate(operands, (subject, object) -> found.add(new int[] {subject, object}));
          } catch (RuntimeException | LinkageError e) {
            throw new ReasonerException(
                "BUILTIN_FAILED",
                "the builtin %s <%s> failed: %s".formatted(definition.name(), definition.iri(), e));
          }
          found.forEach(pair -> answers.answer(pair[0], pair[1]));
        });
  }

  private static Map<String, BuiltinDefinition> byIri(Collection<BuiltinDefinition> definitions) {
    Map<String, BuiltinDefinition> byIri = new LinkedHashMap<>();
    for (BuiltinDefinition definition : definitions) {
      if (byIri.put(definition.iri(), definition) != null) {
        throw new IllegalStateException("two builtins are named " + definition.iri());
      }
    }
    return byIri;
  }

  private Map<String, BuiltinDefinition> ofNamespace(Namespace namespace) {
    Map<String, BuiltinDefinition> known = made.get(namespace.iri());
    if (known == null) {
      known = byIri(entries(namespace));
      made.put(namespace.iri(), known); // equal ones, whoever is last
    }
    return known;
  }

  private List<BuiltinDefinition> entries(Namespace namespace) {
    return switch (namespace.prefix()) {
      case "crypto" -> CryptoBuiltins.ALL;
      case "graph" -> GraphBuiltins.ALL;
      case "list" -> join(ListBuiltins.ALL, ListChoices.ALL, TableBuiltins.ofList(this));
      case "log" ->
          join(
              LogBuiltins.ALL,
              LogFormulas.ALL,
              LogNames.ALL,
              ClosureBuiltins.ALL,
              DocumentBuiltins.ALL,
              TableBuiltins.ofLog(this));
      case "math" -> join(MathBuiltins.ALL, ReversedArithmetic.ALL, TrigonometryBuiltins.ALL);
      case "os" -> OsBuiltins.ALL;
      case "rdf" -> RdfBuiltins.ALL;
      case "string" -> join(StringBuiltins.ALL, TextBuiltins.ALL);
      case "time" -> TimeBuiltins.ALL;
      default -> throw new IllegalStateException("no builtins of " + namespace);
    };
  }

  @SafeVarargs
  private static List<BuiltinDefinition> join(List<BuiltinDefinition>... themes) {
    List<BuiltinDefinition> all = new ArrayList<>();
    for (List<BuiltinDefinition> theme : themes) {
      all.addAll(theme);
    }
    return all;
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
      boolean hasNone = "none".equals(System.getProperty(PROVIDERS_PROPERTY));
      installed = hasNone ? STANDARD : installedIn(Builtins.class.getClassLoader());
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
    if (providers.isEmpty()) {
      return STANDARD;
    }
    Map<String, String> owners = new LinkedHashMap<>();
    STANDARD.descriptions().forEach(description -> owners.put(description.iri(), "cwm"));
    List<BuiltinDefinition> added = new ArrayList<>();
    for (BuiltinProvider provider : providers) {
      String name = provider.getClass().getName();
      for (BuiltinDefinition definition : definitionsOf(provider)) {
        String owner = owners.putIfAbsent(definition.iri(), name);
        if (owner != null) {
          throw providerFault(
              "%s defines <%s>, which %s defines; each predicate has one definition"
                  .formatted(name, definition.iri(), owner));
        }
        added.add(definition);
      }
    }
    return new Builtins(added);
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
    BuiltinDefinition own = added.get(iri);
    if (own != null) {
      return Optional.of(own);
    }
    return namespaceOf(iri).map(namespace -> ofNamespace(namespace).get(iri));
  }

  private static Optional<Namespace> namespaceOf(String iri) {
    for (Namespace namespace : NAMESPACES) {
      if (iri.startsWith(namespace.iri())) {
        return Optional.of(namespace);
      }
    }
    return Optional.empty();
  }

  /// The vocabularies that have builtins.
  static List<Namespace> namespaces() {
    return NAMESPACES;
  }

  /// Whether an IRI is in a namespace that has builtins and nothing else but what the language has.
  public static boolean isNamedLikeOne(String iri) {
    return !OTHERS.contains(iri)
        && !isAlsoStated(iri)
        && namespaceOf(iri).filter(namespace -> !namespace.equals(Namespace.RDF)).isPresent();
  }

  /// Whether a statement with the predicate holds for facts, beside what is computed.
  public static boolean isAlsoStated(String iri) {
    return ALSO_STATED.contains(iri);
  }

  /// The short name of an IRI in such a namespace.
  public static String shortName(String iri) {
    return namespaceOf(iri)
        .map(namespace -> namespace.prefix() + ":" + iri.substring(namespace.iri().length()))
        .orElse(iri);
  }

  /// Whether the predicate is computed, here or by the engine.
  boolean isPredicate(String iri) {
    return find(iri).isPresent()
        || EngineBuiltins.ALL.stream().anyMatch(description -> description.iri().equals(iri));
  }

  /// All builtins but those that the engine computes, by name.
  public List<BuiltinDefinition> all() {
    List<BuiltinDefinition> all = new ArrayList<>(added.values());
    NAMESPACES.forEach(namespace -> all.addAll(ofNamespace(namespace).values()));
    all.sort(Comparator.comparing(BuiltinDefinition::name));
    return all;
  }

  /// What people are told of all builtins, those that the engine computes among them, by name.
  public List<Description> descriptions() {
    return Stream.concat(
            all().stream().map(BuiltinDefinition::description), EngineBuiltins.ALL.stream())
        .sorted(Comparator.comparing(Description::name))
        .toList();
  }
}
