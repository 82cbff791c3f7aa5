/// The W3C's suites of SPARQL queries, run from where they lie.
///
/// Two engines answer them: ARQ over its own store ([PlainArq]), which shows what ARQ itself does
/// otherwise than the suites say, and whatever else implements [SparqlEngine].
@NullMarked
package cwm.jena.sparql;

import org.jspecify.annotations.NullMarked;
