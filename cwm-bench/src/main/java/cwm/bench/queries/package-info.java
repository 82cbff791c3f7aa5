/// SPARQL over our store beside ARQ over Jena's: the same queries about the same facts.
///
/// The script `cwm-bench/queries` makes the facts and starts the engines in turn; the queries are
/// in `cwm-bench/src/main/sparql`.
@NullMarked
package cwm.bench.queries;

import org.jspecify.annotations.NullMarked;
