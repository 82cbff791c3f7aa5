/// Programs and oracles for tests of whatever runs rules.
@NullMarked
package cwm.reasoner.testing;

import org.jspecify.annotations.NullMarked;
