/// What property and golden tests share: random graphs by seed, the seeds themselves, and the way
/// from a failure to a small one that can be replayed.
///
/// Packed as a test-jar for the other modules' tests.
@NullMarked
package cwm.rdf.testing;

import org.jspecify.annotations.NullMarked;
