/// Predicates that are computed instead of looked up.
///
/// [cwm.reasoner.builtin.Builtins] is the one table of them; a builtin is added by one entry there.
/// A builtin sees two operands as dictionary ids and answers with ids. What reads the store or a
/// formula as a scope (`log:includes` and its kin) is not here but in the engine, since it runs
/// patterns; the table only describes it. Others bring builtins of their own by a
/// [cwm.reasoner.builtin.BuiltinProvider].
@NullMarked
package cwm.reasoner.builtin;

import org.jspecify.annotations.NullMarked;
