@NullMarked
package cwm.reasoner.partition;

import org.jspecify.annotations.NullMarked;
