package cwm.ipc.message;

import cwm.rdf.term.Term;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What variables are bound to: one solution of a query, or one partial match of a rule.
///
/// @param terms by variable name, without the question mark, in the order they were given
public record Bindings(Map<String, Term> terms) {
  public Bindings {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }
}
