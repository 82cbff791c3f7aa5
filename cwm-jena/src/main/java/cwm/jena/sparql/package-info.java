/// SPARQL by Apache Jena ARQ, over our store and by our plans.
@NullMarked
package cwm.jena.sparql;

import org.jspecify.annotations.NullMarked;
