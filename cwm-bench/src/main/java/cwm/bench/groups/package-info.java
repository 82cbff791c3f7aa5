/// What many logs cost the nodes that keep them.
@NullMarked
package cwm.bench.groups;

import org.jspecify.annotations.NullMarked;
