/// Rules as the engine sees them: patterns over numbered slots, and the strata they run in.
///
/// [cwm.reasoner.rule.RuleCompiler] makes a [cwm.reasoner.rule.Rule] of a body and a head formula.
/// How a rule is run is `cwm.reasoner.plan`'s and `cwm.reasoner.engine`'s business.
@NullMarked
package cwm.reasoner.rule;

import org.jspecify.annotations.NullMarked;
