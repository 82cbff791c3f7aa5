/// The public conformance suites of reasoners, run from where they lie.
@NullMarked
package cwm.reasoner.suite;

import org.jspecify.annotations.NullMarked;
