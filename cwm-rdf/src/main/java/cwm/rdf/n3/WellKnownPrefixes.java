package cwm.rdf.n3;

import java.util.Map;

/// Prefixes that N3 is written with, though nobody has declared them.
public final class WellKnownPrefixes {
  /// Namespaces by prefix.
  public static final Map<String, String> NAMESPACES =
      Map.of(
          "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
          "rdfs", "http://www.w3.org/2000/01/rdf-schema#",
          "xsd", "http://www.w3.org/2001/XMLSchema#",
          "owl", "http://www.w3.org/2002/07/owl#",
          "log", "http://www.w3.org/2000/10/swap/log#",
          "math", "http://www.w3.org/2000/10/swap/math#",
          "string", "http://www.w3.org/2000/10/swap/string#",
          "list", "http://www.w3.org/2000/10/swap/list#",
          "time", "http://www.w3.org/2000/10/swap/time#");

  private WellKnownPrefixes() {}
}
