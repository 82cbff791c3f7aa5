/// JMH benchmarks, one class a question, with its command in the doc comment.
///
/// Nothing depends on this package; it is for measuring only.
@NullMarked
package cwm.bench;

import org.jspecify.annotations.NullMarked;
