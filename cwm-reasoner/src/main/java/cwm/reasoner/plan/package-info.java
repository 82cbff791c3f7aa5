/// How a conjunction of patterns is evaluated: ordered steps through which batches of rows of
/// dictionary ids go.
///
/// [cwm.reasoner.plan.Planner] orders, [cwm.reasoner.plan.Plan] runs. Which facts count as new is
/// the caller's to say ([cwm.reasoner.plan.RowRange]); what is done with the rows that come out is
/// the caller's too.
@NullMarked
package cwm.reasoner.plan;

import org.jspecify.annotations.NullMarked;
