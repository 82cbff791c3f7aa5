/// The W3C's suites of SPARQL queries, run from where they lie, for tests of any module.
///
/// Two engines answer them: ARQ over its own store ([PlainArq]), which shows what ARQ itself does
/// otherwise than the suites say, and whatever else implements [SparqlEngine].
@NullMarked
package cwm.jena.testing;

import org.jspecify.annotations.NullMarked;
