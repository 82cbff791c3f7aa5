package cwm.rdf.n3;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Shortens IRIs by prefixes and by the base, and knows which of them it has used.
///
/// Well-known prefixes are there unless the caller has another use for the name or another name for
/// the namespace.
final class PrefixTable {
  private static final Comparator<String> SHORTER_FIRST =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final Map<String, String> prefixes = new HashMap<>(); // by namespace
  private final List<Integer> namespaceLengths; // descending
  private final @Nullable String base;
  private final @Nullable String baseFolder;
  private final Map<String, String> used = new TreeMap<>(); // namespaces by prefix
  private boolean isBaseUsed;

  /// A table for what is written without certain prefixes, or without relative IRIs.
  static PrefixTable of(Map<String, String> declared, @Nullable String base, Set<N3Flag> without) {
    Map<String, String> wanted = new HashMap<>(declared);
    if (without.contains(N3Flag.NO_EMPTY_PREFIX)) {
      wanted.remove("");
    }
    if (without.contains(N3Flag.ASCII_IRIS)) {
      wanted.keySet().removeIf(prefix -> !Tokens.isAscii(prefix));
    }
    var table = new PrefixTable(wanted, without.contains(N3Flag.ABSOLUTE_IRIS) ? null : base);
    if (without.contains(N3Flag.NO_PREFIXES)) {
      table.prefixes.clear();
    }
    return table;
  }

  /// @param declared namespaces by prefix; of two prefixes for one namespace the shorter one is
  ///   used
  /// @param base an absolute IRI that IRIs may be written relative to
  PrefixTable(Map<String, String> declared, @Nullable String base) {
    declared.entrySet().stream()
        .filter(entry -> Tokens.isPrefix(entry.getKey()) && isWritable(entry.getValue()))
        .sorted(Map.Entry.comparingByKey(SHORTER_FIRST))
        .forEach(entry -> prefixes.putIfAbsent(entry.getValue(), entry.getKey()));
    WellKnownPrefixes.NAMESPACES.forEach(
        (name, namespace) -> {
          if (!declared.containsKey(name)) {
            prefixes.putIfAbsent(namespace, name);
          }
        });
    var lengths = new TreeSet<Integer>(Comparator.reverseOrder());
    prefixes.keySet().forEach(namespace -> lengths.add(namespace.length()));
    namespaceLengths = List.copyOf(lengths);
    this.base = base == null || !isWritable(base) ? null : withoutFragment(base);
    this.baseFolder = this.base == null ? null : folder(this.base);
  }

  private static boolean isWritable(String iri) {
    return Tokens.forbiddenInIri(iri) < 0 && Tokens.isAbsolute(iri);
  }

  private static String withoutFragment(String iri) {
    int fragment = iri.indexOf('#');
    return fragment < 0 ? iri : iri.substring(0, fragment);
  }

  /// A hierarchical IRI up to its last slash; null if what is relative to it is not just appended.
  private static @Nullable String folder(String base) {
    int authority = base.indexOf("://");
    int query = base.indexOf('?');
    int slash = base.lastIndexOf('/', query < 0 ? base.length() : query);
    return authority < 0 || slash < authority + 3 ? null : base.substring(0, slash + 1);
  }

  /// The shortest way to write an IRI: a prefixed name, a relative IRI, or the whole in `<` and
  /// `>`. Notes what it needs.
  String shorten(String iri) {
    String name = prefixedName(iri);
    if (name == null) {
      name = relative(iri);
      isBaseUsed |= name != null;
    }
    return name == null ? "<" + iri + ">" : name;
  }

  private @Nullable String prefixedName(String iri) {
    // No local name holds a slash or a number sign, so the namespace holds the last one.
    int least = Math.max(iri.lastIndexOf('/'), iri.lastIndexOf('#')) + 1;
    for (int length : namespaceLengths) {
      if (length < least) {
        return null;
      }
      if (length <= iri.length()) {
        String namespace = iri.substring(0, length);
        String prefix = prefixes.get(namespace);
        String local = iri.substring(length);
        if (prefix != null && Tokens.isLocalName(local)) {
          used.put(prefix, namespace);
          return prefix + ":" + local;
        }
      }
    }
    return null;
  }

  private @Nullable String relative(String iri) {
    if (base != null && iri.startsWith(base)) {
      String rest = iri.substring(base.length());
      if (rest.isEmpty() || rest.startsWith("#")) {
        return "<" + rest + ">";
      }
    }
    if (baseFolder != null && iri.startsWith(baseFolder)) {
      String path = iri.substring(baseFolder.length());
      if (isPlainPath(path)) {
        return "<" + path + ">";
      }
    }
    return null;
  }

  /// Whether a relative IRI means what it says: no scheme, no dot segments, nothing that `<=`, `<-`
  /// or `<<` could be mistaken for.
  private static boolean isPlainPath(String path) {
    int first = path.isEmpty() ? '/' : path.codePointAt(0);
    return (Character.isLetterOrDigit(first) || first == '_')
        && path.indexOf(':') < 0
        && !path.contains("/.")
        && !path.contains("//");
  }

  /// Namespaces by prefix, sorted, of the prefixes used so far.
  Map<String, String> used() {
    return used;
  }

  /// The base, if an IRI was written relative to it.
  @Nullable String usedBase() {
    return isBaseUsed ? base : null;
  }
}
