/// The semi-naive engine: rules found among the facts, run to the fixpoint.
///
/// [cwm.reasoner.engine.Reasoner] is what callers use.
@NullMarked
package cwm.reasoner.engine;

import org.jspecify.annotations.NullMarked;
