/// Which partition a fact belongs to, and how the facts of one machine are spread over its workers.
@NullMarked
package cwm.reasoner.partition;

import org.jspecify.annotations.NullMarked;
